"""Edits of the protocol for what a fix changes, and what their titles say."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.cli.editor.analysis import judge
from glm_migrate.cli.editor.code_actions import Opened, differences, quick_fixes, title
from glm_migrate.cli.editor.hover import page
from glm_migrate.cli.editor.places import Places
from glm_migrate.cli.options import Options
from glm_migrate.report.finding_records import Record
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import Source, Span
from tests.cli.editor.client import applied
from tests.report.sample_reports import finding

FIX = Fix("Use it", (Edit(Span(0, 1), "x"),))


def record(consequence: str, advice: str = "") -> Record:
    found = finding("a.py", Span(0, 1), fix=FIX)
    told = replace(found, consequence=consequence, advice=advice)
    return Record(told, None, "a.py", "")


@pytest.mark.parametrize(
    ("consequence", "advice", "applicability", "expected"),
    [
        ("", "", Applicability.SAFE, "GLM101: Use it"),
        ("slower", "", Applicability.SAFE, "GLM101: Use it (slower)"),
        (
            "3x the price",
            "accept it",
            Applicability.UNSAFE,
            "GLM101: Use it (3x the price)",
        ),
        ("", "look at both", Applicability.UNSAFE, "GLM101: Use it (look at both)"),
        ("", "", Applicability.UNSAFE, "GLM101: Use it (not safe for every program)"),
    ],
)
def test_a_title_says_what_its_user_takes_on(
    consequence: str, advice: str, applicability: Applicability, expected: str
) -> None:
    fix = replace(FIX, applicability=applicability)

    assert title(record(consequence, advice), (fix,)) == expected


def test_a_long_title_ends_in_its_bracket() -> None:
    fix = replace(FIX, applicability=Applicability.UNSAFE)
    text = title(record("", "x" * 300), (fix,))

    assert len(text) == 160
    assert text.endswith("…)")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("a\nb\nc\n", "a\nB\nc\n", id="a line in the middle"),
        pytest.param("a\nb", "a\nB\nc", id="the last line, without its end"),
        pytest.param("a\nb\n", "a\n", id="the last line goes"),
        pytest.param("a\n", "a\nb\n", id="a line behind the last"),
        pytest.param("a", "", id="all of it"),
        pytest.param("", "a\n", id="an empty file"),
    ],
)
def test_differences_are_edits_of_whole_lines(before: str, after: str) -> None:
    old, new = (Source.decode(Path("a.py"), one.encode()) for one in (before, after))

    assert applied(before, differences(old, new, Places(old, "utf-16"))) == after


def test_an_edit_names_the_version_where_the_client_takes_that() -> None:
    named = Opened("file:///a.py", 3, takes_versions=True).edit([])
    plain = Opened("file:///a.py", 3).edit([])

    assert named.document_changes is not None
    assert named.document_changes[0].text_document.version == 3  # type: ignore[union-attr]
    assert plain.changes == {"file:///a.py": []}


def test_what_is_asked_about_a_long_file_is_answered_at_once(tmp_path: Path) -> None:
    """What a check found is at hand when the cursor moves: no question waits for a second one."""
    call = 'client.chat.completions.create(model="glm-4.5", messages=[], temperature=0.2)\n'
    lines = [f"def f{number}(x):\n    return [x, {number}]\n\n\n" for number in range(250)]
    text = "".join(["from zai import ZaiClient\n\nclient = ZaiClient()\n", *lines, call])
    path = str(tmp_path / "long.py")
    judgement = judge(Options.of((), (), isolated=False), path, {path: text.encode()})
    places = Places(judgement.source, "utf-16")
    (record,) = judgement.own

    def seconds() -> float:
        start = time.perf_counter()
        (action,) = quick_fixes(judgement, places.of(record), places, Opened("file:///a.py", 1))
        assert action.edit is not None
        assert page(record)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.2
