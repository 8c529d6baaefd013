"""What people read: lines, frames, diffs, colours, and what must never be printed."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.footer import footer
from glm_migrate.report.formats import FORMATS, TEXT_FORMATS, render
from glm_migrate.report.formats.frame import diff, frame
from glm_migrate.report.secrets import masked
from glm_migrate.report.text_style import printable, width
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import Source, Span
from tests.report.sample_reports import (
    ALL,
    CONTEXT,
    finding,
    graded,
    replacement,
    source,
    span,
)
from tests.report.sample_reports import suppressed as suppressed_report

QUIET = replace(CONTEXT, quiet=True)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param([], "No findings. No GLM call seen in 3 files.\n", id="nothing"),
        pytest.param(["none"], "Found 1 finding (1 file).\n", id="one of each word"),
        pytest.param(
            ["safe", "none"],
            "Found 2 findings (1 file).\n[*] 1 fixable with 'glm-migrate fix'.\n",
            id="only safe fixes",
        ),
        pytest.param(
            ["safe", "unsafe", "unsafe"],
            "Found 3 findings (1 file).\n"
            "[*] 1 fixable with 'glm-migrate fix' "
            "(2 unsafe fixes available with --unsafe-fixes).\n",
            id="both",
        ),
        pytest.param(
            ["unsafe"],
            "Found 1 finding (1 file).\n"
            "No safe fixes (1 unsafe fix available with --unsafe-fixes).\n",
            id="only unsafe fixes",
        ),
        pytest.param(
            ["unseen", "unseen"],
            "Found 2 findings (1 file).\n2 calls could not be resolved (GLM903).\n",
            id="calls not resolved",
        ),
    ],
)
def test_footer(found: list[str], expected: str) -> None:
    assert footer([graded(*found)], CONTEXT) == expected
    assert expected in render("full", [graded(*found)], CONTEXT)


def test_suppressed_findings_are_counted_on_request() -> None:
    reports = [suppressed_report()]

    assert footer(reports, CONTEXT) == "No findings. No GLM call seen in 3 files.\n"
    assert footer(reports, replace(CONTEXT, verbose=True)) == (
        "No findings. No GLM call seen in 3 files.\n3 findings suppressed.\n"
    )


def test_colours_change_nothing_but_the_colour() -> None:
    context = replace(CONTEXT, color=True)

    for name in TEXT_FORMATS:
        colored = render(name, ALL, context)
        assert "\x1b[1;31mGLM101\x1b[0m" in colored
        assert "\x1b[1;33mGLM201\x1b[0m" in colored
        assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render(name, ALL, CONTEXT)


def framed(code: str, text: str) -> list[str]:
    one = source("a.py", code)
    return frame(one, span(one, text), color=False)


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        pytest.param("x = 1\n", "1", ["  |", "1 | x = 1", "  |     ^", "  |"], id="one character"),
        pytest.param("x = 1\n", "", ["  |", "1 | x = 1", "  | ^", "  |"], id="an empty span"),
        pytest.param("x = 1\n", "1\n", ["  |", "1 | x = 1", "  |     ^", "  |"], id="a newline"),
        pytest.param("", "", ["  |", "1 |", "  | ^", "  |"], id="an empty file"),
        pytest.param(
            "\ufeffx\r\n\r\ny = '中文' + z\r\n\r\n",
            "z",
            ["  |", "1 | x", "2 |", "3 | y = '中文' + z", "  |              ^", "  |"],
            id="CRLF, a mark, blank lines, wide characters",
        ),
        pytest.param(
            "\tx = 'e\u0301' + y\n",
            "y",
            ["  |", "1 |     x = 'e\u0301' + y", "  |               ^", "  |"],
            id="tabs and combining characters",
        ),
        pytest.param(
            "\n" * 9 + "a\nb\n",
            "a",
            ["   |", "10 | a", "   | ^", "11 | b", "   |"],
            id="the gutter is as wide as its largest number",
        ),
        pytest.param(
            "f(\n    1,\n)\n",
            "f(\n    1,\n)",
            ["  |", "1 | / f(", "2 | |     1,", "3 | | )", "  | |_^", "  |"],
            id="lines from the start of a line",
        ),
        pytest.param(
            "f(\n" + "  1,\n" * 9 + ")\n",
            "f(\n" + "  1,\n" * 9 + ")",
            [
                *("   |", " 1 | / f("),
                *(f" {row} | |   1," for row in (2, 3, 4, 5)),
                *("...", "10 | |   1,", "11 | | )", "   | |_^", "   |"),
            ],
            id="many lines",
        ),
    ],
)
def test_frame(code: str, text: str, expected: list[str]) -> None:
    assert framed(code, text) == expected


def test_frame_cuts_long_lines_around_the_span() -> None:
    _, line, carets, _ = framed("a" * 500 + "HERE" + "b" * 500, "HERE")

    assert line.startswith("1 | …" + "a" * 59 + "HEREb")
    assert line.endswith("b…")
    assert len(line) == len("1 | ") + 200
    assert carets == "  | " + " " * 60 + "^^^^"


def test_frame_cuts_long_spans() -> None:
    _, line, carets, _ = framed("x" * 1000, "x" * 1000)

    assert line == "1 | " + "x" * 199 + "…"
    assert carets == "  | " + "^" * 200


def test_frame_cuts_long_lines_beside_it() -> None:
    assert framed("x\n" + "y" * 1000 + "\n", "x")[3] == "2 | " + "y" * 199 + "…"


def test_diff_shows_distant_edits_apart() -> None:
    code = source("a.py", "a\n" + "x\n" * 9 + "b\nc")
    fix = Fix("", (Edit(span(code, "a"), "A\nAA"), Edit(span(code, "c"), "")))

    assert diff(code, fix, color=False) == [
        *("   |", "   - a", " 1 + A", " 2 + AA", " 3 | x"),
        *("...", "12 | b", "   - c", "   |"),
    ]


def test_diff_joins_near_edits() -> None:
    code = source("a.py", "a\nx\nb\n")
    fix = Fix("", (Edit(span(code, "a"), "A"), Edit(span(code, "b\n"), "")))

    assert diff(code, fix, color=False) == ["  |", "  - a", "1 + A", "2 | x", "  - b", "  |"]


def test_diff_of_a_fix_that_changes_nothing() -> None:
    code = source("a.py", "a\n")

    assert diff(code, Fix("", (Edit(span(code, "a"), "a"),)), color=False) == ["  |", "  |"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param('api_key="abc"', 'api_key="***"', id="a keyword"),
        pytest.param("API_KEY: str = 'abc'", "API_KEY: str = '***'", id="an annotated constant"),
        pytest.param('{"apiKey": "abc", "n": "x"}', '{"apiKey": "***", "n": "x"}', id="a key"),
        pytest.param(
            '{"Authorization": f"Bearer {k}"}', '{"Authorization": f"**********"}', id="a header"
        ),
        pytest.param(
            'os.environ["ZAI_TOKEN"] = "abc"', 'os.environ["ZAI_TOKEN"] = "***"', id="a variable"
        ),
        pytest.param('getenv("X_API_KEY", "abc")', 'getenv("X_API_KEY", "***")', id="a default"),
        pytest.param(r'token="a\"b"', r'token="****"', id="an escaped quote"),
        pytest.param("secret = 'abc", "secret = '***", id="a string that does not end"),
        pytest.param(
            f'ZhipuAI("{"0a" * 16}.{"Zz9" * 5}a")', f'ZhipuAI("{"*" * 49}")', id="the vendor's form"
        ),
        pytest.param(f'f("sk-{"a1" * 10}")', f'f("{"*" * 23}")', id="openai's form"),
        pytest.param('max_tokens=100, tokenizer="bpe"', 'max_tokens=100, tokenizer="bpe"', id="no"),
        pytest.param('api_key=os.environ["KEY"]', 'api_key=os.environ["KEY"]', id="no literal"),
        pytest.param('api_key=""', 'api_key=""', id="an empty string"),
    ],
)
def test_secrets_are_masked(line: str, expected: str) -> None:
    assert masked(line) == expected
    assert len(masked(line)) == len(line)


def test_control_characters_do_not_reach_the_terminal() -> None:
    text = "a\x1b[31mb\tc\x00\x7f\x85\u202e\u2028d"

    assert printable(text) == "a␛[31mb    c␀␡\ufffd\ufffd\ufffdd"
    assert width(printable(text)) == len(printable(text))


@settings(deadline=None)
@given(
    st.text(st.sampled_from("ab'\"\n\r\t\x0c中\u0301\x1b "), max_size=40),
    st.integers(0, 40),
    st.integers(0, 40),
    st.text("xy\n", max_size=5),
    st.sampled_from(FORMATS),
)
def test_every_format_renders_every_span(
    text: str, one: int, other: int, new: str, name: str
) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    code = Source.decode(Path("a.py"), text.encode())
    where = Span(len(text[:start].encode()), len(text[:end].encode()))
    fix = replacement(where, new, Applicability.SAFE)

    rendered = render(
        name, [FileReport(code.path, code, (finding("a.py", where, fix=fix),))], QUIET
    )

    assert rendered.endswith("\n")
    assert "\x1b" not in rendered
    assert "\r" not in rendered


def test_formats_are_known_without_loading_one() -> None:
    code = (
        "import sys, glm_migrate.report.formats as r\n"
        "assert 'full' in r.FORMATS\n"
        "heavy = {'click', 'rich', 'libcst', 'json', 'difflib', 'glm_migrate.rules'}\n"
        "print(heavy & set(sys.modules))\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "set()\n"), done.stderr


def test_text_does_not_load_rich_even_in_colour() -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom glm_migrate.report.formats import *\n"
        "from glm_migrate.report import formats as r\n"
        "from glm_migrate.report.context import ReportContext\n"
        "r.render('full', [], ReportContext(Path('/'), color=True))\n"
        "print({'click', 'rich', 'libcst'} & set(sys.modules))\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "set()\n"), done.stderr
