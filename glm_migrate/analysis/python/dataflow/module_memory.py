"""What was found out about a module, for as long as its program is read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from glm_migrate.analysis.python.dataflow.open_questions import OpenQuestions
from glm_migrate.analysis.python.dataflow.query_progress import Key, QueryProgress

_Result = TypeVar("_Result")


class Questioner(Protocol):
    """Who asks: a program."""

    @property
    def questions(self) -> OpenQuestions:
        """What is remembered and not answered yet."""

    @property
    def query(self) -> QueryProgress:
        """The query that is asked now."""

    def fresh_query(self) -> AbstractContextManager[None]:
        """A question of its own, whose answer does not depend on what led to it."""


class ModuleMemory:
    """Keeps the answers to questions that depend on nothing but what they are asked about."""

    def __init__(self, program: Questioner) -> None:
        """Keep nothing yet, of what `program` asks."""
        self._questioner = program
        self._memo: dict[object, dict[object, object]] = {}

    def remembered(
        self, owner: object, key: object, find: Callable[[], _Result], in_cycle: _Result
    ) -> _Result:
        """`find()` as a query of its own, kept for `owner`; `in_cycle` where it asks itself."""
        known, program = self._memo.setdefault(owner, {}), self._questioner
        if key in known:
            return known[key]  # type: ignore[return-value]

        def ask() -> tuple[_Result, set[Key]]:
            with program.fresh_query():
                return find(), program.query.cycles

        return program.questions.remembered(program.query.cycles, known, key, ask, in_cycle)
