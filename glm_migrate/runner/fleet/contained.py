"""A process that handles tasks for us, each in a process of its own, and survives none of them.

A task that takes too long or too much ends as a failure that says so. When the process itself is
killed from outside, the task is tried again: that says nothing about the repository.
"""

from __future__ import annotations

import os
import pickle
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from glm_migrate.runner.fleet.repository_task import Result, Task, TaskFailure

Work = Callable[[Task, str], Result]  # the task and an empty directory to work in
_TRIES = 8  # a machine short of memory kills again and again
_PATIENCE = 5  # seconds in which a process ends what it has started, and itself
_HEAD = struct.Struct(">Q")


class Worker:
    """One process; it starts with the first task, and again after it was killed."""

    def __init__(self, work: Work, scratch: str | None = None) -> None:
        """Handle tasks by `work`, a function that can be imported; files go below `scratch`."""
        self._work = work
        self._scratch = scratch
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = ""
        self._is_stopped = False
        self._starting = threading.Lock()

    def handle(self, task: Task) -> Result | TaskFailure:
        """The result of a task, or why it has none."""
        for _ in range(_TRIES):
            result = self._try(task)
            if result is not None:
                return result
            if self._is_stopped:
                return TaskFailure("killed", "the run was ended")
        return TaskFailure("killed", f"its process was killed {_TRIES} times; is memory short?")

    def stop(self) -> None:
        """Have what is running end at once, for another thread; nothing is handled any more."""
        with self._starting:
            self._is_stopped = True
            process = self._process
        if process is not None:
            process.terminate()

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _end(process)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder = ""

    def _try(self, task: Task) -> Result | TaskFailure | None:
        """The same; None where the process, or the task's own, was killed from outside."""
        with self._starting:
            if self._is_stopped:
                return None
            process = self._process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            send(process.stdin, pickle.dumps((self._work, task)))
            data = receive(process.stdout)
        except (OSError, EOFError):
            self.close()
            return None
        result: Result | TaskFailure | None = pickle.loads(data)
        return result

    def _started(self) -> subprocess.Popen[bytes]:
        if self._scratch:
            Path(self._scratch).mkdir(parents=True, exist_ok=True)
        self._folder = tempfile.mkdtemp(prefix="glm-migrate-fleet-", dir=self._scratch)
        code = f"import sys; sys.path[:] = {sys.path!r}; from {_SERVER} import serve; serve()"
        return subprocess.Popen(
            [sys.executable, "-c", code, self._folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Have the process end with all that it has started."""
    process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            if pipe is not None:
                pipe.close()


_SERVER = "glm_migrate.runner.fleet.task_server"
_ABOUT_A_RUN = ("GLM_MIGRATE_", "GITHUB_", "PRE_COMMIT")


def _environment() -> dict[str, str]:
    """Ours without what says how one run is to be done: a result depends on its task alone."""
    return {name: text for name, text in os.environ.items() if not name.startswith(_ABOUT_A_RUN)}


def send(stream: IO[bytes], data: bytes) -> None:
    """Write a message: its length, then its bytes."""
    stream.write(_HEAD.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """Read a message; `EOFError` where the other side is gone."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    (length,) = _HEAD.unpack(head)
    data: bytes = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data
