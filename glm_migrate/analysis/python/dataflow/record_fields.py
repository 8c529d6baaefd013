"""The fields of records, as classes declare them and calls give them.

`Params(model="m").model_dump()`, `asdict(params)` and `vars(params)` are dicts of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import is_one_of
from glm_migrate.analysis.python.dataflow.interface import Class, Module, ResolvedValue
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables

_METHODS = callables("as-dict")
_FUNCTIONS = callables("shows-fields", "as-fields")
_NAMESPACES = callables("makes-namespace")
_TUPLE_KINDS = callables("makes-tuple-kind")
_INSTANCE_FIELDS = callables("gives-own-attributes")
_FIELD_MAKERS = callables("declares-default")
# Options of a method that leave fields out whose value says nothing, and those that change none.
_PLAIN = frozenset({"exclude_none", "mode", "exclude_unset", "exclude_defaults"})
_WITHOUT_DEFAULTS = frozenset({"exclude_unset", "exclude_defaults"})

Field = tuple[str, cst.BaseExpression, Module, ProgramPoint, cst.CSTNode]


def placed_field(klass: Class, made: cst.Call, name: str) -> cst.BaseExpression | None:
    """What a dataclass or named tuple is given for a field by its place: `Endpoint(url, model)`."""
    return _placed(list(dict.fromkeys(_fields(klass))), made, name)


def given_field(
    resolved: ResolvedValue, made: cst.Call, klass: Class | None, name: str, depth: int
) -> cst.BaseExpression | None:
    """What a call that makes a record gives a field, by its name or its place."""
    given = given_without_class(resolved, name, depth)
    if given is not None or klass is None:
        return given
    constructed = resolved.module.resolver.resolve(made.func, resolved.point, depth).found
    is_plain = any(one.node is klass.node for one in constructed)
    return placed_field(klass, made, name) if is_plain else None


def given_without_class(record: ResolvedValue, name: str, depth: int) -> cst.BaseExpression | None:
    """What a record is given for a field, where it is of no class of the project."""
    assert isinstance(record.node, cst.Call)
    named = (one for one in record.node.args if one.keyword is not None)
    given = next((one.value for one in named if one.keyword.value == name), None)  # type: ignore[union-attr]
    if given is not None:
        return given
    fields = fields_without_class(record, depth)
    return _placed(fields, record.node, name) if fields is not None else None


def fields_without_class(record: ResolvedValue, depth: int) -> list[str] | None:
    """The fields of a namespace or of a tuple by `namedtuple`; None of all others."""
    made, module = record.node, record.module
    if not isinstance(made, cst.Call):
        return None
    if dotted(made.func).rpartition(".")[2] in _NAMESPACES:
        return [one.keyword.value for one in made.args if one.keyword is not None]
    kinds = module.resolver.resolve(made.func, record.point, depth).found
    texts = [_named_by(one) for one in kinds if isinstance(one.node, cst.Call)]
    return texts[0] if len(texts) == 1 == len(kinds) else None


def _named_by(kind: ResolvedValue) -> list[str] | None:
    """The fields that `namedtuple("Endpoint", "url model")` names."""
    made = kind.node
    assert isinstance(made, cst.Call)
    if len(made.args) < 2 or not is_one_of(made, kind.point, _TUPLE_KINDS):
        return None
    names = made.args[1].value
    if isinstance(names, (cst.List, cst.Tuple)):
        found = [text_of(one.value) for one in names.elements]
        return found if all(found) else None
    return text_of(names).replace(",", " ").split() or None


def _placed(fields: Sequence[str], made: cst.Call, name: str) -> cst.BaseExpression | None:
    if name not in fields:
        return None
    place = fields.index(name)
    plain = [one for one in made.args[: place + 1] if one.keyword is None and not one.star]
    return made.args[place].value if place < len(made.args) and len(plain) == place + 1 else None


def _fields(klass: Class) -> Iterator[str]:
    """The fields of a class and of what it derives from, in the order of their arguments."""
    for one in reversed(klass.ancestors):
        for name, definitions in one.scope.definitions.items():
            if any(definition.annotation is not None for definition in definitions):
                yield name


def record_shown(call: cst.Call) -> cst.BaseExpression | None:
    """The record of which a call gives all fields as a dict; None where some may be left out."""
    given = {one.keyword.value for one in call.args if one.keyword is not None}
    if isinstance(call.func, cst.Attribute) and call.func.attr.value in _METHODS:
        return call.func.value if given <= _PLAIN and len(given) == len(call.args) else None
    is_function = dotted(call.func).rpartition(".")[2] in _FUNCTIONS
    return call.args[0].value if is_function and len(call.args) == 1 and not given else None


def fields_of(record: ResolvedValue, call: cst.Call) -> tuple[Field, ...] | None:
    """The fields of a record that a call makes, each with its value; None where one is not seen.

    Args:
        call: Which shows them as a dict.
    """
    made, module = record.node, record.module
    if not isinstance(made, cst.Call) or any(one.star for one in made.args):
        return None
    klass = module.resolver.attributes.class_of(made.func, record.point)
    if klass is None:
        return _without_class(record, made)
    if any("__init__" in one.scope.definitions for one in klass.ancestors):
        return _of_instance(klass) if is_one_of(call, record.point, _INSTANCE_FIELDS) else None
    words = {one.keyword.value for one in call.args if one.keyword is not None}
    names = dict.fromkeys(_fields(klass))
    found = [_field(klass, record, made, name, words) for name in names]
    return tuple(one for one in found if one) if names and None not in found else None


def _without_class(record: ResolvedValue, made: cst.Call) -> tuple[Field, ...] | None:
    names = fields_without_class(record, 1) or ()
    if any(one.module.symbols.mutations.get(f"{one.text}.") for one in record.aliases):
        return None
    given = [(name, given_without_class(record, name, 1)) for name in names]
    seen = [(n, one, record.module, record.point, one) for n, one in given if one is not None]
    return tuple(seen) if seen and len(seen) == len(given) == len(made.args) else None


def _of_instance(klass: Class) -> tuple[Field, ...] | None:
    """What `__init__` sets, where nothing else sets an attribute; None where that is not so."""
    module, found = klass.module, []
    module.symbols.deferred.all()
    for name, definitions in module.symbols.attributes.get(klass.node, {}).items():
        known = module.resolver.attributes.definitions(klass, name)
        one = definitions[0]
        if len(known) != 1 or one.value is None or not _is_in_init(one, klass):
            return None
        found.append((name, one.value, module, one.point, one.node))
    return tuple(found) if len(klass.ancestors) == 1 else None


def _is_in_init(definition: Definition, klass: Class) -> bool:
    scope = definition.point.scope
    is_init = scope.name == "__init__" and scope.parent is klass.scope
    return is_init and not definition.point.branches and definition.kind is Kind.ASSIGN


def _field(
    klass: Class, record: ResolvedValue, made: cst.Call, name: str, words: set[str]
) -> Field | tuple[()] | None:
    """One field; empty where it is left out, None where its value is not seen."""
    known = klass.module.resolver.attributes.definitions(klass, name)
    if len(known) != 1:  # it is set elsewhere too
        return None
    for one in made.args:
        if one.keyword is not None and one.keyword.value == name:
            return name, one.value, record.module, record.point, one
    if placed := placed_field(klass, made, name):
        return name, placed, record.module, record.point, placed
    module, definition = known[0]
    value = _default(definition.value)
    if value is None or definition.kind not in (Kind.ASSIGN, Kind.ANNOTATE):
        return None
    is_none = isinstance(value, cst.Name) and value.value == "None"
    if is_none or words & _WITHOUT_DEFAULTS:
        return ()
    return name, value, module, definition.point, value


def _default(value: cst.BaseExpression | None) -> cst.BaseExpression | None:
    """`0.2` of `Field(0.2)` and `field(default=0.2)`."""
    if (
        not isinstance(value, cst.Call)
        or dotted(value.func).rpartition(".")[2] not in _FIELD_MAKERS
    ):
        return value
    for one in value.args:
        if one.keyword is None or one.keyword.value == "default":
            return one.value
    return None
