"""What an attribute of an object, a class or a module can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

import libcst as cst

from glm_migrate.analysis.python.dataflow.annotated import with_annotation
from glm_migrate.analysis.python.dataflow.closure import closure
from glm_migrate.analysis.python.dataflow.command_line import command_line_default
from glm_migrate.analysis.python.dataflow.configured_objects import (
    dynaconf_entry,
    is_dynaconf,
    streamlit_secrets,
)
from glm_migrate.analysis.python.dataflow.declared_classes import declared_class
from glm_migrate.analysis.python.dataflow.enumerations import of_member
from glm_migrate.analysis.python.dataflow.environment_writes import is_environment
from glm_migrate.analysis.python.dataflow.file_paths import is_part_of_path
from glm_migrate.analysis.python.dataflow.framework_settings import django_setting
from glm_migrate.analysis.python.dataflow.interface import (
    Alias,
    Class,
    Module,
    ResolvedValue,
    ResolvedValues,
    mentioning,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.items import item_in, item_of, unpacked_of
from glm_migrate.analysis.python.dataflow.named_attributes import set_by_name
from glm_migrate.analysis.python.dataflow.parameters import default_of
from glm_migrate.analysis.python.dataflow.record_fields import placed_field
from glm_migrate.analysis.python.dataflow.record_objects import (
    field_names,
    field_of,
    is_left_to_callers,
    validated_class,
)
from glm_migrate.analysis.python.dataflow.session_values import session_at, session_attribute
from glm_migrate.analysis.python.dataflow.settings_classes import value_of_field
from glm_migrate.analysis.python.semantics.scopes import (
    Definition,
    Kind,
    ProgramPoint,
    dotted,
    owner,
)
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unresolved import Reason

_AS_ATTRIBUTES = callables("gives-attribute")
_ARGUMENT_PARSERS = callables("parses-arguments")


def _made(values: ResolvedValues, depth: int) -> Class | None:
    """The project's class among `values`, or the one that a call among them makes."""
    for resolved in values.found:
        if isinstance(resolved.node, cst.ClassDef):
            return resolved.module.klass(resolved.node)
        if isinstance(resolved.node, cst.Call):
            made = resolved.module.resolver.attributes.class_of(
                resolved.node.func, resolved.point, depth + 1
            )
            if made is not None:
                return made
    return None


