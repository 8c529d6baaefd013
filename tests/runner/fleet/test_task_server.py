"""What a worker's process makes of the end of a child."""

from __future__ import annotations

import pickle
import signal

import pytest

from glm_migrate.runner.fleet import task_server
from glm_migrate.runner.fleet.repository_task import Limits, Result
from tests.runner.fleet.samples import task, work


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        pytest.param(-signal.SIGXCPU, "time", id="out of processor time"),
        pytest.param(-signal.SIGABRT, "crash", id="a library gave up"),
        pytest.param(task_server._SILENT, "memory", id="no memory left to say so"),
    ],
)
def test_an_ending_is_a_failure(code: int, kind: str) -> None:
    ending = task_server._ending(code, Limits())

    assert ending is not None
    assert ending.kind == kind


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_kill_says_nothing_about_the_repository(number: int) -> None:
    assert task_server._ending(-number, Limits()) is None


def test_an_answer_that_was_cut_off_does_not_count() -> None:
    whole = task_server._forked(lambda: Result({"a": 1}), Limits())

    assert pickle.loads(whole) == Result({"a": 1})
    assert not whole.endswith(task_server._END)


def test_a_task_without_room_to_work_in_is_a_fault_of_the_machine() -> None:
    reply = pickle.loads(task_server._reply(work, task("a"), "/nowhere"))

    assert reply.kind == "machine"
