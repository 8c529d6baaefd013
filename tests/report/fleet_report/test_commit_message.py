"""A commit says what was changed, what is open, and whether it was verified."""

from __future__ import annotations

from glm_migrate.report.fleet_report.commit_message import message
from glm_migrate.suppression.decisions import Decision
from tests.report.sample_calls import document


def test_it_says_what_is_open_and_how_it_was_verified() -> None:
    decision = Decision("GLM301", "a.py", 3, "0", "", "it thinks now", "decide", "2026-11-28")
    told = message(document(), (), (decision,) * 2)

    assert told.subject == "Migrate GLM calls to glm-4.6"
    assert told.body.count("* a.py:3: GLM301 it thinks now; decide") == 1
    assert "Verification: done." in told.body
