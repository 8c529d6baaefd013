"""How far one query has come: the budget of its work, and what is being found on the way."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, TypeVar

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


class Cut(IntEnum):
    """Which limit was met by a search, so that its answer lacks what lies behind."""

    NOTHING = 0
    HOPS = 1  # the same question, asked from as far away, would get no more
    WORK = 2  # it would get more with a fresh budget


@dataclass(frozen=True)
class KeptResult(Generic[_Result]):
    """What was found, and for which askings it holds.

    Attributes:
        away: How many hops away it was asked for: where its search was cut by their number,
            it holds as far away and farther.
        cycles: What it was asked within, and came back to: it holds within these alone, because
            what they come to is missing in it.
    """

    result: _Result
    away: int = 0
    cycles: frozenset[Key] = frozenset()
    cut: Cut = Cut.NOTHING

    @property
    def is_whole(self) -> bool:
        """Whether it holds wherever it is asked for."""
        return not self.cut and not self.cycles


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
        cycles: What was asked for again within itself; an answer that lacks what it comes to
            holds only until the first asking of it is answered.
        cut: Which limit was met on the way.
    """

    budget: WorkBudget = field(default_factory=WorkBudget)
    steps: int = 0
    in_progress: set[Key] = field(default_factory=set)
    cycles: set[Key] = field(default_factory=set)
    cut: Cut = Cut.NOTHING

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
        self.cut = self.cut if goes_on else Cut.WORK
        return goes_on

    def charge(self, steps: int) -> None:
        """Count work that is no step of the query's own, as parsing a file."""
        self.steps += steps

    def is_too_deep(self, depth: int) -> bool:
        """Whether an expression lies too many hops away."""
        if depth <= MAX_DEPTH:
            return False
        self.cut = max(self.cut, Cut.HOPS)
        return True

    def is_too_nested(self, most: int) -> bool:
        """Whether more than so many questions are being found, each for the one before it."""
        is_too_many = len(self.in_progress) > most
        self.cut = Cut.WORK if is_too_many else self.cut
        return is_too_many

    def comes_back_to(self, key: Key) -> bool:
        """Whether something is asked for while it is being found."""
        if key not in self.in_progress:
            return False
        self.cycles.add(key)
        return True

    @contextmanager
    def finding(self, key: Key) -> Iterator[None]:
        """While something is being found that is kept nowhere."""
        self.in_progress.add(key)
        try:
            yield
        finally:
            self.in_progress.discard(key)
            self.cycles.discard(key)

    def once(
        self,
        key: Key,
        known: MutableMapping[Key, KeptResult[_Result]],
        find: Callable[[], _Result],
        in_cycle: _Result,
        away: int | None = None,
    ) -> _Result:
        """`find()`, kept in `known`; `in_cycle` where it is asked for while it is being found.

        Args:
            away: How many hops away it is asked for; what was cut is not kept where it is None.
        """
        if key in self.in_progress:
            self.cycles.add(key)
            return in_cycle
        kept = self.kept(key, known, away)
        if kept is not None:
            self.cycles |= kept.cycles
            self.cut = max(self.cut, kept.cut)
            return kept.result
        return self._found(key, known, find, away)

    def kept(
        self, key: Key, known: Mapping[Key, KeptResult[_Result]], away: int | None = None
    ) -> KeptResult[_Result] | None:
        """What is known and holds here."""
        kept = known.get(key)
        if kept is None or kept.is_whole:
            return kept
        is_as_far = not kept.cut or (away is not None and away >= kept.away)
        return kept if is_as_far and kept.cycles <= self.in_progress else None

    def _found(
        self,
        key: Key,
        known: MutableMapping[Key, KeptResult[_Result]],
        find: Callable[[], _Result],
        away: int | None,
    ) -> _Result:
        self.in_progress.add(key)
        cycles, cut = self.cycles, self.cut
        self.cycles, self.cut = set(), Cut.NOTHING
        try:
            result = find()
            self.cycles.discard(key)
            if self.cut is Cut.NOTHING or (self.cut is Cut.HOPS and away is not None):
                known[key] = KeptResult(result, away or 0, frozenset(self.cycles), self.cut)
            return result
        finally:
            self.cycles |= cycles
            self.cut = max(self.cut, cut)
            self.in_progress.discard(key)
