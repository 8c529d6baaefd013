"""The report shows the code of each call, and what fixes would make of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
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


ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
Surveyed = Callable[..., list[FileReport]]


@pytest.fixture(name="survey")
def fixture_survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Surveyed:
    """Reports on a file with a text."""
    monkeypatch.chdir(tmp_path)

    def of(text: str, name: str = "app.py") -> list[FileReport]:
        Path(name).write_text(text)
        found = Survey(Options.of((name,), (), isolated=True, jobs=1)).outcomes()[1]
        return [one.report for one in found]

    return of


@pytest.fixture(name="report")
def fixture_report(survey: Surveyed) -> FileReport:
    return survey(CODE)[0]


def notebook(cells: Sequence[str]) -> str:
    """A notebook with these cells of code."""
    fields: dict[str, object] = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    made = [{**fields, "source": cell} for cell in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def shown(listing: Listing) -> list[str]:
    return [f"{sign} {text}".rstrip() for hunk in listing.hunks for _, sign, text in hunk]


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

    assert [code.hunks[0][0][0], waiting.title] == [17, "with --unsafe-fixes"]
    assert [line[0] for line in shown(waiting)] == [" ", "-", "+"]


def test_places_that_do_not_follow_each_other_are_hunks_of_their_own(report: FileReport) -> None:
    _, fix = listings(report.calls[0], {report.path: report.source})

    assert [[row for row, sign, _ in hunk if sign != "-"] for hunk in fix.hunks] == [
        [2, 3, 4],
        [10, 11],
    ]


def test_of_many_lines_the_first_are_shown_and_the_others_counted(survey: Surveyed) -> None:
    long = "    # which model\n" * 50
    (report,) = survey(f"{ZAI}client.chat.completions.create(\n{long}    model='glm-4.5')\n")
    code, fix, _ = listings(report.calls[0], {report.path: report.source})

    assert (len(code.hunks[0]), code.omitted, fix.omitted) == (40, 12, 0)


def test_a_path_is_as_it_is_shown(report: FileReport) -> None:
    found = listings(report.calls[0], {report.path: report.source}, lambda path: f"src/{path}")

    assert {one.path for one in found} == {"src/app.py"}


def test_a_call_in_a_notebook_is_shown_with_the_lines_of_its_cell(survey: Surveyed) -> None:
    cells = [f'{ZAI}MODEL = "glm-4.5"', "a = 1\nclient.chat.completions.create(model=MODEL)"]
    (report,) = survey(notebook(cells), "app.ipynb")
    code, fix, _ = listings(report.calls[0], {report.path: report.source})

    assert code.hunks == (((2, " ", "client.chat.completions.create(model=MODEL)"),),)
    assert fix.hunks[0][-1] == (4, "+", 'MODEL = "glm-4.6"')


def test_secrets_and_control_characters_are_not_in_it(survey: Surveyed) -> None:
    secret = "sk-0123456789abcdef0123456789abcdef"
    call = f'client.chat.completions.create(model="glm-4.5", user="{secret}\x1b[2J")\n'
    (report,) = survey(ZAI + call)
    texts = "".join(
        line
        for one in listings(report.calls[0], {report.path: report.source})
        for line in shown(one)
    )

    assert "glm-4.6" in texts
    assert secret not in texts
    assert "\x1b" not in texts


def test_nothing_is_shown_of_a_file_that_was_not_kept(report: FileReport) -> None:
    assert listings(report.calls[0], {}) == ()
