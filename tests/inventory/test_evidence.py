"""What is kept of a verification, and what the report makes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.errors import UsageError
from glm_migrate.inventory import evidence
from glm_migrate.inventory.evidence import KeptEvidence, SiteProof

SITE = SiteProof("a.py", 3, "ask", "abc", "passed", 2, ("cut",))
KEPT = KeptEvidence("2026-11-28", "c0ffee", "0.1", "glm-4.6", "pytest", (SITE,))


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    path.write_text(KEPT.written(), encoding="utf-8")

    assert evidence.read(path) == KEPT
    assert evidence.read(tmp_path / "none") is None


@pytest.mark.parametrize("text", ["", "[]", '{"schema": 1}', '{"schema": 7}'])
def test_a_damaged_file_is_an_error_and_says_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "evidence.json"
    path.write_text(text)

    with pytest.raises(UsageError, match="run verify again"):
        evidence.read(path)


def test_what_was_proved_earlier_stays_where_it_was_not_reached() -> None:
    now = replace(KEPT, command="python b.py", sites=(replace(SITE, state="unreached"),))
    other = replace(now, sites=(replace(SITE, content="new", state="unreached"),))

    assert now.joined(KEPT).sites == (SITE,)
    assert now.joined(KEPT).command == "pytest; python b.py"
    assert other.joined(KEPT) == other
    assert now.joined(replace(KEPT, target="glm-5")) == now
