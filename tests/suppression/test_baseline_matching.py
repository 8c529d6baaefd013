"""Which findings a baseline accepts: by the text of their lines, wherever these are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from glm_migrate.model.findings import Finding, Severity, SuppressedBy
from glm_migrate.rules.codes import SYNTAX_ERROR
from glm_migrate.suppression import baseline_matching
from glm_migrate.suppression.baseline import BaselineEntry
from glm_migrate.suppression.baseline_matching import Claims, entry_of, followed, scope
from glm_migrate.text.source import Source, Span

TODAY = date(2026, 11, 28)
CODE = """\
class Bot:
    def ask(self):
        return create(
            model=OLD,
        )
"""
COPY = """
def copy():
    return create(
        model=OLD,
    )
"""


def source(code: str) -> Source:
    return Source.decode(Path("app.py"), code.encode())


def findings(text: Source, code: str = "GLM101", word: bytes = b"OLD") -> list[Finding]:
    """One for each `OLD` in a source."""
    starts = [n for n in range(len(text.utf8)) if text.utf8.startswith(word, n)]
    return [
        Finding(text.path, code, "name", Span(n, n + len(word)), "old", Severity.ERROR)
        for n in starts
    ]


def entries(text_of: str, **more: object) -> list[BaselineEntry]:
    text = source(text_of)
    found = (entry_of(text, one, "app.py", one.message) for one in findings(text))
    return [replace(one, **more) for one in found]  # type: ignore[arg-type]


def reported(code: str, known: Sequence[BaselineEntry], rule: str = "GLM101") -> list[int]:
    """The lines that are reported of `code`."""
    text = source(code)
    kept, _ = baseline_matching.split(text, findings(text, rule), known, TODAY)
    return [text.position(one.span.start).line for one in kept]


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        pytest.param(CODE, [], id="as it was"),
        pytest.param("# more\n" * 9 + CODE, [], id="moved down"),
        pytest.param(CODE.replace("\n", "\r\n"), [], id="other line ends"),
        pytest.param(COPY, [], id="moved to another function, indented otherwise"),
        pytest.param(CODE.replace("OLD,", "OLD, top_p=1,"), [4], id="the line has changed"),
        pytest.param(CODE.replace("model=", "model= "), [4], id="only its layout has changed"),
        pytest.param(CODE.replace("create(", "create(top_p=1,"), [], id="another line has changed"),
        pytest.param(CODE + COPY, [9], id="a copy below is new"),
        pytest.param(COPY + CODE, [4], id="a copy above is new, too"),
    ],
)
def test_an_entry_knows_its_line_by_what_it_says(code: str, lines: list[int]) -> None:
    assert reported(code, entries(CODE)) == lines


def test_equal_lines_of_one_scope_are_counted() -> None:
    code = "OLD\nx = 1\nOLD\n"

    assert reported(code, entries(code)) == []
    assert reported(f"{code}OLD\n", entries(code)) == [4]


def test_two_findings_of_one_line_are_two() -> None:
    code = "ask(OLD, OLD)\n"

    assert reported(code, entries(code)[:1]) == [1]
    assert reported(code, entries(code)) == []


def test_an_entry_is_for_one_rule() -> None:
    assert reported(CODE, entries(CODE), "GLM201") == [4]


def test_an_entry_that_has_expired_accepts_nothing() -> None:
    assert reported(CODE, entries(CODE, until=TODAY)) == []
    assert reported(CODE, entries(CODE, until=date(2026, 11, 27))) == [4]


def test_a_file_that_cannot_be_read_is_never_accepted() -> None:
    assert reported(CODE, entries(CODE, code=SYNTAX_ERROR), SYNTAX_ERROR) == [4]


def test_what_lies_in_another_file_passes() -> None:
    text = source(CODE)
    other = replace(findings(text)[0], path=Path("other.py"))

    assert baseline_matching.split(text, [other], entries(CODE), TODAY) == ((other,), ())


def test_what_is_accepted_tells_by_which_entry_and_why() -> None:
    text = source(CODE)
    known = [BaselineEntry("app.py", "GLM101", "other"), *entries(CODE, reason="contract")]
    _, ((_, why),) = baseline_matching.split(text, findings(text), known, TODAY)

    assert (why.by, why.text, why.entry) == (SuppressedBy.BASELINE, "contract", 1)


def test_one_finding_asked_twice_claims_one_entry() -> None:
    text = source("OLD\nOLD\n")
    first, second = findings(text)
    claims = Claims(text, entries("OLD\n"), TODAY)

    assert [claims.claim(one) for one in (first, first, second)] == [0, 0, -1]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        pytest.param(CODE, "Bot.ask", id="a method"),
        pytest.param("OLD\n", "", id="the module"),
        pytest.param("async def f():\n  x = '''\na\n'''\n\n  OLD\n", "f", id="below a long string"),
        pytest.param("def f():\n  pass\nif x:\n  OLD\n", "", id="below a function"),
        pytest.param("def f(x=OLD):\n  pass\n", "", id="a default"),
    ],
)
def test_the_scope_is_read_off_the_indentation(code: str, names: str) -> None:
    text = source(code)

    assert scope(text, findings(text)[0].span) == names


def test_entries_follow_an_edit_beside_what_they_accept() -> None:
    before, after = source("ask(top_p=1, model=OLD)\n"), source("ask(model=OLD)\n")
    known = entries("ask(top_p=1, model=OLD)\n")
    _, accepted = baseline_matching.split(before, findings(before), known, TODAY)
    moved = followed(accepted, known, before, after, lambda offset: offset - len("top_p=1, "))

    assert reported("ask(model=OLD)\n", known) == [1]
    assert reported("ask(model=OLD)\n", moved) == []
