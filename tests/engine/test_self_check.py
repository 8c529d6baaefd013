"""What must hold of every rewritten text before anybody may write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.engine.self_check import prove, prove_untouched
from glm_migrate.errors import FixRejected
from glm_migrate.text import edits
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Source, Span

BEFORE = Source.decode(Path("a.py"), b"one = 1\ntwo = 2\n")
FIXES = [Fix("a", (Edit(Span(0, 3), "eins"),)), Fix("b", (Edit(Span(14, 15), "zwölf"),))]


def test_edits_that_are_applied_leave_the_other_bytes_where_they_are() -> None:
    after = edits.apply(BEFORE.utf8, FIXES)

    assert after == "eins = 1\ntwo = zwölf\n".encode()
    prove_untouched(BEFORE, after, FIXES)


def test_an_edit_that_two_fixes_share_counts_once() -> None:
    shared = [*FIXES, Fix("c", FIXES[0].edits)]

    prove_untouched(BEFORE, edits.apply(BEFORE.utf8, FIXES), shared)


@pytest.mark.parametrize(
    "after",
    [
        pytest.param("eins = 1\r\ntwo = zwölf\n", id="between the edits"),
        pytest.param("eins = 1\ntwo = zwölf", id="behind the last"),
        pytest.param("eins = 1\ntwo = zwölf\n\n", id="more behind the last"),
        pytest.param("one = 1\ntwo = 2\n", id="nothing was applied"),
    ],
)
def test_a_byte_outside_of_the_edits_that_changes_is_refused(after: str) -> None:
    with pytest.raises(FixRejected, match=r"a\.py: bytes outside the edits would change"):
        prove_untouched(BEFORE, after.encode(), FIXES)


def test_without_edits_nothing_may_change() -> None:
    prove_untouched(BEFORE, BEFORE.utf8, [])

    with pytest.raises(FixRejected):
        prove_untouched(BEFORE, BEFORE.utf8 + b"#", [])


def test_a_rewritten_program_must_still_be_one() -> None:
    prove(BEFORE, Source.decode(BEFORE.path, b"one = 2\n"))

    with pytest.raises(FixRejected, match=r"a\.py: "):
        prove(BEFORE, Source.decode(BEFORE.path, b"one = (\n"))


def test_a_dependency_file_is_proved_as_what_it_is() -> None:
    before = Source.decode(Path("pyproject.toml"), b"[project]\ndependencies = []\n")

    with pytest.raises(FixRejected, match=r"pyproject\.toml: "):
        prove(before, Source.decode(before.path, b"[project\n"))


def test_a_file_that_stays_is_not_looked_at() -> None:
    broken = Source.decode(Path("a.py"), b"one = (\n")

    prove(broken, broken)
