"""One server and one stage for all tests of a process; a test begins with `wire.play(...)`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from glm_migrate.runner.verification.service import Wire, serve
from tests.end_to_end.wire.stage import Stage, stage


@pytest.fixture(scope="session")
def wire() -> Iterator[Wire]:
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def program_stage(wire: Wire) -> Iterator[Stage]:
    with stage(wire) as running:
        yield running
