"""Questions that are remembered and not answered yet."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.open_questions import OpenQuestions, Token

Known = dict[object, object]
Found = tuple[str, set[Token]]


def test_an_answer_that_lacks_nothing_is_kept() -> None:
    questions, known = OpenQuestions(), Known()
    lacking: set[Token] = set()

    assert questions.remembered(lacking, known, "a", lambda: ("x", set()), "") == "x"
    assert known == {"a": "x"}
    assert (lacking, questions.tokens) == (set(), set())


def test_a_question_that_leads_back_to_itself_is_asked_again_as_long_as_it_gets_more() -> None:
    questions, known, found = OpenQuestions(), Known(), list[str]()

    def ask() -> Found:
        inner: set[Token] = set()
        meanwhile = questions.remembered(inner, known, "a", ask, "")
        assert inner == questions.tokens
        found.append(meanwhile)
        return f"{meanwhile}a"[:2], inner

    lacking: set[Token] = set()
    assert questions.remembered(lacking, known, "a", ask, "") == "aa"
    assert found == ["", "a", "aa"]
    assert (known, lacking) == ({"a": "aa"}, set())


def test_an_answer_that_lacks_another_holds_until_that_is_there() -> None:
    questions, known, asked = OpenQuestions(), Known(), list[str]()

    def of_b() -> Found:
        asked.append("b")
        inner: set[Token] = set()
        return f"b{questions.remembered(inner, known, 'a', of_a, '')}", inner

    def of_a() -> Found:
        inner: set[Token] = set()
        first = questions.remembered(inner, known, "b", of_b, "")
        assert questions.remembered(inner, known, "b", of_b, "") == first
        assert "b" not in known
        return "a", inner

    assert questions.remembered(set(), known, "a", of_a, "") == "a"
    assert asked == ["b", "b"]  # once for each answer that `a` was given meanwhile
    assert known == {"a": "a"}


def test_nothing_stays_open_where_asking_fails() -> None:
    questions = OpenQuestions()

    def ask() -> Found:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        questions.remembered(set(), {}, "a", ask, "")

    assert questions.tokens == set()
    assert questions.remembered(set(), {}, "a", lambda: ("x", set()), "") == "x"
