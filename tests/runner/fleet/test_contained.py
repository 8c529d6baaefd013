"""A worker survives what a task does, and says what that was."""

from __future__ import annotations

import io
import os
import pickle
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from glm_migrate.runner.fleet.contained import Worker, receive, send
from glm_migrate.runner.fleet.repository_task import Limits, Result, TaskFailure
from tests.runner.fleet.samples import expect_gone, marked, task, work

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


def test_what_is_running_ends_when_it_is_stopped(worker: Worker, tmp_path: Path) -> None:
    answers: list[object] = []
    thread = Thread(target=lambda: answers.append(worker.handle(task(f"marks: {tmp_path / 'm'}"))))
    thread.start()
    child = marked(tmp_path / "m")
    worker.stop()
    thread.join(10)

    assert answers == [TaskFailure("killed", "the run was ended")]
    assert worker.handle(task("fine")) == answers[0]
    expect_gone(child)


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process is told")
def test_a_task_ends_with_the_process_that_handles_it(worker: Worker, tmp_path: Path) -> None:
    """Also where that is killed without a chance to end anything."""
    thread = Thread(target=worker.handle, args=(task(f"marks: {tmp_path / 'm'}"),))
    thread.start()
    child = marked(tmp_path / "m")
    assert worker._process is not None
    os.kill(worker._process.pid, signal.SIGKILL)
    expect_gone(child)
    worker.stop()
    thread.join(10)

    assert not thread.is_alive()


def test_a_task_ends_when_nobody_asks_any_more(worker: Worker, tmp_path: Path) -> None:
    worker.handle(task("fine"))
    process = worker._process
    assert process is not None
    assert process.stdin is not None
    send(process.stdin, pickle.dumps((work, task(f"marks: {tmp_path / 'm'}"))))
    child = marked(tmp_path / "m")
    process.stdin.close()

    assert process.wait(10) == 0
    expect_gone(child)
