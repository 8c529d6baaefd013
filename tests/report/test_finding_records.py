"""The place of a finding, and a name for it that stays when lines move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import SuppressedBy, Suppression
from glm_migrate.report.finding_records import (
    Record,
    awaits_unsafe,
    fingerprint,
    is_fixable,
    records,
    relative,
)
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import Span
from tests.report.sample_reports import (
    finding,
    graded,
    llm,
    outside,
    replacement,
    source,
    suppressed,
)

BASE = Path("/repo")
CWD = Path("/repo/app")


def found_in(reports: Sequence[FileReport], *, suppressed: bool = False) -> list[Record]:
    return list(records(reports, BASE, cwd=CWD, suppressed=suppressed))


def test_a_place_is_told_by_row_and_column_from_the_base() -> None:
    (record,) = found_in([outside()])
    first, *_ = found_in([llm()])

    assert (record.path, record.start, record.end) == ("/else where/ü.py", (1, 5), (1, 12))
    assert (first.path, first.start, first.end) == ("app/llm.py", (3, 9), (3, 18))


def test_a_file_that_was_not_decoded_has_no_places_and_no_edits() -> None:
    fix = replacement(Span(4, 9), "x", Applicability.SAFE)
    (record,) = found_in([FileReport(Path("a.py"), None, (finding("a.py", Span(4, 9), fix=fix),))])

    assert (record.start, record.end, record.edits) == ((1, 1), (1, 1), ())


def test_the_edits_of_a_fix_come_in_the_order_of_the_file() -> None:
    code = source("a.py", "f(a, b)\n")
    fix = Fix("Swap", (Edit(Span(5, 6), "a"), Edit(Span(2, 3), "b")))
    (record,) = found_in([FileReport(code.path, code, (finding("a.py", Span(0, 7), fix=fix),))])

    assert [edit.text for edit in record.edits] == ["b", "a"]


def test_suppressed_findings_are_told_on_request_with_who_silenced_them() -> None:
    assert found_in([suppressed()]) == []
    assert [one.suppression for one in found_in([suppressed()], suppressed=True)] == [
        Suppression(SuppressedBy.COMMENT),
        Suppression(SuppressedBy.COMMENT, "by contract"),
        Suppression(SuppressedBy.SETTING, "per-file-ignores: old.py"),
    ]


def test_a_path_is_relative_to_the_base_only_where_it_lies_below_it() -> None:
    assert relative(PurePath("llm.py"), BASE, CWD) == "app/llm.py"
    assert relative(PurePath("../other/a.py"), BASE, CWD) == "other/a.py"
    assert relative(PurePath("/repository/a.py"), BASE, CWD) == "/repository/a.py"


def test_the_flags_decide_which_fixes_are_applied_and_which_wait() -> None:
    def states(word: str, unsafe_fixes: bool) -> tuple[bool, bool]:
        (one,) = graded(word).findings
        return is_fixable(one, unsafe_fixes), awaits_unsafe(one, unsafe_fixes)

    assert [states(word, False) for word in ("safe", "unsafe", "none")] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    assert [states(word, True) for word in ("safe", "unsafe", "none")] == [
        (True, False),
        (True, False),
        (False, False),
    ]


def test_a_display_fix_is_never_applied() -> None:
    display = llm().findings[2]

    assert not is_fixable(display, unsafe_fixes=True)
    assert not awaits_unsafe(display, unsafe_fixes=False)


def test_a_path_that_is_no_text_has_a_fingerprint() -> None:
    assert len(fingerprint(("\udcff.py", "GLM101", "x"), 0)) == 64


def test_fingerprints_survive_moved_lines_and_tell_equal_findings_apart() -> None:
    def marks(code: str) -> list[str]:
        one = source("a.py", code)
        at = [place for place in range(len(code)) if code.startswith("glm-4", place)]
        found = tuple(finding("a.py", Span(place, place + 5)) for place in at)
        return [record.fingerprint for record in found_in([FileReport(one.path, one, found)])]

    before = marks("glm-4\nglm-4\n")

    assert len(set(before)) == 2
    assert marks("\n\nglm-4\n\nglm-4\n") == before


def test_fingerprints_depend_on_path_code_and_key_and_on_no_wording() -> None:
    code = source("a.py", "x\n")
    base = finding("a.py", Span(0, 1))
    variants = [
        base,
        replace(base, path=Path("b.py")),
        replace(base, code="GLM201"),
        replace(base, key=("another",)),
    ]

    reports = [FileReport(Path("a.py"), code, tuple(variants))]

    assert len({record.fingerprint for record in found_in(reports)}) == 4


def test_a_finding_about_half_a_character_has_a_fingerprint() -> None:
    assert fingerprint(("glm-\ud800", "a\udcff.py"), 0) != fingerprint(("glm-", "a.py"), 0)
