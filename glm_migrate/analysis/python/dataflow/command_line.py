"""What an option of the command line is where the user gives none."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValues, unresolved
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.model.unresolved import Reason


def command_line_default(module: Module, name: str, depth: int) -> ResolvedValues:
    """The default of `add_argument("--name", default=…)`."""
    result = unresolved(Reason.COMMAND_LINE, name)
    flag = name.replace("_", "-")
    for call in module.symbols.by_called.get("add_argument", ()):
        words = [
            str(meaning(a.value)).lstrip("-")
            for a in call.args
            if isinstance(a.value, cst.SimpleString) and a.keyword is None
        ]
        if not {name, flag} & set(words):
            continue
        for argument in call.args:
            if argument.keyword is not None and argument.keyword.value == "default":
                result += module.resolver.resolve(
                    argument.value, module.symbols.points[call], depth
                )
    return result
