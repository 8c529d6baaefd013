"""Which hosts a verified program may reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.runner.verification.child import (
    event_log,
    network_guard,
)
from tests.runner.verification.child.events import told


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
