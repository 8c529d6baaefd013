"""The default: findings by call, each with what to do, and of many the most urgent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Finding, Hop, Severity
from glm_migrate.report.formats.short import MOST, short
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Span
from tests.report.sample_reports import CONTEXT, finding, graded, llm, replacement, source

CODE = source("a.py", "x\n" * 1000)
QUIET = replace(CONTEXT, quiet=True)
ASK, TELL = Hop(Path("a.py"), 1, "ask"), Hop(Path("a.py"), 9, "tell")


def found(row: int, site: Hop | None = None, code: str = "GLM101", advice: str = "") -> Finding:
    start = CODE.offset(row)
    one = finding("a.py", Span(start, start + 1), code, "old")
    return replace(one, call_site=site, advice=advice)


def safe(one: Finding) -> Finding:
    return replace(one, fix=replacement(one.span, "y", Applicability.SAFE))


def printed(*findings: Finding) -> str:
    return short([FileReport(Path("a.py"), CODE, findings)], QUIET)


def test_a_call_is_one_block_with_its_place_last() -> None:
    assert printed(found(1, ASK, advice="decide"), found(2, TELL), found(3, ASK)) == (
        "a.py:1:1: GLM101 old\n"
        "    note: decide\n"
        "a.py:3:1: GLM101 old\n"
        "    call: a.py:1 in ask\n"
        "\n"
        "a.py:2:1: GLM101 old\n"
        "    call: a.py:9 in tell\n"
    )


def test_a_note_that_is_the_same_for_findings_in_a_row_stands_below_the_last() -> None:
    same = [found(row, advice="decide") for row in (1, 2)]

    assert printed(*same, found(3, advice="look")) == (
        "a.py:1:1: GLM101 old\n"
        "a.py:2:1: GLM101 old\n"
        "    note: decide\n"
        "a.py:3:1: GLM101 old\n"
        "    note: look\n"
    )


def test_the_guide_stands_once_for_all_rules_that_rest_on_it() -> None:
    text = short([llm()], CONTEXT)

    assert text.count("https://docs.z.ai/guides/overview/migrate-to-glm-4.6") == 1
    assert '\nGLM101: "Update model identifier to `glm-4.6`"\n    https://' in text


def test_the_marks_are_explained_where_they_stand() -> None:
    assert "\n[?] fixable once you accept what the note says.\n" in short([llm()], CONTEXT)
    assert "[?]" not in short([graded("safe")], CONTEXT)


def test_of_many_findings_those_that_no_fix_settles_are_shown_and_the_rest_is_counted() -> None:
    many = [safe(found(row, Hop(Path("a.py"), row, ""))) for row in range(1, 601)]
    by_hand = found(700, TELL, "GLM201")

    text = printed(*many, by_hand)

    assert text.count(":1: GLM") == MOST
    assert "a.py:700:1: GLM201 old\n" in text
    assert text.endswith(
        "551 more findings: GLM101 551\n"
        "    --output-format concise lists them, full shows each with its code and fix\n"
    )


def test_the_worst_of_many_is_shown_and_in_the_order_of_the_file() -> None:
    notes = [replace(found(row), severity=Severity.INFO) for row in range(1, 601)]
    sites = [replace(one, call_site=Hop(Path("a.py"), 5, f"f{n}")) for n, one in enumerate(notes)]
    text = printed(*sites, found(700, TELL), found(800, TELL))

    shown = [line.split(":")[1] for line in text.splitlines() if ":1: GLM101" in line]
    assert shown == [*map(str, range(1, MOST - 1)), "700", "800"]


def test_of_many_rules_the_most_frequent_are_named() -> None:
    rules = ("GLM101", "GLM201", "GLM900", "GLM903")
    many = [found(row, code=rules[row % 4]) for row in range(1, 601)]
    names = {f"GLM{number}": "x" for number in (301, 302)}
    more = [replace(found(row), code=name) for row, name in enumerate(names, 700)]

    last = printed(*many, *more).splitlines()[-2]

    assert last.startswith("552 more findings: ")
    assert all(f"{code} 1" in last for code in rules)
    assert last.endswith(", …")
