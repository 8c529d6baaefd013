"""How far one query has come: the budget of its work, and what is being found on the way."""

from __future__ import annotations

from collections.abc import Callable, Hashable, MutableMapping
from dataclasses import dataclass, field
from typing import TypeVar

from glm_migrate.analysis.python.dataflow.limits import (
    MAX_DEPTH,
    MAX_FILE_FOLD_NAMES,
    MAX_FILE_STEPS,
    MAX_STEPS,
    STEPS_A_VALUE,
    THINGS_A_STEP,
)

Key = Hashable  # what is being found
_Result = TypeVar("_Result")


@dataclass
class WorkBudget:
    """How many steps all queries about one file may still take.

    Attributes:
        most: How many those about one file may take.
        names: How many names may still be followed to work out texts.
    """

    most: int = MAX_FILE_STEPS
    left: int = field(init=False)
    names: int = field(init=False)

    def __post_init__(self) -> None:
        self.renew()

    def renew(self, files: int = 1) -> None:
        """Begin with another file, or with that many at once."""
        self.left = self.most * files
        self.names = MAX_FILE_FOLD_NAMES * files

    def may_judge(self, values: int) -> bool:
        """Count the values that an argument can be, beyond a few; false where it is too much.

        Each of them is judged by every rule, for every call that may send it.
        """
        self.left -= STEPS_A_VALUE * max(values - THINGS_A_STEP, 0)
        return self.left >= 0 or values <= THINGS_A_STEP


@dataclass(eq=False)
class QueryProgress:
    """The work that one query has done.

    Attributes:
        budget: What it shares with the other queries about the file.
        in_progress: What is being found; asked for again, it is a cycle and adds nothing.
        cycles: What was asked for again within itself; until the first asking of it is answered,
            an answer holds for this question only.
        cut: A limit was met, so the answer holds for this question only.
    """

    budget: WorkBudget = field(default_factory=WorkBudget)
    steps: int = 0
    in_progress: set[Key] = field(default_factory=set)
    cycles: set[Key] = field(default_factory=set)
    cut: bool = False

    def may_go_on(self, depth: int) -> bool:
        """Count a step; false when the question asked at depth 0, or the file, took too many."""
        self.steps = 0 if depth == 0 else self.steps
        return self._may_take(1)

    def may_look_at(self, things: int) -> bool:
        """Count what a step looks at beyond a few things; false as for steps."""
        return self._may_take(things // THINGS_A_STEP)

    def _may_take(self, steps: int) -> bool:
        self.steps += steps
        self.budget.left -= steps
        goes_on = self.steps <= MAX_STEPS and self.budget.left >= 0
        self.cut = self.cut or not goes_on
        return goes_on

    def charge(self, steps: int) -> None:
        """Count work that is no step of the query's own, as parsing a file."""
        self.steps += steps

    def is_too_deep(self, depth: int) -> bool:
        """Whether an expression lies too many hops away."""
        self.cut = self.cut or depth > MAX_DEPTH
        return depth > MAX_DEPTH

    def is_too_nested(self, most: int) -> bool:
        """Whether more than so many questions are being found, each for the one before it."""
        is_too_many = len(self.in_progress) > most
        self.cut = self.cut or is_too_many
        return is_too_many

    def once(
        self,
        key: Key,
        known: MutableMapping[Key, _Result],
        find: Callable[[], _Result],
        in_cycle: _Result,
    ) -> _Result:
        """`find()`, kept in `known`; `in_cycle` where it is asked for while it is being found."""
        if key in known:
            return known[key]
        if key in self.in_progress:
            self.cycles.add(key)
            return in_cycle
        self.in_progress.add(key)
        cycles, cut = self.cycles, self.cut
        self.cycles, self.cut = set(), False
        try:
            result = find()
            self.cycles.discard(key)
            if not self.cycles and not self.cut:  # else it depends on where one came from
                known[key] = result
            return result
        finally:
            self.cycles |= cycles
            self.cut = self.cut or cut
            self.in_progress.discard(key)
