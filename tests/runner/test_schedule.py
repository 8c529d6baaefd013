"""Units one after the other, or shared among processes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glm_migrate.runner import dispatch, pool, schedule
from glm_migrate.runner.job import Job
from tests.runner.orders import (
    CALL,
    CHECK,
    codes,
    unit,
)


@pytest.fixture(autouse=True)
def _in_its_own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_files_one_after_the_other() -> None:
    for name in ("a.py", "b.py"):
        Path(name).write_bytes(CALL)
    found = list(schedule.outcomes([unit("a.py"), unit("b.py")], CHECK))

    assert [str(outcome.report.path) for outcome in found] == ["a.py", "b.py"]


@pytest.mark.parametrize(
    ("jobs", "worth", "expected"),
    [
        pytest.param(1, 0, False, id="one process was asked for"),
        pytest.param(2, 1 << 30, False, id="too little to do"),
        pytest.param(2, 0, True, id="enough to do"),
    ],
)
def test_when_there_is_a_pool(
    monkeypatch: pytest.MonkeyPatch, jobs: int, worth: int, expected: bool
) -> None:
    used: list[int] = []

    def in_order(units: Any, order: Job, jobs: int, *_: object) -> Any:
        used.append(jobs)
        return [(dispatch.of_file(path, order),) for unit in units for path in unit.files]

    Path("a.py").write_bytes(CALL)
    monkeypatch.setattr(schedule, "_WORTH_A_POOL", worth)
    monkeypatch.setattr(pool, "in_order", in_order)
    found = list(schedule.outcomes([unit("a.py"), unit("gone.py")], CHECK, jobs))

    assert [codes(outcome)[-1:] for outcome in found][1] == ["GLM900"]
    assert used == ([2] if expected else [])
