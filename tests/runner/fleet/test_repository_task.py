"""The address of a task covers all that its result depends on, and nothing else."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from glm_migrate.runner.fleet.repository_task import (
    FleetSettings,
    Limits,
    NotHandled,
    Repository,
    Task,
)

TASK = Task(Repository("a", "/here/a", "git", "0" * 40), FleetSettings(), "1")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(replace(TASK, version="2"), id="another version"),
        pytest.param(
            replace(TASK, settings=FleetSettings(layer={"select": ("GLM1",)})), id="a flag"
        ),
        pytest.param(replace(TASK, settings=FleetSettings(file="")), id="a settings file"),
        pytest.param(replace(TASK, settings=FleetSettings(limits=Limits(seconds=1))), id="a limit"),
        pytest.param(
            replace(TASK, repository=replace(TASK.repository, revision="1" * 40)), id="a commit"
        ),
        pytest.param(replace(TASK, repository=replace(TASK.repository, name="b")), id="a name"),
    ],
)
def test_another_result_has_another_address(other: Task) -> None:
    assert other.address != TASK.address


def test_where_the_files_lie_is_not_part_of_the_address() -> None:
    moved = replace(TASK, repository=replace(TASK.repository, path="/there/a", size=9))

    assert moved.address == TASK.address


def test_a_task_and_a_refusal_travel_between_processes() -> None:
    error = NotHandled("size", "too large")

    assert pickle.loads(pickle.dumps(TASK)) == TASK
    assert pickle.loads(pickle.dumps(error)).failure == error.failure
