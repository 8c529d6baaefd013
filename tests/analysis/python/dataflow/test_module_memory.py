"""What was found out about a module is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from glm_migrate.analysis.python.dataflow.module_memory import ModuleMemory
from glm_migrate.analysis.python.dataflow.open_questions import OpenQuestions
from glm_migrate.analysis.python.dataflow.query_progress import QueryProgress


class Asker:
    """What a program has of its own when it asks."""

    def __init__(self) -> None:
        self.questions = OpenQuestions()
        self.query = QueryProgress(questions=self.questions)

    @contextmanager
    def fresh_query(self) -> Iterator[None]:
        outer, self.query = self.query, QueryProgress(questions=self.questions)
        yield
        outer.cycles |= self.query.cycles
        self.query = outer


def test_it_is_found_once_for_each_owner_and_key() -> None:
    memory, found = ModuleMemory(Asker()), list[int]()

    def find() -> int:
        found.append(1)
        return len(found)

    assert [memory.remembered("a", 1, find, in_cycle=0) for _ in range(2)] == [1, 1]
    assert memory.remembered("b", 1, find, in_cycle=0) == 2
    assert memory.remembered("a", 2, find, in_cycle=0) == 3


def test_what_asks_itself_gets_what_is_said_for_that() -> None:
    memory = ModuleMemory(Asker())

    def find() -> int:
        return min(memory.remembered("a", 1, find, in_cycle=7) + 1, 8)

    assert memory.remembered("a", 1, find, in_cycle=7) == 8
