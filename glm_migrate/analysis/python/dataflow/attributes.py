"""What an attribute of an object, a class or a module can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.dataflow.classes import Class
from glm_migrate.analysis.python.dataflow.finder import Finder
from glm_migrate.analysis.python.dataflow.resolved import (
    Annotation,
    Holder,
    Origin,
    Origins,
    unseen,
)
from glm_migrate.analysis.python.semantics.scopes import Binding, Kind, Place, dotted, owner
from glm_migrate.analysis.python.syntax.string_literals import meaning

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Tree


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

    def class_of(self, base: cst.CSTNode, place: Place, depth: int = 0) -> Class | None:
        """The project's class that `base` is an instance of, or is itself."""
        if isinstance(base, cst.Name) and (own := owner(base, place.scope)):
            return self.tree.klass(own)
        for origin in self.origins(base, place, depth + 1).found:
            if isinstance(origin.node, cst.ClassDef):
                return origin.tree.klass(origin.node)
            if isinstance(origin.node, cst.Call):
                made = origin.tree.resolver.class_of(origin.node.func, origin.place, depth + 1)
                if made is not None:
                    return made
        return None

    def subclasses(self, klass: Class) -> list[Class]:
        """The project's classes that derive from `klass`."""
        key = id(klass.node)
        if key not in self._heirs:
            self._heirs[key] = [
                heir
                for tree in self.mentioning(klass.node.name.value)
                for heir in tree.classes
                if heir.node is not klass.node and klass.node in heir.lineage
            ]
        return self._heirs[key]

    def attribute_bindings(self, klass: Class, name: str) -> list[tuple[Tree, Binding]]:
        """The bindings of an attribute: own ones first, then those of bases and subclasses."""
        own: list[tuple[Tree, Binding]] = []
        for current in klass.ancestors:
            own += current.bindings(name)
            if any(b.kind is not Kind.ANNOTATE for _, b in own):
                break
        for heir in self.subclasses(klass):
            own += heir.bindings(name)
        return own + self._from_outside(klass, name)

    def _from_outside(self, klass: Class, name: str) -> list[tuple[Tree, Binding]]:
        """Where code sets the attribute of an instance: `bot.client = …`."""
        key = (id(klass.node), name)
        if key not in self._poked:
            self._poked[key] = []  # what is asked meanwhile must not ask this again
            with self.tree.workspace.fresh_search():
                self._poked[key] = list(self._pokes(klass, name))
        return self._poked[key]

    def _pokes(self, klass: Class, name: str) -> Iterator[tuple[Tree, Binding]]:
        for tree in self.mentioning(f".{name}"):
            for text, stores in tree.names.stores.items():
                if not text.endswith("."):
                    continue
                for store in stores:
                    target = store.target
                    if not isinstance(target, cst.Attribute) or target.attr.value != name:
                        continue
                    owned = tree.resolver.class_of(target.value, store.place)
                    if owned is not None and owned.is_kin(klass):
                        place, value = store.place, store.value
                        yield tree, Binding(name, Kind.ASSIGN, target, place, value)

    def _attribute(self, node: cst.CSTNode, place: Place, depth: int) -> Origins:
        assert isinstance(node, cst.Attribute)
        name = node.attr.value
        if isinstance(node.value, cst.Name) and (own := owner(node.value, place.scope)):
            return self._of_class(self.tree.klass(own), name, node, place, depth)
        base = self.origins(node.value, place, depth)
        result = Origins()
        for origin in base.found:
            result += self._of_origin(origin, name, node, place, depth).map(
                lambda o, up=origin: replace(o, via=(*up.via, *o.via))  # type: ignore[misc]
            )
        if not result.found and (klass := self._declared_class(base.annotations, depth)):
            result += self._of_class(klass, name, node, place, depth) + Origins(
                missing=base.missing
            )
        if result.found:
            return (
                result + Origins(missing=base.missing)
                if base.missing and not base.found
                else result
            )
        return result + unseen(f"`{self._short(node)}` is not set in this file")

    def _declared_class(self, notes: Sequence[Annotation], depth: int) -> Class | None:
        """The project's class that something is declared to be an instance of."""
        for note in notes:
            there = note.tree.resolver
            for one in _named_types(note.node):
                for origin in there.origins(one, note.place, depth + 1).found:
                    if isinstance(origin.node, cst.ClassDef):
                        return origin.tree.klass(origin.node)
                    if isinstance(origin.node, cst.Subscript) and depth < _MAX_TYPES:
                        inner = Annotation(origin.tree, origin.node, origin.place)
                        return self._declared_class((inner,), depth + _MAX_TYPES)
        return None

    def _of_origin(
        self, origin: Origin, name: str, node: cst.Attribute, place: Place, depth: int
    ) -> Origins:
        target, there = origin.node, origin.tree.resolver
        if isinstance(target, cst.Module):
            if there.exports(name):
                return there.exported(name, depth)
            other = self.tree.workspace.module(origin.tree, f".{name}")
            return Origins((Origin(other, other.module, other.end),)) if other else Origins()
        if isinstance(target, cst.ClassDef):
            return self._of_class(origin.tree.klass(target), name, node, place, depth)
        if isinstance(target, (cst.SimpleString, cst.ConcatenatedString)) and name == "value":
            return (
                Origins((origin.through(self._hop(node, "value")),))
                if origin.bindings
                else Origins()
            )
        if isinstance(target, cst.Call):
            return self._of_instance(origin, target, name, node, place, depth)
        return Origins()

    def _of_instance(
        self,
        origin: Origin,
        made: cst.Call,
        name: str,
        node: cst.Attribute,
        place: Place,
        depth: int,
    ) -> Origins:
        """An attribute of what `made` constructs."""
        there, at = origin.tree.resolver, origin.place
        if isinstance(made.func, cst.Attribute) and made.func.attr.value in (
            "parse_args",
            "parse_known_args",
        ):
            return there._command_line(name, depth)
        klass = there.class_of(made.func, at, depth)
        is_namespace = dotted(made.func).rpartition(".")[2] == "SimpleNamespace"
        if klass is None and not is_namespace:
            return Origins()
        if klass is None or "__init__" not in klass.scope.bindings:
            for argument in made.args:
                if argument.keyword is not None and argument.keyword.value == name:
                    return there.origins(argument.value, at, depth)
        if klass is None:
            return Origins()
        return self._of_class(klass, name, node, place, depth)

    def _command_line(self, name: str, depth: int) -> Origins:
        """The default of `add_argument("--name", default=…)`."""
        result = unseen(f"`--{name}` is given on the command line")
        flag = name.replace("_", "-")
        for call in self.names.by_called.get("add_argument", ()):
            words = [
                str(meaning(a.value)).lstrip("-")
                for a in call.args
                if isinstance(a.value, cst.SimpleString) and a.keyword is None
            ]
            if not {name, flag} & set(words):
                continue
            for argument in call.args:
                if argument.keyword is not None and argument.keyword.value == "default":
                    result += self.origins(argument.value, self.names.places[call], depth)
        return result

    def _of_class(
        self, klass: Class, name: str, node: cst.Attribute, place: Place, depth: int
    ) -> Origins:
        instance = self.tree.workspace.search.instance
        if instance is None or not instance.is_kin(klass):
            instance = klass
        with self.tree.workspace.as_instance(instance):
            return self._of_instance_class(instance, name, node, place, depth)

    def _of_instance_class(
        self, klass: Class, name: str, node: cst.Attribute, place: Place, depth: int
    ) -> Origins:
        bindings = self.attribute_bindings(klass, name)
        if not bindings:
            return unseen(f"`{self._short(node)}` is not set in the project")
        text = dotted(node) or name
        trees = {id(binding): tree for tree, binding in bindings}
        holder = Holder(self.tree, text, place, klass.scope, klass.node)

        def reached(origin: Origin) -> Origin:
            binding = origin.bindings[0]
            hop = trees[id(binding)].resolver._hop(binding.node, text)
            return replace(origin, via=(hop, *origin.via), holders=(*origin.holders, holder))

        return self._once(klass.node, f".{name}", lambda: self._bound_to(bindings, depth)).map(
            reached
        )

    def _bound_to(self, bindings: list[tuple[Tree, Binding]], depth: int) -> Origins:
        """What the bindings of one attribute give, each origin with its binding in front."""
        parts: list[Origins] = []
        for tree, binding in bindings:
            there = tree.resolver
            if binding.kind is Kind.ASSIGN and binding.value is not None:
                found = there.annotated(binding, there._guarded(binding, depth))
            elif binding.kind is Kind.FUNCTION:
                found = there._property(binding, depth)
            else:
                unset = unseen(f"`{binding.name}` has no value that is seen")
                found = there.annotated(binding, unset)
            parts.append(
                found.map(lambda o, b=binding: replace(o, bindings=(b, *o.bindings)))  # type: ignore[misc]
            )
        return Origins.sum(parts).unless_extended(binding for _, binding in bindings)

    def _guarded(self, binding: Binding, depth: int) -> Origins:
        value = binding.value
        if value is None:
            return Origins()
        return self._once(
            binding, "attribute", lambda: self.tree.resolver.default_of(value, binding.place, depth)
        )

    def _property(self, binding: Binding, depth: int) -> Origins:
        node = binding.node
        assert isinstance(node, cst.FunctionDef)
        words = {dotted(d.decorator).rpartition(".")[2] for d in node.decorators}
        if words & {"property", "cached_property"}:
            return self.tree.resolver.returned(node, depth)
        return Origins((Origin(self.tree, node, binding.place),))
