"""How far one query goes, what it keeps, and what a cycle in it answers."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.limits import (
    MAX_DEPTH,
    MAX_FILE_STEPS,
    MAX_STEPS,
    THINGS_A_STEP,
)
from glm_migrate.analysis.python.dataflow.query_progress import (
    Cut,
    KeptResult,
    Key,
    QueryProgress,
    WorkBudget,
)

A, B = (1, "", 0, 0), (2, "", 0, 0)
Known = dict[Key, KeptResult[str]]


def _whole(known: Known) -> dict[Key, str]:
    return {key: kept.result for key, kept in known.items() if kept.is_whole}


def test_steps_are_counted_from_the_first_question_on() -> None:
    search = QueryProgress()

    assert all(search.may_go_on(depth) for depth in range(MAX_STEPS))
    assert not search.cut
    assert not search.may_go_on(1)
    assert search.cut
    assert search.may_go_on(0)


def test_all_queries_about_a_file_share_its_budget() -> None:
    budget = WorkBudget()
    queries = QueryProgress(budget), QueryProgress(budget)

    assert all(queries[step % 2].may_go_on(0) for step in range(MAX_FILE_STEPS))
    assert [one.may_go_on(0) for one in queries] == [False, False]
    assert [one.cut for one in queries] == [Cut.WORK, Cut.WORK]
    budget.renew()
    assert queries[0].may_go_on(0)


def test_files_that_are_read_together_share_the_budget_of_all() -> None:
    budget = WorkBudget()
    budget.renew(files=3)

    assert budget.left == 3 * MAX_FILE_STEPS


def test_a_step_may_look_at_a_few_things() -> None:
    search = QueryProgress()

    assert all(search.may_look_at(THINGS_A_STEP - 1) for _ in range(MAX_FILE_STEPS))
    assert search.may_look_at(MAX_STEPS * THINGS_A_STEP)
    assert not search.may_look_at(THINGS_A_STEP)
    assert search.cut


def test_the_values_of_arguments_are_counted_beyond_a_few() -> None:
    budget = WorkBudget()

    assert all(budget.may_judge(THINGS_A_STEP) for _ in range(MAX_FILE_STEPS))
    assert budget.left == MAX_FILE_STEPS
    assert not budget.may_judge(THINGS_A_STEP + MAX_FILE_STEPS)
    assert budget.may_judge(1)


def test_other_work_is_charged_to_the_query() -> None:
    search = QueryProgress()
    search.charge(MAX_STEPS)

    assert not search.may_go_on(1)


def test_what_lies_too_many_hops_away_cuts_the_answer() -> None:
    search = QueryProgress()

    assert not search.is_too_deep(MAX_DEPTH)
    assert not search.cut
    assert search.is_too_deep(MAX_DEPTH + 1)
    assert search.cut


def test_an_answer_is_found_once() -> None:
    found: list[str] = []
    known: Known = {}

    def find() -> str:
        found.append("a")
        return "a"

    assert [QueryProgress().once(A, known, find, "") for _ in range(3)] == ["a", "a", "a"]
    assert found == ["a"]


def test_a_question_within_itself_adds_nothing_and_its_answer_is_kept() -> None:
    search, known = QueryProgress(), Known()

    def find() -> str:
        return "a" + search.once(A, known, find, "-")

    assert search.once(A, known, find, "-") == "a-"
    assert _whole(known) == {A: "a-"}
    assert search.in_progress == set()


def test_what_was_asked_within_a_cycle_holds_within_it_alone() -> None:
    """`B` was asked on the way to `A`, whose own answer was missing in it."""
    search, known = QueryProgress(), Known()
    found: list[str] = []

    def of_a() -> str:
        return "a" + "".join(search.once(B, known, of_b, "-") for _ in range(3))

    def of_b() -> str:
        found.append("b")
        return "b" + search.once(A, known, of_a, "-")

    assert search.once(A, known, of_a, "-") == "ab-b-b-"
    assert found == ["b"]
    assert _whole(known) == {A: "ab-b-b-"}
    assert search.once(B, known, of_b, "-") == "bab-b-b-"
    assert _whole(known).keys() == {A, B}


def test_what_was_asked_within_one_cycle_does_not_hold_within_another() -> None:
    search, known = QueryProgress(), Known()

    def of_b() -> str:
        return "b" + search.once(A, known, lambda: "a" + search.once(B, known, of_b, "-"), "-")

    assert search.once(A, known, lambda: search.once(B, known, of_b, "-"), "-") == "b-"
    del known[A]
    other = (3, "", 0, 0)
    assert search.once(other, known, lambda: search.once(B, known, of_b, "-"), "") == "ba-"


def test_what_too_many_hops_cut_holds_from_as_far_away() -> None:
    search, known = QueryProgress(), Known()
    found: list[int] = []

    def ask(depth: int) -> str:
        def find() -> str:
            found.append(depth)
            return "cut" if search.is_too_deep(depth + MAX_DEPTH - 3) else "all"

        return search.once(A, known, find, "", depth)

    assert [ask(depth) for depth in (6, 9, 6, 4, 5, 2, 9)] == ["cut"] * 5 + ["all"] * 2
    assert found == [6, 4, 2]
    assert search.cut is Cut.HOPS
    assert _whole(known) == {A: "all"}


def test_what_was_cut_and_is_used_again_cuts_what_uses_it() -> None:
    known = Known()
    first, second = QueryProgress(), QueryProgress()
    first.once(A, known, lambda: str(first.is_too_deep(MAX_DEPTH + 1)), "", 5)

    assert second.once(A, known, lambda: "found anew", "", 5) == "True"
    assert second.cut is Cut.HOPS


def test_what_was_cut_is_not_kept_where_nobody_says_how_far_away_it_was_asked_for() -> None:
    search, known = QueryProgress(), Known()

    assert search.once(A, known, lambda: str(search.is_too_deep(MAX_DEPTH + 1)), "") == "True"
    assert known == {}
    assert search.cut


def test_what_a_spent_budget_cut_is_not_kept() -> None:
    search, known = QueryProgress(), Known()
    search.charge(MAX_STEPS)

    assert search.once(A, known, lambda: str(search.may_go_on(1)), "", 1) == "False"
    assert known == {}


def test_an_error_leaves_nothing_in_progress() -> None:
    search, known = QueryProgress(), Known()

    def fail() -> str:
        raise RecursionError

    with pytest.raises(RecursionError):
        search.once(A, known, fail, "")
    assert search.in_progress == set()
    assert search.once(A, known, lambda: "a", "") == "a"


def test_questions_within_questions_have_a_limit_and_what_they_cut_is_not_kept() -> None:
    progress, known = QueryProgress(), Known()

    def find(number: int) -> str:
        if progress.is_too_nested(3):
            return "-"
        return str(number) + progress.once(number, known, lambda: find(number + 1), "")

    assert find(0) == "0123-"
    assert known == {}


def test_what_is_being_found_is_known_until_it_is_found() -> None:
    progress = QueryProgress()

    assert not progress.comes_back_to(A)
    with progress.finding(A):
        assert progress.comes_back_to(A)
        assert progress.cycles == {A}
    assert not progress.comes_back_to(A)
    assert (progress.in_progress, progress.cycles) == (set(), set())
