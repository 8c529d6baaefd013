"""What an attribute of an object, a class or a module can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import inf

import libcst as cst

from glm_migrate.analysis.python.dataflow.annotated import with_annotation
from glm_migrate.analysis.python.dataflow.attribute_lookups import OfValue, looked_up
from glm_migrate.analysis.python.dataflow.closure import closure
from glm_migrate.analysis.python.dataflow.command_line import command_line_default
from glm_migrate.analysis.python.dataflow.configured_objects import (
    dynaconf_entry,
    is_dynaconf,
    streamlit_secrets,
)
from glm_migrate.analysis.python.dataflow.declared_classes import declared_class, made_class
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
from glm_migrate.analysis.python.dataflow.items import item_in, unpacked_of
from glm_migrate.analysis.python.dataflow.parameters import default_of
from glm_migrate.analysis.python.dataflow.record_copies import RecordCopy, record_copy
from glm_migrate.analysis.python.dataflow.record_fields import fields_without_class, given_field
from glm_migrate.analysis.python.dataflow.record_objects import (
    field_names,
    field_of,
    is_left_to_callers,
    validated_class,
)
from glm_migrate.analysis.python.dataflow.session_values import session_at, session_attribute
from glm_migrate.analysis.python.dataflow.set_from_outside import (
    set_from_outside,
    set_on_variable,
)
from glm_migrate.analysis.python.dataflow.settings_classes import value_of_field
from glm_migrate.analysis.python.dataflow.unseen_attributes import may_be_set
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
        return made_class(values, depth) or declared_class(values.annotations, depth)

    def can_be(self, base: cst.CSTNode, point: ProgramPoint, klass: Class) -> bool:
        """Whether `base` is seen to be an instance of `klass`, or declared as one of its bases."""
        found = self.class_of(base, point)
        if found is None or klass.node in found.lineage:
            return found is not None
        values = self.module.resolver.resolve(base, point, 1)
        return found.node in klass.lineage and made_class(values, 0) is None

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

    def definitions(
        self, klass: Class, name: str, is_class: bool = False
    ) -> list[tuple[Module, Definition]]:
        """The definitions of an attribute: own ones first, then those of bases and subclasses.

        Args:
            is_class: It is the attribute of the class itself, which has nothing of a subclass.
        """
        own: list[tuple[Module, Definition]] = []
        for current in klass.ancestors:
            own += current.definitions(name)
            if any(b.kind is not Kind.ANNOTATE for _, b in own):
                break
        for subclass in () if is_class else self.subclasses(klass):
            own += subclass.definitions(name)
        return own + self._from_outside(klass, name)

    def _from_outside(self, klass: Class, name: str) -> list[tuple[Module, Definition]]:
        """Where code sets the attribute of an instance: `bot.client = …`."""
        return self.module.remembered(
            set_from_outside,
            (klass.node, name),
            lambda: list(set_from_outside(self.module, klass, name)),
            in_cycle=[],
        )

    def resolve(self, node: cst.Attribute, point: ProgramPoint, depth: int) -> ResolvedValues:
        name = node.attr.value
        if own := owner(node.value, point.scope):
            klass = self.module.klass(own)
            inner = [_inner_class((one,), name) for one in self.subclasses(klass)]
            found = self.of_class(klass, name, node, point, depth)
            return ResolvedValues.sum((found, *filter(None, inner)))
        if (secrets := streamlit_secrets(self.module, node, point)).found:
            return secrets
        if (setting := django_setting(self.module, node.value, name, point, depth)).found:
            return self._under(node, point, setting)
        if session := session_at(node.value, point):
            return self._under(node, point, session_attribute(self.module, session, node, depth))
        base = self.module.resolver.resolve(node.value, point, depth)
        parts: list[ResolvedValues] = []
        for resolved in base.found:
            found = self._of_value(resolved, name, node, point, depth)
            calls = resolved.calls
            found = found.map(lambda one, by=calls: replace(one, calls=(*by, *one.calls)))  # type: ignore[misc]
            parts.append(found.behind(resolved.via))
        result = ResolvedValues.sum(parts)
        if not result.found and (declared := declared_class(base.annotations, depth)):
            result += self.of_class(declared, name, node, point, depth) + ResolvedValues(
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
            return self._of_class_itself(resolved.module.klass(target), name, node, point, depth)
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
        if (copied := record_copy(made, at)) is not None:
            return self._of_copy(resolved, copied, name, node, point, depth)
        klass = there.attributes.class_of(made.func, at, depth)
        klass = klass or validated_class(resolved.module, made, at, depth)
        if klass is None and fields_without_class(resolved, depth) is None:
            return ResolvedValues()
        if klass is not None and "__init__" in klass.scope.definitions:
            return self.of_class(klass, name, node, point, depth)
        if (given := given_field(resolved, made, klass, name, depth)) is not None:
            values = self._under(node, point, there.resolve(given, at, depth))
            default = self.of_class(klass, name, node, point, depth) if klass else values
            return values + default.same_texts(values) + self._set_later(klass, node, point, depth)
        found, is_sure = field_of(resolved.module, made, at, field_names(klass, name), depth)
        if klass is None or is_sure:
            return found + self._set_later(klass, node, point, depth)
        return found + self.of_class(klass, name, node, point, depth)

    def _of_copy(
        self,
        resolved: ResolvedValue,
        copied: RecordCopy,
        name: str,
        node: cst.Attribute,
        point: ProgramPoint,
        depth: int,
    ) -> ResolvedValues:
        """An attribute of a copy: what is set anew, or what the record itself has."""
        there, at = resolved.module.resolver, resolved.point
        later = self._set_later(None, node, point, depth)
        if (given := copied.given(name)) is not None:
            return self._under(node, point, there.resolve(given, at, depth)) + later
        dicts = [one for each in copied.dicts for one in there.resolve(each, at, depth).found]
        set_anew = [item_in(one, name, depth) for one in dicts]
        result = self._under(node, point, ResolvedValues.sum(set_anew)) + later
        if set_anew and all(one.found for one in set_anew):
            return result
        for one in there.resolve(copied.source, at, depth).found:
            result += self._of_value(one, name, node, point, depth)
        return result

    def _set_later(
        self, klass: Class | None, node: cst.Attribute, point: ProgramPoint, depth: int
    ) -> ResolvedValues:
        """What the attribute of an object is set to once that is made."""
        found = [(self.module, one) for one in set_on_variable(self.module, node)]
        if klass is not None:
            found = self._from_outside(klass, node.attr.value)
        return self._under(node, point, self._bound_to(found, depth))

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

    def _of_class_itself(
        self, klass: Class, name: str, node: cst.Attribute, point: ProgramPoint, depth: int
    ) -> ResolvedValues:
        """An attribute of a class that is named, whatever instance the code around it is of."""
        with self.module.program.as_instance(klass):
            return self._of_instance_class(klass, name, node, point, depth, is_class=True)

    def _of_instance_class(
        self,
        klass: Class,
        name: str,
        node: cst.Attribute,
        point: ProgramPoint,
        depth: int,
        is_class: bool = False,
    ) -> ResolvedValues:
        definitions = self.definitions(klass, name, is_class)
        if not definitions:
            found = _inner_class(klass.ancestors, name)
            found = found or looked_up(klass, name, self._reader(name, node, depth), depth)
            return found or unresolved(Reason.NOT_SET_IN_PROJECT, self.module.short(node))
        text = dotted(node) or name
        modules = {definition.node: module for module, definition in definitions}
        alias = Alias(self.module, text, point, klass.scope, klass.node)

        def reached(resolved: ResolvedValue) -> ResolvedValue:
            there = resolved.definitions[0].node
            hops = (modules[there].hop(there, text),) if there in modules else ()
            return replace(resolved, via=(*hops, *resolved.via), aliases=(*resolved.aliases, alias))

        what = f"{klass.scope.name}.{name}" if is_class else f".{name}"
        bound = self.module.resolver.once(
            klass.node, what, lambda: self._bound_to(definitions, depth), depth
        )
        found = bound.map(reached) + value_of_field(self.module, klass, name, node, depth)
        return found + may_be_set(klass, name, bound)

    def _reader(self, name: str, node: cst.Attribute, depth: int) -> OfValue:
        """Reads the attribute in another file, whose resolver stands for this one."""

        def of_value(module: Module, one: ResolvedValue) -> ResolvedValues:
            return AttributeResolver(module)._of_value(one, name, node, one.point, depth)

        return of_value

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


def _inner_class(classes: Iterable[Class], name: str) -> ResolvedValues | None:
    """The class of that name that the body of one of `classes` defines, the first that does."""
    for one in classes:
        for definition in one.scope.definitions.get(name, ()):
            if definition.kind is Kind.CLASS:
                found = ResolvedValue(one.module, definition.node, definition.point)
                return ResolvedValues((found,))
    return None


def _is_text(node: cst.CSTNode) -> bool:
    return isinstance(node, (cst.SimpleString, cst.ConcatenatedString))


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
