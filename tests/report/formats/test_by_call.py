"""Findings of one call stand together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from glm_migrate.model.findings import Hop
from glm_migrate.report.finding_records import Record
from glm_migrate.report.formats.by_call import Group, by_call
from glm_migrate.text.source import Span
from tests.report.sample_reports import CONTEXT, finding, source

CODE = source("a.py", "one\ntwo\nthree\n")


def record(row: int, site: Hop | None, path: str = "a.py") -> Record:
    start = CODE.offset(row)
    found = replace(finding(path, Span(start, start + 1)), call_site=site)
    return Record(found, CODE, path, "")


def test_a_group_has_what_is_about_one_call_and_comes_where_its_first_finding_is() -> None:
    here, there = Hop(Path("a.py"), 1, "ask"), Hop(Path("b.py"), 1, "ask")
    first, other, last = record(1, here), record(2, there), record(3, here)

    assert [group.records for group in by_call([first, other, last])] == [(first, last), (other,)]


def test_what_is_about_no_call_stands_together_by_file() -> None:
    one, other, same = record(1, None), record(1, None, "b.py"), record(2, None)

    assert [group.records for group in by_call([one, other, same])] == [(one, same), (other,)]


def test_a_call_is_named_by_its_place_and_what_holds_it() -> None:
    def named(site: Hop | None) -> str:
        return Group(site, ()).call(CONTEXT)

    assert named(Hop(Path("a.py"), 7, "Bot.ask")) == "a.py:7 in Bot.ask"
    assert named(Hop(Path("a.py"), 7, "")) == "a.py:7"
    assert named(Hop(Path("/repo/app/a\n.py"), 7, "f")) == "a␊.py:7 in f"
    assert named(None) == ""
