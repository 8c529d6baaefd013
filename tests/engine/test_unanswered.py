"""Which questions of an older id stay open: each is told by its place, not only by its words."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.engine.unanswered import SettledQuestions
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Span

PATH = Path("app.py")


def question(start: int, code: str = "GLM301", fix: Fix | None = None) -> Finding:
    span = Span(start, start + 5)
    return Finding(PATH, code, "name", span, "it thinks", Severity.INFO, fix=fix, call="ask")


def open_at(answers: SettledQuestions, left: list[Finding], *rounds: tuple[Edit, ...]) -> list[int]:
    first = [question(10), question(50)]
    return [one.span.start for one in answers.open_among(first, left, rounds)]


def test_of_two_equal_questions_the_one_that_is_left_is_not_open() -> None:
    assert open_at(SettledQuestions(), [question(50)]) == [10]
    assert open_at(SettledQuestions(), [question(10)]) == [50]


def test_places_count_in_the_text_that_was_given() -> None:
    longer = (Edit(Span(0, 0), "x" * 40),)

    assert open_at(SettledQuestions(), [question(90)], longer) == [10]


def test_a_fix_answers_for_its_own_call() -> None:
    answers = SettledQuestions()
    off = Fix("Keep it off", (Edit(Span(60, 60), "off"),), settles=(("GLM301", Span(50, 55)),))
    answers.add([question(0, "GLM101", off)], ())

    assert open_at(answers, []) == [10]


def test_a_question_whose_fix_is_made_is_answered() -> None:
    answers = SettledQuestions()
    answers.add([question(50)], ())

    assert open_at(answers, []) == [10]


def test_a_question_in_rewritten_text_counts_for_the_next_like_it() -> None:
    rewritten = (Edit(Span(48, 60), "y" * 12),)

    assert open_at(SettledQuestions(), [question(10), question(55)], rewritten) == []
