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
from glm_migrate.model.findings import Severity
from glm_migrate.report.footer import footer
from glm_migrate.report.formats import FORMATS, TEXT_FORMATS, render
from glm_migrate.report.formats.frame import diff, frame
from glm_migrate.report.text_style import masked, printable, width
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import Source, Span
from tests.report.sample_reports import (
    ALL,
    CONTEXT,
    finding,
    llm,
    outside,
    replacement,
    source,
    span,
)
from tests.report.sample_reports import suppressed as suppressed_report

QUIET = replace(CONTEXT, quiet=True)

FULL = """\
GLM101 [*] `glm-4.5` is older than glm-4.6
 --> llm.py:3:9
  |
1 | from zai import ZaiClient
2 |
3 | MODEL = "glm-4.5"
  |         ^^^^^^^^^
4 | client = ZaiClient(api_key="********")
  |
help: Use "glm-4.6"
  |
2 |
  - MODEL = "glm-4.5"
3 + MODEL = "glm-4.6"
4 | client = ZaiClient(api_key="********")
  |
call: app.llm.ask
trace: main.py:7 ask
    <- llm.py:3 MODEL
guide: "Update model identifier to `glm-4.6`" https://docs.z.ai/guides/overview/migrate-to-glm-4.6#1-update-model-identifier

GLM101 [?] `glm-4.5-air` is older than glm-4.6
 --> llm.py:8:9
  |
6 | def ask(text):
7 |     return client.chat.completions.create(
8 |         model="glm-4.5-air", messages=[], temperature=0.2, top_p=0.9,
  |               ^^^^^^^^^^^^^
9 |     )
  |
help: Use "glm-4.6"
  |
7 |     return client.chat.completions.create(
  -         model="glm-4.5-air", messages=[], temperature=0.2, top_p=0.9,
8 +         model="glm-4.6", messages=[], temperature=0.2, top_p=0.9,
9 |     )
  |
note: It costs three times as much: decide.
guide: "Update model identifier to `glm-4.6`" https://docs.z.ai/guides/overview/migrate-to-glm-4.6#1-update-model-identifier

GLM201 temperature and top_p are both set
 --> llm.py:7:9
  |
6 |   def ask(text):
7 |       return client.chat.completions.create(
  |  ____________^
8 | |         model="glm-4.5-air", messages=[], temperature=0.2, top_p=0.9,
9 | |     )
  | |_____^
  |
help: Remove it
  |
7 |     return client.chat.completions.create(
  -         model="glm-4.5-air", messages=[], temperature=0.2, top_p=0.9,
8 +         model="glm-4.5-air", messages=[], temperature=0.2,
9 |     )
  |

GLM903 cannot see: messages
 --> llm.py:7:9
  |
6 | def ask(text):
7 |     return client.chat.completions.create(
  |            ^^^^^^^^^^^
8 |         model="glm-4.5-air", messages=[], temperature=0.2, top_p=0.9,
9 |     )
  |

GLM900 not UTF-8
 --> gbk file.py:1:1

GLM101 [*] old: 100%, a,b␊end
 --> /else where/ü.py:1:5
  |
1 | 名 = 'glm-4'
  |      ^^^^^^^
  |
help: Use 'glm-4.6'
  |
  - 名 = 'glm-4'
1 + 名 = 'glm-4.6'
  |

Found 6 findings (3 files).
[*] 2 fixable with 'glm-migrate fix' (1 unsafe fix available with --unsafe-fixes).
1 call could not be resolved (GLM903).
"""

CONCISE = """\
llm.py:3:9: GLM101 [*] `glm-4.5` is older than glm-4.6
llm.py:8:9: GLM101 [?] `glm-4.5-air` is older than glm-4.6
llm.py:7:9: GLM201 temperature and top_p are both set
llm.py:7:9: GLM903 cannot see: messages
gbk file.py:1:1: GLM900 not UTF-8
/else where/ü.py:1:5: GLM101 [*] old: 100%, a,b␊end
"""

GROUPED = """\
llm.py:
  3:9 GLM101 [*] `glm-4.5` is older than glm-4.6
  8:9 GLM101 [?] `glm-4.5-air` is older than glm-4.6
  7:9 GLM201 temperature and top_p are both set
  7:9 GLM903 cannot see: messages

gbk file.py:
  1:1 GLM900 not UTF-8

/else where/ü.py:
  1:5 GLM101 [*] old: 100%, a,b␊end

"""


