"""The fields of records, as classes declare them and calls give them.

`Params(model="m").model_dump()`, `asdict(params)` and `vars(params)` are dicts of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Class, Module, ResolvedValue
from glm_migrate.analysis.python.semantics.scopes import Kind, ProgramPoint, dotted
from glm_migrate.knowledge.known_callables import callables

_METHODS = callables("as-dict")
_FUNCTIONS = callables("shows-fields", "as-fields")
_FIELD_MAKERS = callables("declares-default")
# Options of a method that leave fields out whose value says nothing, and those that change none.
_PLAIN = frozenset({"exclude_none", "mode", "exclude_unset", "exclude_defaults"})
_WITHOUT_DEFAULTS = frozenset({"exclude_unset", "exclude_defaults"})

Field = tuple[str, cst.BaseExpression, Module, ProgramPoint, cst.CSTNode]


def placed_field(klass: Class, made: cst.Call, name: str) -> cst.BaseExpression | None:
    """What a dataclass or named tuple is given for a field by its place: `Endpoint(url, model)`."""
    fields = list(dict.fromkeys(_fields(klass)))
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
    if klass is None or any("__init__" in one.scope.definitions for one in klass.ancestors):
        return None
    words = {one.keyword.value for one in call.args if one.keyword is not None}
    names = dict.fromkeys(_fields(klass))
    found = [_field(klass, record, made, name, words) for name in names]
    return tuple(one for one in found if one) if names and None not in found else None


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
