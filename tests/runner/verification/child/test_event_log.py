"""Events as lines of a file."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.runner.verification.child import (
    event_log,
)
from tests.runner.verification.child.events import told


def test_events_are_lines_of_a_file(tmp_path: Path) -> None:
    events = event_log.EventLog(str(tmp_path / "events"))
    events.append("one", value=1)
    events.append("two", value=Path())

    assert [one["kind"] for one in told(tmp_path / "events")] == ["one", "two"]
