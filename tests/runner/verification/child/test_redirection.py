"""Which requests are led to the stand-in."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from glm_migrate.runner.verification.child import (
    redirection,
)


def test_a_leader_knows_the_vendors_hosts_in_any_case() -> None:
    settings = {"hosts": ["api.z.ai"], "service": ["127.0.0.1", 1]}
    redirector = redirection.Redirector(settings, None, None)

    assert redirector.leads(b"API.z.ai.")
    assert not redirector.leads("api.z.ai.example.com")
    assert redirection.Plain(SimpleNamespace(read=len)).start_tls() is not None


class Lock:
    """As that of a connection pool."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> Lock:
        self._lock.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()


@pytest.fixture
def _collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_collecting")
class TestCollectLater:
    def test_nothing_is_collected_while_a_lock_is_held(self) -> None:
        class Patched(Lock):
            pass

        redirection.collect_later(Patched)
        with Patched():
            assert not gc.isenabled()
            with Patched():
                assert not gc.isenabled()
            assert not gc.isenabled()
        assert gc.isenabled()

    def test_a_program_that_collects_nothing_stays_so(self) -> None:
        class Patched(Lock):
            pass

        redirection.collect_later(Patched)
        gc.disable()
        with Patched():
            pass
        assert not gc.isenabled()

    def test_an_error_within_lets_go_of_it(self) -> None:
        class Patched(Lock):
            pass

        redirection.collect_later(Patched)
        with pytest.raises(ValueError, match="x"), Patched():
            raise ValueError("x")
        assert gc.isenabled()
