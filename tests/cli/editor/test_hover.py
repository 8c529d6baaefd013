"""What is shown of a finding under the mouse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from glm_migrate.cli.editor.diagnostics import diagnostic
from glm_migrate.cli.editor.hover import page
from glm_migrate.cli.editor.places import Places
from glm_migrate.model.findings import Hop
from glm_migrate.report.finding_records import Record
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import Source, Span
from tests.report.sample_reports import finding

SOURCE = Source.decode(Path("a.py"), b"x = 1\n")


def record(message: str, **more: object) -> Record:
    found = replace(finding("a.py", Span(4, 5), message=message), **more)  # type: ignore[arg-type]
    return Record(found, SOURCE, "a.py", "mark", None, {})


def test_text_of_a_file_is_no_markup() -> None:
    shown = page(record("`m` <b> [x](y)\x1b", trace=(Hop(Path("a.py"), 1, "*x*"),)))

    assert "\\`m\\` \\<b\\> \\[x\\](y)␛" in shown
    assert "\\*x\\*" in shown


def test_a_fix_to_make_by_hand_is_shown_as_a_change() -> None:
    fix = Fix("Do it", (Edit(Span(4, 5), "2"),), Applicability.DISPLAY)

    assert "By hand: Do it\n\n```diff\n-x = 1\n+x = 2\n```" in page(record("m", fix=fix))


def test_a_rule_without_an_item_of_the_guide_names_its_source() -> None:
    assert page(record("m", url="https://x.example/y")).endswith("[Source](https://x.example/y)")


def test_a_diagnostic_hides_what_a_terminal_may_not_see() -> None:
    told = diagnostic(record("m\x1b", advice="a"), Places(SOURCE, "utf-16"))

    assert told.message == "m␛; a"
    assert told.data == "mark"


def test_a_change_in_a_long_file_is_shown_with_the_lines_around_it() -> None:
    text = "".join(f"a{row} = {row % 3}\n" for row in range(3000))
    code = Source.decode(Path("a.py"), text.encode())
    at = text.index("a1500 = ") + len("a1500 = ")
    fix = Fix("t", (Edit(Span(at, at + 1), "7"),), Applicability.SAFE)
    found = finding("a.py", Span(at, at + 1), fix=fix)

    shown = page(Record(found, code, "a.py", "mark", None, {}))

    assert "-a1500 = 0\n+a1500 = 7\n" in shown
    assert "a1499 = 2" in shown
    assert "a1501 = 1" in shown
    assert "a1400" not in shown


def test_a_change_at_the_end_of_a_file_without_a_newline_is_shown() -> None:
    fix = Fix("t", (Edit(Span(4, 5), "1\ny = 2"),), Applicability.SAFE)
    code = Source.decode(Path("a.py"), b"x = 1")

    shown = page(Record(finding("a.py", Span(4, 5), fix=fix), code, "a.py", "mark", None, {}))

    assert "\n x = 1\n+y = 2\n" in shown
