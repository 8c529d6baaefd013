"""Ids that code puts into the environment, which more than the code can read.

Programs that are started inherit all variables, and what they do with one is not seen. Texts in
which variables are replaced can name any of them.
"""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.environment_writes import variable_set_to
from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import Module, mentioning
from glm_migrate.knowledge.known_callables import ordered
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason

_PASSING_ON = ("starts-process", "replaces-variables")


def why_inherited(module: Module, value: cst.BaseExpression) -> UnsafeReason | None:
    """Who else gets a text at the place at which it becomes a variable; None for all others."""
    name = variable_set_to(module, value)
    reader = _passed_on(module) if name else ""
    return UnsafeReason(UnsafeKind.INHERITED, name, reader) if reader else None


def _passed_on(module: Module) -> str:
    """The callable by which code of the project hands the environment on; empty where none does."""
    return module.remembered(_passed_on, module, lambda: _find_passed_on(module), in_cycle="")


def _find_passed_on(module: Module) -> str:
    for name in (one for kind in _PASSING_ON for one in ordered(kind)):
        root, last = name.partition(".")[0], name.rpartition(".")[2]
        for there in mentioning(module, last):
            if root in there.source.text and _calls(there, name, last):
                return name
    return ""


def _calls(module: Module, name: str, last: str) -> bool:
    """Whether a file calls a function by its full name."""
    if module.is_document:
        return False
    calls = module.symbols.by_called.get(last, ())
    return any(full_name(one.func, module.symbols.point(one)) == name for one in calls)
