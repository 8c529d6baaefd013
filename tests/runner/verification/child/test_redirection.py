"""Which requests are led to the stand-in."""

from __future__ import annotations

from types import SimpleNamespace

from glm_migrate.runner.verification.child import (
    redirection,
)


def test_a_leader_knows_the_vendors_hosts_in_any_case() -> None:
    settings = {"hosts": ["api.z.ai"], "service": ["127.0.0.1", 1]}
    redirector = redirection.Redirector(settings, None, None)

    assert redirector.leads(b"API.z.ai.")
    assert not redirector.leads("api.z.ai.example.com")
    assert redirection.Plain(SimpleNamespace(read=len)).start_tls() is not None
