"""How many processes a run may use."""

from __future__ import annotations

import os

import pytest

from glm_migrate.runner.job import processors


@pytest.mark.parametrize(
    ("affinity", "count", "expected"),
    [
        pytest.param(lambda process: {0, 3}, 8, 2, id="those that it may run on"),
        pytest.param(None, 8, 8, id="where the system does not tell, all"),
        pytest.param(None, None, 1, id="where it tells nothing, one"),
    ],
)
def test_the_processors_of_this_process(
    monkeypatch: pytest.MonkeyPatch, affinity: object, count: int | None, expected: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", affinity, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: count)

    assert processors() == expected
