"""The parts of the hook, each alone and in this process."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from glm_migrate.runner.verification.child import (
    event_log,
    import_hook,
    network_guard,
    observation,
    pytest_plugin,
    redirection,
    user_frames,
)
from glm_migrate.runner.verification.child.path import sitecustomize


def told(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_events_are_lines_of_a_file(tmp_path: Path) -> None:
    events = event_log.EventLog(str(tmp_path / "events"))
    events.append("one", value=1)
    events.append("two", value=Path())

    assert [one["kind"] for one in told(tmp_path / "events")] == ["one", "two"]


@pytest.mark.parametrize(
    ("host", "lets"),
    [
        ("localhost", True),
        ("127.0.0.9", True),
        ("::1", True),
        ("db.internal", True),
        ("example.com", False),
        ("localhost.example.com", False),
        ("127.example.com", False),
        ("10.0.0.1", False),
    ],
)
def test_which_hosts_are_let_through(tmp_path: Path, host: str, lets: bool) -> None:
    guard = network_guard.NetworkGuard(["*.internal"], event_log.EventLog(str(tmp_path / "events")))

    assert guard.lets(host) is lets


def test_a_host_that_is_not_allowed_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    guard = network_guard.NetworkGuard([], event_log.EventLog(str(tmp_path / "events")))

    with pytest.raises(network_guard.NotAllowed, match=r"--allow-host example\.com"):
        guard("socket.getaddrinfo", (b"example.com", 443))
    guard("socket.connect", (None, "/run/socket"))
    assert told(tmp_path / "events")[0]["host"] == "example.com"


def test_a_module_is_changed_when_it_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "to_be_changed.py").write_text("value = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    def patch(module: ModuleType) -> None:
        module.value = 2  # type: ignore[attr-defined]

    finder = import_hook.ImportHook({"to_be_changed": patch}, lambda name: None, "_none_")
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    module = __import__("to_be_changed")

    assert module.value == 2


def test_a_leader_knows_the_vendors_hosts_in_any_case() -> None:
    settings = {"hosts": ["api.z.ai"], "service": ["127.0.0.1", 1]}
    redirector = redirection.Redirector(settings, None, None)

    assert redirector.leads(b"API.z.ai.")
    assert not redirector.leads("api.z.ai.example.com")
    assert redirection.Plain(SimpleNamespace(read=len)).start_tls() is not None


def test_places_are_those_of_the_users_files() -> None:
    own = user_frames.UserFrames([])

    assert own.here()[0][2] == "test_places_are_those_of_the_users_files"
    assert own.own("<string>") == ""
    assert user_frames.UserFrames([str(Path(__file__).parent)]).own(__file__) == ""


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


def test_the_hook_does_nothing_in_a_process_that_is_not_verified(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(sitecustomize.VARIABLE, raising=False)
    before = list(sys.meta_path)
    sitecustomize.main()

    assert sys.meta_path == before
