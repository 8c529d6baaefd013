"""Findings that are told while a run goes on: the same text as at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Hop
from glm_migrate.report.context import ReportContext
from glm_migrate.report.formats import TOLD_FORMATS, text
from glm_migrate.report.formats.telling import Telling
from glm_migrate.text.source import Span
from tests.report.sample_reports import CONTEXT, finding, source

_AT_ONCE: dict[str, Callable[[Sequence[FileReport], ReportContext], str]] = {
    "concise": text.concise,
    "full": text.full,
    "grouped": text.grouped,
}


def report(name: str, *call_sites: str) -> FileReport:
    """A file with a finding for each of `call_sites`, the files in which their calls are."""
    found = [
        replace(
            finding(name, Span(8, 17), message=f"about {site} {number}"),
            call_site=Hop(Path(site), 3, "ask") if site else None,
        )
        for number, site in enumerate(call_sites)
    ]
    return FileReport(Path(name), source(name, "MODEL = 'glm-4.5'\n"), tuple(found))


# Each a unit: the path before which all is done with it, and its files.
RUNS = {
    "a file each": [("b.py", [report("a.py", "")]), ("", [report("b.py", "", "")])],
    "one that is last comes first": [
        ("b.py", [report("a.py", ""), report("z.py", "")]),
        ("", [report("b.py", "")]),
    ],
    "a call with findings in two files": [
        ("b.py", [report("a.py", "z.py"), report("z.py", "z.py", "")]),
        ("", [report("b.py", "b.py")]),
    ],
    "nothing": [("b.py", [report("a.py")]), ("", [report("b.py")])],
}


@pytest.mark.parametrize("name", sorted(TOLD_FORMATS))
@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_what_is_told_is_what_is_said_at_the_end(
    name: str, run: list[tuple[str, list[FileReport]]]
) -> None:
    telling = Telling(name, CONTEXT)
    told = ""
    for end, reports in run:
        for one in reports:
            telling.add(one)
        told += telling.until(end)
    every = sorted((one for _, reports in run for one in reports), key=lambda one: str(one.path))

    assert told + telling.rest(every) == _AT_ONCE[name](every, CONTEXT)


@pytest.mark.parametrize("name", sorted(TOLD_FORMATS))
def test_findings_are_told_as_soon_as_nothing_can_come_before_them(name: str) -> None:
    telling = Telling(name, CONTEXT)
    telling.add(report("a.py", ""))
    telling.add(report("c.py", ""))

    first, nothing, second = telling.until("b.py"), telling.until("b.py"), telling.until("d.py")
    assert ("a.py" in first, "c.py" in first) == (True, False)
    assert nothing == ""
    assert "c.py" in second


def test_what_other_files_tell_of_a_file_comes_at_the_end() -> None:
    telling = Telling("concise", replace(CONTEXT, quiet=True))
    telling.add(report("a.py", ""))
    first = telling.until("b.py")
    rest = telling.rest([report("a.py", "", ""), report("requirements.txt", "")])

    assert [line.partition(":")[0] for line in first.splitlines()] == ["a.py"]
    assert [line.partition(":")[0] for line in rest.splitlines()] == ["a.py", "requirements.txt"]


def test_the_text_of_a_file_without_findings_is_not_asked_for() -> None:
    class Untold(FileReport):
        def __getattribute__(self, name: str) -> object:
            assert name != "source"
            return super().__getattribute__(name)

    telling = Telling("full", CONTEXT)
    telling.add(Untold(Path("a.py"), None))

    assert telling.until("b.py") == ""
