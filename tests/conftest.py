"""What every test needs: what runs keep is apart from the user's own; bytecode stays.

No run needs what another one kept, unless its test says so. Hundreds of tests start the command
line as a process. Where the shell forbids bytecode, each of them would compile the whole package
anew, and each worker the whole suite. Downloads stay in the user's own cache.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from tests import examples  # noqa: F401 - registers its profile
from tests.end_to_end.corpus import real_packages
from tests.runner.verification.warm import Warm, warm


def pytest_configure() -> None:
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ[real_packages.VARIABLE] = str(real_packages.cache())
    # A shell ignores some in the background, `nohup` others; tests send them.
    for name in ("SIGINT", "SIGHUP", "SIGQUIT", "SIGTERM"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            is_ctrl_c = number is signal.SIGINT
            signal.signal(number, signal.default_int_handler if is_ctrl_c else signal.SIG_DFL)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Groups that are not kept together would do again what one process does for all of a group."""
    if not getattr(session.config.option, "loadgroup", False):
        return
    alone = [
        item.nodeid
        for item in session.items
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid
    ]
    if alone:
        raise pytest.UsageError(f"this pytest-xdist ignores groups with this pytest: {alone[0]}")


@pytest.fixture(autouse=True, scope="session")
def _state(tmp_path_factory: pytest.TempPathFactory) -> None:
    pytest.MonkeyPatch().setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    pytest.MonkeyPatch().setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    pytest.MonkeyPatch().setenv("GLM_MIGRATE_NO_CACHE", "1")


@pytest.fixture(scope="session")
def warm_python() -> Iterator[Warm]:
    """A process that has imported the clients, to be forked for programs of `verify`."""
    with warm() as running:
        yield running
