"""The formats of a verification say the same, each in its way."""

from __future__ import annotations

import json as data
from pathlib import Path
from xml.etree import ElementTree

import pytest

from glm_migrate.report.verification_report import (
    FORMATS,
    json,
    junit,
    markdown,
    render,
    text,
    wording,
)
from glm_migrate.runner.verification.findings import Observation, SiteResult, Verification

FAILED = SiteResult(
    "a.py", 3, "ask", "d1", 2, ("model=glm-4.6, stream",), ("cut",),
    (Observation("error", "tool-streaming", "with x: LookupError at a.py:4", "t::a"),),
    streams=True,
)  # fmt: skip
GOOD = SiteResult("b.py", 4, content="d2", requests=1, sent=("model=glm-4.6",), is_proved=True)
NEVER = SiteResult("c.py", 5, content="d3")
STRANGE = SiteResult("", 0, requests=1)
RESULT = Verification(
    "pytest -q", "glm-4.6", "0.1", "2026-11-28", "c0ffee", ("calm", "cut"), 2, 1.5,
    (FAILED, GOOD, NEVER, STRANGE), (Observation("warning", "verification", "x was not let in"),),
)  # fmt: skip

TEXT = """Verification of `pytest -q` against glm-4.6
1 of 4 calls proved, 1 failed, 1 not proved, 1 never reached (2 scenarios, 2 runs, 2 s)
warning: [verification] x was not let in

a.py:3 in ask: failed
  requests: 2
  sent: model=glm-4.6, stream
  survived: cut
  error: [tool-streaming] with x: LookupError at a.py:4 (in t::a)

b.py:4: proved
  requests: 1
  sent: model=glm-4.6
  stream: none, so no scenario concerns it

c.py:5: never reached, so nothing is proved about it

an unknown place: reached, but not proved
  requests: 1
  stream: none, so no scenario concerns it
  note: the check does not know this call
"""


def test_the_text() -> None:
    assert text.page(RESULT) == TEXT


def test_the_data() -> None:
    said = data.loads(json.page(RESULT))

    assert [site["state"] for site in said["sites"]] == [
        *("failed", "passed", "unreached", "unproved")
    ]
    assert said["sites"][0]["observations"][0]["test"] == "t::a"


def test_the_table() -> None:
    rows = markdown.page(RESULT).splitlines()

    assert any(row.startswith("| a.py:3 | failed | requests: 2<br>") for row in rows)


def test_junit_has_a_case_for_each_call_and_one_for_the_program() -> None:
    suite = ElementTree.fromstring(junit.page(RESULT).partition("\n")[2])[0]
    kinds = [[child.tag for child in case] for case in suite]

    assert kinds == [[], ["failure"], [], ["skipped"], ["skipped"]]
    assert (suite.get("tests"), suite.get("failures")) == ("5", "1")


def test_junit_fits_the_schema_of_its_readers(tmp_path: Path) -> None:
    xmlschema = pytest.importorskip("xmlschema")
    schema = Path(__file__).parents[2] / "report/schemas/junit-10.xsd"

    xmlschema.XMLSchema(str(schema)).validate(junit.page(RESULT))


def test_every_format_is_rendered() -> None:
    assert all(render(one, RESULT) for one in FORMATS)
    assert wording.headline(RESULT).startswith("1 of 4 calls proved")


def test_what_is_kept_are_the_calls_that_the_check_knows() -> None:
    kept = RESULT.evidence()

    assert [(one.content, one.state) for one in kept.sites] == [
        *(("d1", "failed"), ("d2", "passed"), ("d3", "unreached"))
    ]
    assert RESULT.reaches("error")
    assert not Verification(*("",) * 5, (), 1, 0.0, (GOOD,)).reaches("warning")
