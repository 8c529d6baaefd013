"""Where the values of a call come from, as text: a line per step, each beginning with its place."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from glm_migrate.inventory.call_records import CallSummary, Resolution, Step
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.footer import footer
from glm_migrate.report.formats.resolution import text
from tests.report.sample_calls import call
from tests.report.sample_reports import CONTEXT

QUIET = replace(CONTEXT, quiet=True)
APP, CONSTS = Path("app.py"), Path("/repo/app/consts.py")


def report(*calls: CallSummary) -> list[FileReport]:
    return [FileReport(APP, None, calls=calls)]


def test_each_step_of_a_way_begins_with_its_place() -> None:
    way = (Step(APP, 4, 0, "MODEL"), Step(CONSTS, 1, 9, '"glm-4.5"'))
    model = Resolution("model", '"glm-4.5"', (way,))

    assert text(report(call(resolutions=(model,))), QUIET) == (
        "app.py:3:1 client.chat.completions.create in ask\n"
        '  model: "glm-4.5"\n'
        "       app.py:4 MODEL\n"
        '    <- consts.py:1:9 "glm-4.5"\n\n'
    )


def test_what_is_not_seen_is_told_below_the_ways() -> None:
    model = Resolution("model", "not seen", unseen=("`load()` is computed at run time",))
    lines = text(report(call(resolutions=(model,))), QUIET).splitlines()

    assert lines[1:3] == ["  model: not seen", "    not seen: `load()` is computed at run time"]


def test_a_run_without_calls_says_so() -> None:
    assert text([], QUIET) == "No calls of GLM models, and none that could be one.\n\n"


def test_the_summary_of_the_findings_stands_at_the_end_unless_quiet() -> None:
    reports = report(call())

    assert text(reports, CONTEXT) == text(reports, QUIET) + footer(reports, CONTEXT)


def test_secrets_and_control_characters_are_not_shown() -> None:
    step = Step(APP, 4, 1, 'api_key="sk-0123456789abcdef0123"\x1b[2J')
    shown = text(report(call(resolutions=(Resolution("client", "zai", ((step,),)),))), QUIET)

    assert "sk-0123456789" not in shown
    assert "\x1b" not in shown


def test_colour_changes_nothing_but_the_colour() -> None:
    model = Resolution("model", "not seen", unseen=("x",))
    colored = text(report(call(resolutions=(model,))), replace(QUIET, color=True))

    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == text(report(call(resolutions=(model,))), QUIET)
