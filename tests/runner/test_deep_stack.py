"""What needs more calls in one another than a program's own thread has room for."""

from __future__ import annotations

import sys

import pytest

from glm_migrate.runner.deep_stack import on_deep_stack


def depth(calls: int) -> int:
    return depth(calls - 1) + 1 if calls else 0


def test_there_is_room_for_many_more_calls() -> None:
    limit = sys.getrecursionlimit()

    assert on_deep_stack(lambda: depth(20_000)) == 20_000
    assert sys.getrecursionlimit() == limit


def test_a_fault_is_raised_where_the_answer_is_waited_for() -> None:
    with pytest.raises(ZeroDivisionError):
        on_deep_stack(lambda: 1 // 0)


def test_what_never_ends_is_a_fault_of_its_own() -> None:
    def again() -> int:
        return again() + 1

    with pytest.raises(RecursionError):
        on_deep_stack(again)
