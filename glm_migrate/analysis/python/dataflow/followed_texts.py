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
        known: What a name or call comes to, by where it stands, and how deep it was asked for:
            deeper, it comes to no more. While it is worked out, it is unknown.
    """

    def __init__(self) -> None:
        self._left = MAX_FOLD_NAMES
        self.is_open = False
        self.followed: list[ResolvedValue] = []
        self._known: dict[tuple[int, int], tuple[int, Sequence[Folded]]] = {}

    def at(self, value: ResolvedValue, depth: int) -> tuple[Folded, ...]:
        """What an expression comes to."""

        def leaf(node: cst.BaseExpression, below: int) -> Sequence[Folded]:
            key = id(node), id(value.point)
            level, known = self._known.get(key, (below + 1, ()))
            if level > below:
                self._known[key] = below, (UNKNOWN,)
                known = self._followed(value, node, below)
                self._known[key] = below, known
            return known

        assert isinstance(value.node, cst.BaseExpression)
        self.followed.append(value)
        return _each_once(fold(value.node, leaf, depth))

    def _followed(
        self, value: ResolvedValue, node: cst.BaseExpression, below: int
    ) -> Sequence[Folded]:
        """What a name or call in an expression comes to."""
        self._left -= 1
        budget = value.module.program.query.budget
        budget.names -= 1
        if self._left < 0 or budget.names < 0:
            return (UNKNOWN,)
        values = value.module.resolver.resolve(node, value.point)
        self.is_open |= bool(values.unresolved or values.limits)
        found = values.found[:MAX_FOLDED]
        return [one for each in found for one in self._behind(each, node, below)] or (UNKNOWN,)

    def _behind(
        self, found: ResolvedValue, original: cst.BaseExpression, depth: int
    ) -> Sequence[Folded]:
        """What a value that a name leads to comes to."""
        if found.node is original or not isinstance(found.node, cst.BaseExpression):
            return (UNKNOWN,)
        return [replace(one, via=(*found.via, *one.via)) for one in self.at(found, depth)]


def _each_once(found: Sequence[Folded]) -> tuple[Folded, ...]:
    """The first of those that are the same, whichever way leads to them."""
    distinct: dict[object, Folded] = {}
    for one in found:
        distinct.setdefault((type(one.value), one.value, one.whole), one)
    return tuple(distinct.values())[:MAX_FOLDED]
