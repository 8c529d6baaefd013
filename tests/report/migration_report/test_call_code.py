"""The report shows the code of each call, and what fixes would make of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.cli.options import Options
from glm_migrate.cli.report_session import Survey
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.migration_report.call_code import Listing, listings

CODE = """\
from zai import ZaiClient

MODEL = "glm-4.5"
client = ZaiClient()


def ask(key="sk-0123456789abcdef0123456789abcdef"):
    return client.chat.completions.create(
        model=MODEL,
        temperature=0.2,
        top_p=0.9,
        messages=[],
    )


def cheap():
    return client.chat.completions.create(model="glm-4-flash", temperature=0.2, messages=[])
"""


@pytest.fixture(name="report")
def fixture_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileReport:
    monkeypatch.chdir(tmp_path)
    Path("app.py").write_text(CODE)
    options = Options.of(("app.py",), (), isolated=True, jobs=1)
    (outcome,) = Survey(options).outcomes()[1]
    return outcome.report


def shown(listing: Listing) -> list[str]:
    return [f"{sign} {text}".rstrip() for _, sign, text in listing.rows]


def test_a_call_is_shown_with_what_fix_writes_wherever_that_is(report: FileReport) -> None:
    code, fix = listings(report.calls[0], {report.path: report.source})

    assert (code.title, fix.title) == ("code", "fix writes")
    assert shown(code)[0] == "  return client.chat.completions.create("
    assert [line for line in shown(fix) if line[:1] in ("+", "-")] == [
        '- MODEL = "glm-4.5"',
        '+ MODEL = "glm-4.6"',
        "-         top_p=0.9,",
    ]


def test_what_waits_for_a_decision_is_shown_apart(report: FileReport) -> None:
    code, waiting = listings(report.calls[1], {report.path: report.source})

    assert [code.rows[0][0], waiting.title] == [17, "with --unsafe-fixes"]
    assert [line[0] for line in shown(waiting)] == [" ", "-", "+"]


def test_nothing_is_shown_of_a_file_that_was_not_kept(report: FileReport) -> None:
    assert listings(report.calls[0], {}) == ()
