"""Findings for people: one line each, by file, or with the source and the fix."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Hop
from glm_migrate.report.footer import footer
from glm_migrate.report.formats.text import concise, full, grouped
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Span
from tests.report.sample_reports import (
    ALL,
    CONTEXT,
    finding,
    llm,
    replacement,
    source,
)

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
help: Remove it (by hand: no run applies it)
  |
  |         model="glm-4.5-air", messages=[], temperature=0.2,
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
[?] fixable once you accept what the note says.
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


def test_the_full_form_shows_source_fix_trace_and_guide() -> None:
    assert full(ALL, CONTEXT) == FULL


@pytest.mark.parametrize(("form", "expected"), [(concise, CONCISE), (grouped, GROUPED)])
def test_a_form_of_one_line_each_ends_with_the_summary_unless_quiet(
    form: Any, expected: str
) -> None:
    assert form(ALL, QUIET) == expected
    assert form(ALL, CONTEXT) == expected + footer(ALL, CONTEXT)


def test_unsafe_fixes_count_where_they_are_on() -> None:
    text = concise([llm()], replace(CONTEXT, unsafe_fixes=True))

    assert "llm.py:8:9: GLM101 [*] " in text
    assert "\n[*] 2 fixable with 'glm-migrate fix --unsafe-fixes'.\n" in text


def test_hostile_names_stay_on_their_line() -> None:
    code = source("a.py", "x = 1\n")
    found = replace(finding("a\n\x1b[2J.py", Span(0, 1)), message="`\x1b[31mid`\r\n::error::x")
    text = concise([FileReport(Path("a\n\x1b[2J.py"), code, (found,))], QUIET)

    assert text == "a␊␛[2J.py:1:1: GLM101 `␛[31mid`␍␊::error::x\n"


def test_a_finding_in_a_file_that_is_not_reported_has_no_frame() -> None:
    fix = replacement(Span(4, 9), "'glm-4.6'", Applicability.SAFE)
    found = finding("other.py", Span(4, 9), fix=fix)
    text = full([FileReport(Path("a.py"), source("a.py", "x\n"), (found,))], QUIET)

    assert text == (
        "GLM101 [*] `glm-4.5` is older than glm-4.6\n --> other.py:1:1\nhelp: Use 'glm-4.6'\n\n"
    )


def test_an_address_that_is_not_the_guide_is_shown_as_it_is() -> None:
    found = replace(finding("a.py", Span(0, 0)), url="https://example.org/page", path=Path("b.py"))

    assert "\nsee: https://example.org/page\n" in full(
        [FileReport(Path("b.py"), None, (found,))], CONTEXT
    )
    assert "see:" not in full(
        [FileReport(Path("b.py"), None, (replace(found, code="GLM901"),))], CONTEXT
    )


def test_the_full_form_shows_the_findings_of_a_call_together_and_the_call_once() -> None:
    code = source("a.py", "x\n")
    site = Hop(Path("a.py"), 1, "ask")
    ones = [replace(finding("a.py", Span(0, 1)), call="ask", call_site=site) for _ in range(2)]

    text = full([FileReport(Path("a.py"), code, tuple(ones))], QUIET)

    block = "GLM101 `glm-4.5` is older than glm-4.6\n --> a.py:1:1\n  |\n1 | x\n  | ^\n  |\n"
    assert text == f"{block}{block}call: a.py:1 in ask\n\n"
