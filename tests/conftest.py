"""What every test needs: journals of runs are kept apart from the user's own; bytecode stays.

Hundreds of tests start the command line as a process. Where the shell forbids bytecode, each of
them would compile the whole package anew, and each worker the whole suite.
"""

from __future__ import annotations

import os
import sys

import pytest


def pytest_configure() -> None:
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.fixture(autouse=True, scope="session")
def _state(tmp_path_factory: pytest.TempPathFactory) -> None:
    pytest.MonkeyPatch().setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
