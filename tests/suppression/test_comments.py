"""Suppression comments: how they are read, and what is said of those that are wrong."""

from __future__ import annotations

import pytest

from glm_migrate.suppression import comments
from tests.suppression.commented import (
    IGNORE,
    said,
    source,
)


@pytest.mark.parametrize(
    ("comment", "problem"),
    [
        pytest.param("ignore[X]", "unknown rule 'X'", id="a code"),
        pytest.param(
            "ignore[outdated-model]",
            "unknown rule 'outdated-model'; did you mean 'outdated-model-id'?",
            id="a name",
        ),
        pytest.param("ingore", "unknown word 'ingore'; did you mean 'ignore'?", id="a typo"),
        pytest.param(
            "xyz",
            "unknown word 'xyz'; known words: ignore, file-ignore, disable, enable",
            id="no idea",
        ),
        pytest.param(
            "", "unknown word ''; known words: ignore, file-ignore, disable, enable", id="nothing"
        ),
        pytest.param("ignore[]", "a code is missing between the brackets", id="an empty list"),
        pytest.param("ignore[GLM101,]", "a code is missing between the brackets", id="a comma"),
        pytest.param("ignore[GLM101", "the bracket is not closed", id="an open bracket"),
        pytest.param("ignore[GLM101] --", "no reason follows --", id="no reason"),
        pytest.param(
            "ignore legacy",
            "'legacy' is not understood; a date is until=2027-01-31, a reason follows ' -- '",
            id="a reason without --",
        ),
        pytest.param(
            "ignore --why",
            "'--why' is not understood; a date is until=2027-01-31, a reason follows ' -- '",
            id="no space behind --",
        ),
        pytest.param(
            "ignore until=20270131",
            "until=20270131 is not a date such as 2027-01-31",
            id="another form of date",
        ),
        pytest.param(
            "ignore until=2027-02-30",
            "until=2027-02-30 is not a date such as 2027-01-31",
            id="no such day",
        ),
        pytest.param("enable until=2027-01-31", "enable takes no date", id="a date for enable"),
    ],
)
def test_says_what_is_wrong(comment: str, problem: str) -> None:
    (invalid,) = said(f"x = HERE  # glm-migrate: {comment}\n", "GLM911")

    assert invalid.message == f"invalid suppression, nothing is silenced: {problem}"
    assert invalid.advice
    assert invalid.fix is None


@pytest.mark.parametrize("words", ["ignore", "ignore[GLM101]", "File-Ignore [GLM101] -- why"])
def test_a_missing_colon_is_said(words: str) -> None:
    (invalid,) = said(f"x = HERE  # glm-migrate {words}\n", "GLM911")

    problem = "a colon is missing after glm-migrate"
    assert invalid.message == f"invalid suppression, nothing is silenced: {problem}"


@pytest.mark.parametrize("words", ["ignore this file", "ignores it", "fixed this", ""])
def test_prose_about_the_tool_is_no_directive(words: str) -> None:
    assert not said(f"x = HERE  # glm-migrate {words}\n", "GLM911")


def test_says_when_it_expired() -> None:
    (expired,) = said(f"x = HERE  {IGNORE} until=2026-11-21 -- soon\n", "GLM912")

    assert expired.message == "suppression expired after 2026-11-21, nothing is silenced"
    assert expired.advice


@pytest.mark.parametrize(
    ("code", "row", "expected"),
    [
        pytest.param("x = 1\n", 1, 1, id="a plain line"),
        pytest.param("f(\n    1,\n)\n", 1, 1, id="a line in brackets"),
        pytest.param("x = \\\n    1\n", 1, 2, id="before a backslash"),
        pytest.param('x = f("""\n\n""",\n)\n', 1, 3, id="where a string of three lines starts"),
        pytest.param("x = '''\n", 1, 1, id="a file that ends in a string"),
    ],
)
def test_comment_row_is_where_a_comment_can_stand(code: str, row: int, expected: int) -> None:
    assert comments.comment_row(source(code), row) == expected
