"""What an expression comes to once its names are followed through the project.

Here the folding of expressions and the finding of values meet; each name costs a look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.folded_values import UNKNOWN, Folded
from glm_migrate.analysis.python.dataflow.folding import fold
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.limits import MAX_FOLD_NAMES, MAX_FOLDED
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint


def folded(module: Module, node: cst.BaseExpression, point: ProgramPoint) -> tuple[Folded, ...]:
    """All that `node`, evaluated at `point`, is seen to come to, each once."""
    return _Names().at(ResolvedValue(module, node, point), 0)


def worked_out(
    module: Module, node: cst.BaseExpression, point: ProgramPoint
) -> tuple[tuple[Folded, ...], bool, Sequence[ResolvedValue]]:
    """What `node` comes to, whether that is all, and the expressions that were followed to it.

    It is all where no name in it can be something unseen.
    """
    names = _Names()
    found = names.at(ResolvedValue(module, node, point), 0)
    return found, not names.is_open and all(one.whole for one in found), names.followed


class _Names:
    """Follows the names of one expression through the project, up to a number of them.

    Attributes:
        is_open: One of them can also be something that is not seen.
        followed: The expressions that were looked at.
    """

    def __init__(self) -> None:
        self._left = MAX_FOLD_NAMES
        self.is_open = False
        self.followed: list[ResolvedValue] = []

    def at(self, value: ResolvedValue, depth: int) -> tuple[Folded, ...]:
        """What an expression comes to."""

        def leaf(node: cst.BaseExpression, below: int) -> Sequence[Folded]:
            self._left -= 1
            budget = value.module.program.query.budget
            budget.names -= 1
            if self._left < 0 or budget.names < 0:
                return (UNKNOWN,)
            values = value.module.resolver.resolve(node, value.point)
            self.is_open |= bool(values.unresolved or values.limits)
            found = values.found[:MAX_FOLDED]
            return [one for each in found for one in self._behind(each, node, below)] or (UNKNOWN,)

        assert isinstance(value.node, cst.BaseExpression)
        self.followed.append(value)
        return tuple(dict.fromkeys(fold(value.node, leaf, depth)))[:MAX_FOLDED]

    def _behind(
        self, found: ResolvedValue, original: cst.BaseExpression, depth: int
    ) -> Sequence[Folded]:
        """What a value that a name leads to comes to."""
        if found.node is original or not isinstance(found.node, cst.BaseExpression):
            return (UNKNOWN,)
        return [replace(one, via=(*found.via, *one.via)) for one in self.at(found, depth)]
