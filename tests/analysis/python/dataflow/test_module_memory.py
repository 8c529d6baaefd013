"""What was found out about a module is kept."""

from __future__ import annotations

from contextlib import nullcontext

from glm_migrate.analysis.python.dataflow.module_memory import ModuleMemory


def test_it_is_found_once_for_each_owner_and_key() -> None:
    memory, found = ModuleMemory(nullcontext), list[int]()

    def find() -> int:
        found.append(1)
        return len(found)

    assert [memory.remembered("a", 1, find, in_cycle=0) for _ in range(2)] == [1, 1]
    assert memory.remembered("b", 1, find, in_cycle=0) == 2
    assert memory.remembered("a", 2, find, in_cycle=0) == 3


def test_what_asks_itself_gets_what_is_said_for_that() -> None:
    memory = ModuleMemory(nullcontext)

    def find() -> int:
        return min(memory.remembered("a", 1, find, in_cycle=7) + 1, 8)

    assert memory.remembered("a", 1, find, in_cycle=7) == 8
