"""A file in a process of its own: its limits, and how it ends."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from glm_migrate.runner import isolated
from tests.runner.orders import (
    CALL,
    CHECK,
    DEEP,
    FIX,
    codes,
    done,
    message,
    of,
    raising,
)


@pytest.fixture(autouse=True)
def _in_its_own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        pytest.param(done(-11), "the parser gave up on it (it ended by SIGSEGV)", id="a signal"),
        pytest.param(done(3), "the parser gave up on it (it ended with 3)", id="a code"),
        pytest.param(
            done(1, b"Traceback\nValueError: odd\n"),
            "the parser gave up on it (ValueError: odd)",
            id="an exception",
        ),
        pytest.param(
            raising(subprocess.TimeoutExpired("python", 30)),
            f"reading it takes more than {30 * isolated._WAITS} seconds",
            id="too long",
        ),
    ],
)
def test_a_process_that_dies_names_its_file(
    monkeypatch: pytest.MonkeyPatch, ending: Callable[..., Any], reason: str
) -> None:
    monkeypatch.setattr(subprocess, "run", ending)
    outcome = of(DEEP)

    assert codes(outcome) == ["GLM900"]
    assert message(outcome) == f"{reason}; simplify its longest expression or exclude the file"


def test_a_busy_machine_may_take_longer_where_the_system_counts_the_work() -> None:
    assert (isolated._WAITS > 1) is (os.name != "nt")


def test_large_files_and_rewrites_get_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[float] = []

    def record(*_: object, timeout: float, **__: object) -> Any:
        limits.append(round(timeout))
        return SimpleNamespace(returncode=1, stdout=b"", stderr=b"")

    monkeypatch.setattr(subprocess, "run", record)
    for data, order in ((DEEP, CHECK), (b"#" * (2 << 20), CHECK), (DEEP, FIX)):
        isolated.outcome(Path("a.py"), data, order)

    assert limits == [30 * isolated._WAITS, 90 * isolated._WAITS, 180 * isolated._WAITS]


def test_the_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs there, run here: order in, outcome out, and what was noted of what it read."""
    request, answer = BytesIO(pickle.dumps((Path("a.py"), CALL, CHECK))), BytesIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=request))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=answer))
    monkeypatch.setattr(sys, "setrecursionlimit", lambda _: None)
    monkeypatch.setattr("threading.stack_size", lambda _: 0)
    isolated.child(limited=False)

    outcome, reads = pickle.loads(answer.getvalue())
    assert "GLM101" in codes(outcome)
    assert reads is None


@pytest.mark.skipif(os.name == "nt", reason="the system has no such limits")
@pytest.mark.parametrize(
    ("share", "work", "ending"),
    [
        pytest.param(0.05, "while True: pass", -signal.SIGXCPU, id="time"),
        pytest.param(0.5, "bytearray(2 << 30)", 1, id="memory"),
        pytest.param(0.5, "bytearray(1 << 30)", 0, id="enough of both"),
    ],
)
def test_the_other_process_is_limited(share: float, work: str, ending: int) -> None:
    code = f"from glm_migrate.runner import isolated\nisolated.limit({share})\n{work}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert done.returncode == ending
    assert (b"MemoryError" in done.stderr) is (ending == 1)


def test_a_process_that_runs_out_of_time_names_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", done(-signal.SIGXCPU))

    assert message(of(DEEP)).startswith("reading it takes more than 30 seconds; ")