def test_full() -> None:
    assert render("full", ALL, CONTEXT) == FULL


@pytest.mark.parametrize(("name", "expected"), [("concise", CONCISE), ("grouped", GROUPED)])
def test_one_line_formats(name: str, expected: str) -> None:
    assert render(name, ALL, QUIET) == expected
    assert render(name, ALL, CONTEXT) == expected + footer(ALL, CONTEXT)


def test_unsafe_fixes_count_where_they_are_on() -> None:
    text = render("concise", [llm()], replace(CONTEXT, unsafe_fixes=True))

    assert "llm.py:8:9: GLM101 [*] " in text
    assert "\n[*] 2 fixable with 'glm-migrate fix --unsafe-fixes'.\n" in text


def report(*found: str) -> FileReport:
    """A report with a finding per word: `safe`, `unsafe`, `none` or `unseen`."""
    code = source("a.py", "x = 'glm-4'\n")
    where = span(code, "'glm-4'")
    grades = {"safe": Applicability.SAFE, "unsafe": Applicability.UNSAFE}
    return FileReport(
        code.path,
        code,
        tuple(
            finding(
                "a.py",
                where,
                "GLM903" if word == "unseen" else "GLM101",
                severity=Severity.INFO if word == "unseen" else Severity.ERROR,
                fix=replacement(where, "'glm-4.6'", grades[word]) if word in grades else None,
            )
            for word in found
        ),
    )


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
    assert footer([report(*found)], CONTEXT) == expected
    assert render("full", [report(*found)], CONTEXT).endswith(expected)


def test_suppressed_findings_are_counted_on_request() -> None:
    reports = [suppressed_report()]

    assert footer(reports, CONTEXT) == "No findings. No GLM call seen in 3 files.\n"
    assert footer(reports, replace(CONTEXT, verbose=True)) == (
        "No findings. No GLM call seen in 3 files.\n3 findings suppressed.\n"
    )


def test_statistics_put_the_most_frequent_first() -> None:
    reports = [llm(), outside(), report(*["safe"] * 8)]

    text = render("full", reports, replace(QUIET, statistics=True))

    assert text == (
        "11\tGLM101\t[-] outdated-model-id\n"
        " 1\tGLM201\t[ ] temperature-and-top-p\n"
        " 1\tGLM903\t[ ] unresolved-call\n"
    )
    assert render("concise", [report("safe")], replace(CONTEXT, statistics=True)) == (
        "1\tGLM101\t[*] outdated-model-id\n" + footer([report("safe")], CONTEXT)
    )


def test_statistics_of_nothing() -> None:
    assert (
        render("grouped", [], replace(CONTEXT, statistics=True))
        == "No findings. No GLM call seen in 3 files.\n"
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


def test_hostile_names_stay_on_their_line() -> None:
    code = source("a.py", "x = 1\n")
    found = replace(finding("a\n\x1b[2J.py", Span(0, 1)), message="`\x1b[31mid`\r\n::error::x")
    text = render("concise", [FileReport(Path("a\n\x1b[2J.py"), code, (found,))], QUIET)

    assert text == "a␊␛[2J.py:1:1: GLM101 `␛[31mid`␍␊::error::x\n"


def test_a_finding_in_a_file_that_is_not_reported_has_no_frame() -> None:
    fix = replacement(Span(4, 9), "'glm-4.6'", Applicability.SAFE)
    found = finding("other.py", Span(4, 9), fix=fix)
    text = render("full", [FileReport(Path("a.py"), source("a.py", "x\n"), (found,))], QUIET)

    assert text == (
        "GLM101 [*] `glm-4.5` is older than glm-4.6\n --> other.py:1:1\nhelp: Use 'glm-4.6'\n\n"
    )


def test_an_address_that_is_not_the_guide_is_shown_as_it_is() -> None:
    found = replace(finding("a.py", Span(0, 0)), url="https://example.org/page", path=Path("b.py"))

    assert "\nsee: https://example.org/page\n" in render(
        "full", [FileReport(Path("b.py"), None, (found,))], CONTEXT
    )
    assert "see:" not in render(
        "full", [FileReport(Path("b.py"), None, (replace(found, code="GLM901"),))], CONTEXT
    )


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
