"""A worker survives what a task does, and says what that was."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from glm_migrate.runner.fleet.contained import Worker, receive, send
from glm_migrate.runner.fleet.repository_task import Limits, Result, TaskFailure
from tests.runner.fleet.samples import task, work

SHORT = Limits(seconds=1, megabytes=2048)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    made = Worker(work, str(tmp_path / "scratch"))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        pytest.param("sleeps", "time", "1 seconds", id="waiting for ever"),
        pytest.param("spins", "time", "1 seconds", id="working for ever"),
        pytest.param("fills", "memory", "2048 MB", id="taking all memory"),
        pytest.param("crashes", "crash", "SIGSEGV", id="a crash of the interpreter"),
        pytest.param("raises", "crash", "ValueError", id="an error of ours"),
        pytest.param("refuses", "size", "too large", id="a refusal"),
        pytest.param("dies", "killed", "8 times", id="killed whenever it is tried"),
    ],
)
def test_what_goes_wrong_is_told(worker: Worker, name: str, kind: str, words: str) -> None:
    answer = worker.handle(task(name, SHORT))

    assert isinstance(answer, TaskFailure)
    assert answer.kind == kind
    assert words in answer.message
    assert "secret" not in answer.message


def test_after_a_failure_the_next_task_is_handled(worker: Worker) -> None:
    worker.handle(task("crashes"))

    assert worker.handle(task("fine")) == Result({"state": "clean", "repository": "fine"})


def test_a_task_that_was_killed_from_outside_is_tried_again(worker: Worker, tmp_path: Path) -> None:
    asked = task(f"dies once: {tmp_path / 'mark'}")

    assert isinstance(worker.handle(asked), Result)


def test_a_worker_that_was_killed_is_started_again(worker: Worker) -> None:
    worker.handle(task("first"))
    assert worker._process is not None
    os.kill(worker._process.pid, signal.SIGKILL)

    assert isinstance(worker.handle(task("second")), Result)


def test_nothing_is_left_of_what_a_task_wrote(worker: Worker, tmp_path: Path) -> None:
    worker.handle(task("fine"))
    inside = [path for path in (tmp_path / "scratch").rglob("*") if path.is_file()]
    worker.close()

    assert inside == []
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_message_is_whole_or_none() -> None:
    stream = io.BytesIO()
    send(stream, b"abc")

    assert receive(io.BytesIO(stream.getvalue())) == b"abc"
    with pytest.raises(EOFError):
        receive(io.BytesIO(stream.getvalue()[:-1]))
    with pytest.raises(EOFError):
        receive(io.BytesIO())
