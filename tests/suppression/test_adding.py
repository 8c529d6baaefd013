"""A comment for a finding stands where it silences it, and nothing else changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.suppression.adding import tail, with_ignores
from glm_migrate.text.source import Source, Span

IGNORE = "# glm-migrate: ignore[GLM101]"


def found(source: Source, *codes: str) -> list[Finding]:
    """A finding of each rule for each `OLD`."""
    starts = [n for n in range(len(source.utf8)) if source.utf8.startswith(b"OLD", n)]
    return [
        Finding(source.path, code, "", Span(n, n + 3), "", Severity.ERROR)
        for n in starts
        for code in codes
    ]


def added(code: str, *codes: str, more: str = "") -> tuple[str, int]:
    """The text with comments, and how many findings have none."""
    source = Source.decode(Path("a.py"), code.encode())
    done = with_ignores(source, found(source, *(codes or ("GLM101",))), more, Config(), all_rules())
    return done.after.text, len(done.left)


@pytest.mark.parametrize(
    ("code", "becomes"),
    [
        pytest.param("x = OLD\n", f"x = OLD  {IGNORE}\n", id="a line"),
        pytest.param("x = OLD", f"x = OLD  {IGNORE}", id="no newline at the end"),
        pytest.param("x = OLD\r\ny = 1\r\n", f"x = OLD  {IGNORE}\r\ny = 1\r\n", id="CRLF"),
        pytest.param("f(\n  OLD,\n  1,\n)\n", f"f(\n  OLD,  {IGNORE}\n  1,\n)\n", id="an argument"),
        pytest.param("if x:\n  OLD  # why\n", f"if x:\n  {IGNORE}\n  OLD  # why\n", id="comment"),
        pytest.param("x = OLD  # noqa: E1\n", f"x = OLD  # noqa: E1  {IGNORE}\n", id="directive"),
        pytest.param("x = OLD, \\\n  1\n", f"x = OLD, \\\n  1  {IGNORE}\n", id="a backslash"),
        pytest.param('f("""\nOLD\n""")\n', f'f("""\nOLD\n""")  {IGNORE}\n', id="in a long string"),
        pytest.param(f"x = [{'1, ' * 40}OLD]\n", f"{IGNORE}\nx = [{'1, ' * 40}OLD]\n", id="long"),
        pytest.param("OLD\nx = 1\nOLD\n", f"OLD  {IGNORE}\nx = 1\nOLD  {IGNORE}\n", id="twice"),
    ],
)
def test_the_place_is_one_that_counts(code: str, becomes: str) -> None:
    assert added(code) == (becomes, 0)


def test_several_rules_share_a_comment() -> None:
    text, _ = added("f(OLD)\n", "GLM201", "GLM101")

    assert text == "f(OLD)  # glm-migrate: ignore[GLM101,GLM201]\n"


def test_the_day_and_the_reason_follow() -> None:
    more = tail(" by \n Li ", date(2099, 1, 31))

    assert added("OLD\n", more=more)[0] == f"OLD  {IGNORE} until=2099-01-31 -- by Li\n"
    assert tail("", None) == ""


def test_where_no_comment_counts_nothing_is_written() -> None:
    assert added("OLD\n'''\n") == ("OLD\n'''\n", 1)
