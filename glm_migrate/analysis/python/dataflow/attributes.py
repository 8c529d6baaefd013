"""What an attribute of an object, a class or a module can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.dataflow.classes import Class
from glm_migrate.analysis.python.dataflow.finder import Finder
from glm_migrate.analysis.python.dataflow.resolved import (
    Alias,
    Annotation,
    ResolvedValue,
    ResolvedValues,
    unresolved,
)
from glm_migrate.analysis.python.semantics.scopes import (
    Definition,
    Kind,
    ProgramPoint,
    dotted,
    owner,
)
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.model.unresolved import Reason

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Module


_MAX_TYPES = 12


def _named_types(node: cst.BaseExpression) -> Iterator[cst.Name | cst.Attribute]:
    """The names in `S`, `Optional[S]`, `S | None`, `Annotated[S, …]` that can be the class."""
    if isinstance(node, cst.SimpleString):
        try:
            parsed = cst.parse_expression(str(meaning(node)))
        except cst.ParserSyntaxError:
            return
        # Only names: a chain of them would have to stand in the file to be looked up.
        yield from (one for one in _named_types(parsed) if isinstance(one, cst.Name))
    if isinstance(node, (cst.Name, cst.Attribute)):
        yield node
    elif isinstance(node, cst.BinaryOperation):
        yield from _named_types(node.left)
        yield from _named_types(node.right)
    elif isinstance(node, cst.Subscript):
        word = dotted(node.value).rpartition(".")[2]
        inner = node.slice[0].slice if word in ("Annotated", "Optional", "Union") else None
        if isinstance(inner, cst.Index):
            yield from _named_types(inner.value)


class Attributes(Finder):
    """Finds classes, instances, and what is bound to their attributes."""

    def class_of(self, base: cst.CSTNode, point: ProgramPoint, depth: int = 0) -> Class | None:
        """The project's class that `base` is an instance of, or is itself."""
        if isinstance(base, cst.Name) and (own := owner(base, point.scope)):
            return self.module.klass(own)
        for resolved in self.resolve(base, point, depth + 1).found:
            if isinstance(resolved.node, cst.ClassDef):
                return resolved.module.klass(resolved.node)
            if isinstance(resolved.node, cst.Call):
                made = resolved.module.resolver.class_of(
                    resolved.node.func, resolved.point, depth + 1
                )
                if made is not None:
                    return made
        return None

    def subclasses(self, klass: Class) -> list[Class]:
        """The project's classes that derive from `klass`."""
        key = id(klass.node)
        if key not in self._subclasses_of:
            self._subclasses_of[key] = [
                subclass
                for module in self.mentioning(klass.node.name.value)
                for subclass in module.classes
                if subclass.node is not klass.node and klass.node in subclass.lineage
            ]
        return self._subclasses_of[key]

    def attribute_definitions(self, klass: Class, name: str) -> list[tuple[Module, Definition]]:
        """The definitions of an attribute: own ones first, then those of bases and subclasses."""
        own: list[tuple[Module, Definition]] = []
        for current in klass.ancestors:
            own += current.definitions(name)
            if any(b.kind is not Kind.ANNOTATE for _, b in own):
                break
        for subclass in self.subclasses(klass):
            own += subclass.definitions(name)
        return own + self._from_outside(klass, name)

    def _from_outside(self, klass: Class, name: str) -> list[tuple[Module, Definition]]:
        """Where code sets the attribute of an instance: `bot.client = …`."""
        key = (id(klass.node), name)
        if key not in self._assigned_outside:
            self._assigned_outside[key] = []  # what is asked meanwhile must not ask this again
            with self.module.program.fresh_query():
                self._assigned_outside[key] = list(self._outside_assignments(klass, name))
        return self._assigned_outside[key]

    def _outside_assignments(self, klass: Class, name: str) -> Iterator[tuple[Module, Definition]]:
        for module in self.mentioning(f".{name}"):
            for text, mutations in module.symbols.mutations.items():
                if not text.endswith("."):
                    continue
                for mutation in mutations:
                    target = mutation.target
                    if not isinstance(target, cst.Attribute) or target.attr.value != name:
                        continue
                    owned = module.resolver.class_of(target.value, mutation.point)
                    if owned is not None and owned.is_related(klass):
                        point, value = mutation.point, mutation.value
                        yield module, Definition(name, Kind.ASSIGN, target, point, value)

    def _attribute(self, node: cst.CSTNode, point: ProgramPoint, depth: int) -> ResolvedValues:
        assert isinstance(node, cst.Attribute)
        name = node.attr.value
        if isinstance(node.value, cst.Name) and (own := owner(node.value, point.scope)):
            return self._of_class(self.module.klass(own), name, node, point, depth)
        base = self.resolve(node.value, point, depth)
        result = ResolvedValues()
        for resolved in base.found:
            result += self._of_origin(resolved, name, node, point, depth).map(
                lambda o, up=resolved: replace(o, via=(*up.via, *o.via))  # type: ignore[misc]
            )
        if not result.found and (klass := self._declared_class(base.annotations, depth)):
            result += self._of_class(klass, name, node, point, depth) + ResolvedValues(
                unresolved=base.unresolved
            )
        if result.found:
            return (
                result + ResolvedValues(unresolved=base.unresolved)
                if base.unresolved and not base.found
                else result
            )
        return result + unresolved(Reason.NOT_SET_IN_FILE, self._short(node))

    def _declared_class(self, notes: Sequence[Annotation], depth: int) -> Class | None:
        """The project's class that something is declared to be an instance of."""
        for note in notes:
            there = note.module.resolver
            for one in _named_types(note.node):
                for resolved in there.resolve(one, note.point, depth + 1).found:
                    if isinstance(resolved.node, cst.ClassDef):
                        return resolved.module.klass(resolved.node)
                    if isinstance(resolved.node, cst.Subscript) and depth < _MAX_TYPES:
                        inner = Annotation(resolved.module, resolved.node, resolved.point)
                        return self._declared_class((inner,), depth + _MAX_TYPES)
        return None

    def _of_origin(
        self,
        resolved: ResolvedValue,
        name: str,
        node: cst.Attribute,
        point: ProgramPoint,
        depth: int,
    ) -> ResolvedValues:
        target, there = resolved.node, resolved.module.resolver
        if isinstance(target, cst.Module):
            if there.exports(name):
                return there.exported(name, depth)
            other = self.module.program.imported(resolved.module, f".{name}")
            return (
                ResolvedValues((ResolvedValue(other, other.syntax, other.end),))
                if other
                else ResolvedValues()
            )
        if isinstance(target, cst.ClassDef):
            return self._of_class(resolved.module.klass(target), name, node, point, depth)
        if isinstance(target, (cst.SimpleString, cst.ConcatenatedString)) and name == "value":
            return (
                ResolvedValues((resolved.through(self._hop(node, "value")),))
                if resolved.definitions
                else ResolvedValues()
            )
        if isinstance(target, cst.Call):
            return self._of_instance(resolved, target, name, node, point, depth)
        return ResolvedValues()

    def _of_instance(
        self,
        resolved: ResolvedValue,
        made: cst.Call,
        name: str,
        node: cst.Attribute,
        point: ProgramPoint,
        depth: int,
    ) -> ResolvedValues:
        """An attribute of what `made` constructs."""
        there, at = resolved.module.resolver, resolved.point
        if isinstance(made.func, cst.Attribute) and made.func.attr.value in (
            "parse_args",
            "parse_known_args",
        ):
            return there._command_line(name, depth)
        klass = there.class_of(made.func, at, depth)
        is_namespace = dotted(made.func).rpartition(".")[2] == "SimpleNamespace"
        if klass is None and not is_namespace:
            return ResolvedValues()
        if klass is None or "__init__" not in klass.scope.definitions:
            for argument in made.args:
                if argument.keyword is not None and argument.keyword.value == name:
                    return there.resolve(argument.value, at, depth)
        if klass is None:
            return ResolvedValues()
        return self._of_class(klass, name, node, point, depth)

    def _command_line(self, name: str, depth: int) -> ResolvedValues:
        """The default of `add_argument("--name", default=…)`."""
        result = unresolved(Reason.COMMAND_LINE, name)
        flag = name.replace("_", "-")
        for call in self.symbols.by_called.get("add_argument", ()):
            words = [
                str(meaning(a.value)).lstrip("-")
                for a in call.args
                if isinstance(a.value, cst.SimpleString) and a.keyword is None
            ]
            if not {name, flag} & set(words):
                continue
            for argument in call.args:
                if argument.keyword is not None and argument.keyword.value == "default":
                    result += self.resolve(argument.value, self.symbols.points[call], depth)
        return result

    def _of_class(
        self, klass: Class, name: str, node: cst.Attribute, point: ProgramPoint, depth: int
    ) -> ResolvedValues:
        instance = self.module.program.query.instance
        if instance is None or not instance.is_related(klass):
            instance = klass
        with self.module.program.as_instance(instance):
            return self._of_instance_class(instance, name, node, point, depth)

    def _of_instance_class(
        self, klass: Class, name: str, node: cst.Attribute, point: ProgramPoint, depth: int
    ) -> ResolvedValues:
        definitions = self.attribute_definitions(klass, name)
        if not definitions:
            return unresolved(Reason.NOT_SET_IN_PROJECT, self._short(node))
        text = dotted(node) or name
        modules = {id(definition): module for module, definition in definitions}
        alias = Alias(self.module, text, point, klass.scope, klass.node)

        def reached(resolved: ResolvedValue) -> ResolvedValue:
            definition = resolved.definitions[0]
            hop = modules[id(definition)].resolver._hop(definition.node, text)
            return replace(resolved, via=(hop, *resolved.via), aliases=(*resolved.aliases, alias))

        return self._once(klass.node, f".{name}", lambda: self._bound_to(definitions, depth)).map(
            reached
        )

    def _bound_to(self, definitions: list[tuple[Module, Definition]], depth: int) -> ResolvedValues:
        """What the definitions of one attribute give, each value with its definition in front."""
        parts: list[ResolvedValues] = []
        for module, definition in definitions:
            there = module.resolver
            if definition.kind is Kind.ASSIGN and definition.value is not None:
                found = there.annotated(definition, there._guarded(definition, depth))
            elif definition.kind is Kind.FUNCTION:
                found = there._property(definition, depth)
            else:
                unset = unresolved(Reason.NO_VALUE, definition.name)
                found = there.annotated(definition, unset)
            parts.append(
                found.map(lambda o, b=definition: replace(o, definitions=(b, *o.definitions)))  # type: ignore[misc]
            )
        return ResolvedValues.sum(parts).unless_extended(
            definition for _, definition in definitions
        )

    def _guarded(self, definition: Definition, depth: int) -> ResolvedValues:
        value = definition.value
        if value is None:
            return ResolvedValues()
        return self._once(
            definition,
            "attribute",
            lambda: self.module.resolver.default_of(value, definition.point, depth),
        )

    def _property(self, definition: Definition, depth: int) -> ResolvedValues:
        node = definition.node
        assert isinstance(node, cst.FunctionDef)
        words = {dotted(d.decorator).rpartition(".")[2] for d in node.decorators}
        if words & {"property", "cached_property"}:
            return self.module.resolver.returned(node, depth)
        return ResolvedValues((ResolvedValue(self.module, node, definition.point),))
