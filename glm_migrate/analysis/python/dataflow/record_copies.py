"""Copies of records with some fields set anew: `replace(r, model=…)`, `r.model_copy(update=…)`."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import is_one_of
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint
from glm_migrate.knowledge.known_callables import callables

_FUNCTIONS = callables("copies-record")
_METHODS = callables("copies-with-fields")
_UPDATING = callables("copies-with-update")
_UPDATE = "update"


@dataclass(frozen=True, eq=False)
class RecordCopy:
    """A call that copies a record.

    Attributes:
        source: The record.
        changes: What is set anew: keywords, and dicts.
    """

    source: cst.BaseExpression
    changes: tuple[cst.Arg, ...]

    def given(self, field: str) -> cst.BaseExpression | None:
        """What a keyword gives a field."""
        named = (one for one in self.changes if one.keyword is not None)
        return next((one.value for one in named if one.keyword.value == field), None)  # type: ignore[union-attr]

    @property
    def dicts(self) -> list[cst.BaseExpression]:
        """The dicts of fields that are set anew."""
        return [one.value for one in self.changes if one.keyword is None]


def record_copy(call: cst.Call, point: ProgramPoint) -> RecordCopy | None:
    """What a call copies and changes of a record; None for every other call."""
    if call.args and is_one_of(call, point, _FUNCTIONS):
        first, *changes = call.args
        return RecordCopy(first.value, tuple(changes)) if not first.star else None
    called = call.func
    if not isinstance(called, cst.Attribute):
        return None
    if called.attr.value in _METHODS:
        return RecordCopy(called.value, tuple(call.args))
    words = [one for one in call.args if one.keyword is not None and one.keyword.value == _UPDATE]
    if called.attr.value not in _UPDATING or not words:
        return None
    return RecordCopy(called.value, tuple(cst.Arg(one.value, star="**") for one in words))
