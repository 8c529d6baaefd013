"""What is noted of each test."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from glm_migrate.runner.verification.child import (
    event_log,
    observation,
    pytest_plugin,
    user_frames,
)
from tests.runner.verification.child.events import told


def test_a_test_is_told_of_with_its_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = event_log.EventLog(str(tmp_path / "events"))
    observer = observation.Observer.__new__(observation.Observer)
    observer._log, observer._frames, observer.test = events, user_frames.UserFrames([]), ""
    monkeypatch.setattr(observation.Observer, "current", observer)
    monkeypatch.setitem(sys.modules, "_glm_migrate_verify_observation", observation)
    pytest_plugin.pytest_runtest_logstart("a::b")
    pytest_plugin.pytest_runtest_makereport(None, SimpleNamespace(excinfo=None))
    report = SimpleNamespace(when="call", outcome="passed", nodeid="a::b", capstdout="hi")
    pytest_plugin.pytest_runtest_logreport(report)

    assert observer.test == "a::b"
    assert told(tmp_path / "events")[0]["output"] == "hi"