class AttributeResolver:
    """Finds classes, instances, and what is bound to their attributes."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.symbols = module.symbols

    def class_of(self, base: cst.CSTNode, point: ProgramPoint, depth: int = 0) -> Class | None:
        """The project's class that `base` is an instance of, or declared to be, or is itself."""
        if own := owner(base, point.scope):
            return self.module.klass(own)
        values = self.module.resolver.resolve(base, point, depth + 1)
        return _made(values, depth) or declared_class(values.annotations, depth)

    def can_be(self, base: cst.CSTNode, point: ProgramPoint, klass: Class) -> bool:
        """Whether `base` is seen to be an instance of `klass`, or declared as one of its bases."""
        found = self.class_of(base, point)
        if found is None or klass.node in found.lineage:
            return found is not None
        values = self.module.resolver.resolve(base, point, 1)
        return found.node in klass.lineage and _made(values, 0) is None

    def subclasses(self, klass: Class) -> Sequence[Class]:
        """The project's classes that derive from `klass`."""
        return self.module.remembered(
            AttributeResolver.subclasses,
            klass.node,
            lambda: tuple(self._find_subclasses(klass)),
            in_cycle=(),
        )

    def _find_subclasses(self, klass: Class) -> list[Class]:
        """Those whose files name `klass`, and those that derive from them, which need not."""

        def derived(base: Class) -> Iterator[Class]:
            for module in mentioning(self.module, base.node.name.value):
                yield from (one for one in module.classes if klass.node in one.lineage)

        return closure([klass], derived, lambda one: one.node, most=inf)[1:]

    def definitions(self, klass: Class, name: str) -> list[tuple[Module, Definition]]:
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
        return self.module.remembered(
            AttributeResolver._outside_assignments,
            (klass.node, name),
            lambda: list(self._outside_assignments(klass, name)),
            in_cycle=[],
        )

    def _outside_assignments(self, klass: Class, name: str) -> Iterator[tuple[Module, Definition]]:
        for module in mentioning(self.module, f".{name}"):
            module.symbols.deferred.naming(name)
            for text, mutations in tuple(module.symbols.mutations.items()):
                if not text.endswith("."):
                    continue
                for mutation in mutations:
                    target = mutation.target
                    if not isinstance(target, cst.Attribute) or target.attr.value != name:
                        continue
                    owned = module.resolver.attributes.class_of(target.value, mutation.point)
                    if owned is not None and owned.is_related(klass):
                        point, value = mutation.point, mutation.value
                        yield module, Definition(name, Kind.ASSIGN, target, point, value)
        for one in set_by_name(self.module, name):
            where = one.module.symbols.point(one.holder)
            owned = one.module.resolver.attributes.class_of(one.holder, where)
            if owned is not None and owned.is_related(klass):
                yield one.module, one.definition

    def resolve(self, node: cst.Attribute, point: ProgramPoint, depth: int) -> ResolvedValues:
        name = node.attr.value
        if own := owner(node.value, point.scope):
            return self.of_class(self.module.klass(own), name, node, point, depth)
        if (secrets := streamlit_secrets(self.module, node, point)).found:
            return secrets
        if (setting := django_setting(self.module, node.value, name, point, depth)).found:
            return self._under(node, point, setting)
        if session := session_at(node.value, point):
            return self._under(node, point, session_attribute(self.module, session, node, depth))
        base = self.module.resolver.resolve(node.value, point, depth)
        result = ResolvedValues()
        for resolved in base.found:
            found = self._of_value(resolved, name, node, point, depth)
            calls = resolved.calls
            found = found.map(lambda one, by=calls: replace(one, calls=(*by, *one.calls)))  # type: ignore[misc]
            result += found.behind(resolved.via)
        if not result.found and (klass := declared_class(base.annotations, depth)):
            result += self.of_class(klass, name, node, point, depth) + ResolvedValues(
                unresolved=base.unresolved
            )
        if result.found:
            return (
                result + ResolvedValues(unresolved=base.unresolved)
                if base.unresolved and not base.found
                else result
            )
        if is_environment(node, point) or is_part_of_path(self.module, node, point, depth):
            return ResolvedValues((ResolvedValue(self.module, node, point),))
        return result + unresolved(Reason.NOT_SET_IN_FILE, self.module.short(node))

    def _of_value(
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
            return self.of_class(resolved.module.klass(target), name, node, point, depth)
        if (_is_text(target) and name == "value") or isinstance(target, cst.Tuple):
            return of_member(resolved, name, self.module.hop(node, name), depth)
        if isinstance(target, cst.Dict) and resolved.module.is_document:
            return self._under(node, point, item_in(resolved, name, depth))
        if is_dynaconf(resolved):
            return dynaconf_entry(resolved, name, depth)
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
        if isinstance(made.func, cst.Attribute) and made.func.attr.value in _ARGUMENT_PARSERS:
            default = command_line_default(resolved.module, name, depth)
            return self._under(node, point, default)
        klass = there.attributes.class_of(made.func, at, depth)
        klass = klass or validated_class(resolved.module, made, at, depth)
        is_namespace = dotted(made.func).rpartition(".")[2] == "SimpleNamespace"
        if klass is None and not is_namespace:
            return ResolvedValues()
        if klass is None or "__init__" not in klass.scope.definitions:
            given = next(
                (a.value for a in made.args if a.keyword and a.keyword.value == name), None
            )
            if given is None and klass is not None:
                constructed = (one.node for one in there.resolve(made.func, at, depth).found)
                is_plain = any(one is klass.node for one in constructed)
                given = placed_field(klass, made, name) if is_plain else None
            if given is not None:
                values = self._under(node, point, there.resolve(given, at, depth))
                default = self.of_class(klass, name, node, point, depth) if klass else values
                return values + default.same_texts(values)
            names = field_names(klass, name)
            found, is_sure = field_of(resolved.module, made, at, names, depth)
        else:
            found, is_sure = ResolvedValues(), False
        if klass is None or is_sure:
            return found
        return found + self.of_class(klass, name, node, point, depth)

    def _under(
        self, node: cst.Attribute, point: ProgramPoint, values: ResolvedValues
    ) -> ResolvedValues:
        """Texts with the attribute that held them, whose other reads and changes count as well."""
        text = dotted(node)
        if not text:
            return values
        alias = Alias(self.module, text, point, None)
        held = values.map(
            lambda one: replace(one, aliases=(*one.aliases, alias)) if _is_text(one.node) else one
        )
        return held.unless_extended(self._changes(text))

    def _changes(self, text: str) -> Iterator[Definition]:
        """The `cfg.model += …` of an attribute that no class declares."""
        for one in self.symbols.mutations.get(f"{text.rpartition('.')[0]}.", ()):
            is_added_to = isinstance(self.symbols.parents.get(one.target), cst.AugAssign)
            if is_added_to and dotted(one.target) == text:
                yield Definition(text, Kind.AUGMENT, one.target, one.point)

    def of_class(
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
        definitions = self.definitions(klass, name)
        if not definitions:
            found = self._looked_up(klass, name, node, depth)
            return found or unresolved(Reason.NOT_SET_IN_PROJECT, self.module.short(node))
        text = dotted(node) or name
        modules = {definition.node: module for module, definition in definitions}
        alias = Alias(self.module, text, point, klass.scope, klass.node)

        def reached(resolved: ResolvedValue) -> ResolvedValue:
            there = resolved.definitions[0].node
            hops = (modules[there].hop(there, text),) if there in modules else ()
            return replace(resolved, via=(*hops, *resolved.via), aliases=(*resolved.aliases, alias))

        bound = self.module.resolver.once(
            klass.node, f".{name}", lambda: self._bound_to(definitions, depth), depth
        )
        return bound.map(reached) + value_of_field(self.module, klass, name, node, depth)

    def _looked_up(
        self, klass: Class, name: str, node: cst.Attribute, depth: int
    ) -> ResolvedValues | None:
        """What the class's own `__getattr__` gives for a name; None where that is not seen."""
        parts: list[ResolvedValues] = []
        for current in klass.ancestors:
            for module, definition in current.definitions("__getattr__"):
                function = definition.node
                if isinstance(function, cst.FunctionDef) and len(function.params.params) == 2:
                    word, scope = function.params.params[1].name.value, module.symbols.scopes
                    for value in module.symbols.returns.get(scope[function], ()):
                        there = AttributeResolver(module)
                        parts.append(there._by_name(value, word, name, node, depth))
        result = ResolvedValues.sum(parts)
        return result if result.found else None

    def _by_name(
        self, value: cst.BaseExpression, word: str, name: str, node: cst.Attribute, depth: int
    ) -> ResolvedValues:
        """`d[word]`, `d.get(word)` or `getattr(o, word)`, where `word` stands for `name`."""
        point = self.symbols.point(value)
        holder = _holder_of(value, word)
        if holder is None:
            return ResolvedValues()
        if isinstance(value, cst.Call) and isinstance(value.func, cst.Name):
            found = self.module.resolver.resolve(holder, point, depth).found
            return ResolvedValues.sum(
                self._of_value(one, name, node, point, depth) for one in found
            )
        return item_of(self.module, holder, name, point, depth)

    def _bound_to(self, definitions: list[tuple[Module, Definition]], depth: int) -> ResolvedValues:
        """What the definitions of one attribute give, each value with its definition in front."""
        parts: list[ResolvedValues] = []
        for module, definition in definitions:
            if not module.program.allowed(module, (definition,), depth):
                continue
            if definition.kind is Kind.ASSIGN and definition.value is not None:
                found = with_annotation(module, definition, _assigned(module, definition, depth))
            elif definition.kind is Kind.FUNCTION:
                found = _property(module, definition, depth)
            elif definition.kind is Kind.UNPACK and definition.value is not None:
                found = unpacked_of(module, definition, depth)
            else:
                unset = unresolved(Reason.NO_VALUE, definition.name)
                found = with_annotation(module, definition, unset)
            if is_left_to_callers(definition):
                found += unresolved(Reason.PARAMETER, definition.name, "the class")
            parts.append(
                found.map(lambda o, b=definition: replace(o, definitions=(b, *o.definitions)))  # type: ignore[misc]
            )
        return ResolvedValues.sum(parts).unless_extended(
            definition for _, definition in definitions
        )


def _is_text(node: cst.CSTNode) -> bool:
    return isinstance(node, (cst.SimpleString, cst.ConcatenatedString))


def _holder_of(value: cst.BaseExpression, word: str) -> cst.BaseExpression | None:
    """What is asked for the name that `word` holds; None where it is something else."""
    if isinstance(value, cst.Subscript) and len(value.slice) == 1:
        index = value.slice[0].slice
        is_word = isinstance(index, cst.Index) and dotted(index.value) == word
        return value.value if is_word else None
    if not isinstance(value, cst.Call):
        return None
    given = [one.value for one in value.args]
    if dotted(value.func) == "getattr" and len(given) > 1 and dotted(given[1]) == word:
        return given[0]
    is_get = isinstance(value.func, cst.Attribute) and value.func.attr.value == "get"
    is_word = bool(given) and dotted(given[0]) == word
    return (
        value.func.value if is_get and is_word and isinstance(value.func, cst.Attribute) else None
    )


def _assigned(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    """What an assignment to an attribute, or in the body of its class, gives it."""
    value, resolver = definition.value, module.resolver
    if value is None:
        return ResolvedValues()
    return resolver.once(
        definition,
        "attribute",
        lambda: default_of(module, value, definition.point, depth),
        depth,
    )


def _property(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    """What a property returns; the method itself where it is none."""
    node = definition.node
    assert isinstance(node, cst.FunctionDef)
    words = {dotted(d.decorator).rpartition(".")[2] for d in node.decorators}
    if words & _AS_ATTRIBUTES:
        return module.resolver.returned(node, depth)
    return ResolvedValues((ResolvedValue(module, node, definition.point),))
