"""Which findings are as old as a revision: their lines are as they were, and so is what is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.model.findings import Finding, Hop, Severity
from glm_migrate.rules.codes import SYNTAX_ERROR
from glm_migrate.suppression.older_findings import key, known_among, may_be_old
from glm_migrate.text.source import Source, Span

PATH = Path("app.py")
SOURCE = Source.decode(PATH, b"one\ntwo\nthree\n")
TWO, BOTH = Span(4, 7), Span(0, 7)
CONSTANT = (Hop(Path("consts.py"), 3, "MODEL"),)


def finding(
    span: Span = TWO,
    code: str = "GLM101",
    message: str = "old",
    trace: tuple[Hop, ...] = (),
    about: str = "old",
) -> Finding:
    return Finding(PATH, code, "x", span, message, Severity.ERROR, trace=trace, key=(about,))


@pytest.mark.parametrize(
    ("one", "rows", "elsewhere", "old"),
    [
        pytest.param(finding(), {2: 1}, {}, True, id="its line is as it was"),
        pytest.param(finding(), {1: 1}, {}, False, id="its line has changed"),
        pytest.param(finding(BOTH), {1: 1, 2: 2}, {}, True, id="all its lines are"),
        pytest.param(finding(BOTH), {2: 2}, {}, False, id="one of its lines has changed"),
        pytest.param(finding(trace=CONSTANT), {2: 2}, {3: 3}, True, id="so is where it leads"),
        pytest.param(finding(trace=CONSTANT), {2: 2}, {}, False, id="where it leads has changed"),
        pytest.param(finding(code=SYNTAX_ERROR), {2: 2}, {}, False, id="a file that is not read"),
    ],
)
def test_every_line_counts(
    one: Finding, rows: dict[int, int], elsewhere: dict[int, int], old: bool
) -> None:
    assert may_be_old(one, SOURCE, rows, lambda path: elsewhere) is old


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(finding(), finding(), True, id="the same"),
        pytest.param(finding(), finding(about="another"), False, id="something else is said"),
        pytest.param(finding(), finding(code="GLM201"), False, id="by another rule"),
        pytest.param(finding(), finding(Span(5, 7)), False, id="about another place of the line"),
        pytest.param(
            finding(message="a", about="k"), finding(message="b", about="k"), True, id="same key"
        ),
    ],
)
def test_what_is_said_counts(one: Finding, other: Finding, same: bool) -> None:
    assert (key(one, SOURCE) == key(other, SOURCE)) is same


def test_a_place_is_compared_as_the_revision_counts_lines() -> None:
    assert key(finding(), SOURCE, {2: 9})[1] == 9


def test_each_finding_of_the_revision_answers_for_one() -> None:
    one, other = finding(), finding(about="other")
    name = key(one, SOURCE)

    assert known_among([(one, name), (other, name)], [name]) == {one}
