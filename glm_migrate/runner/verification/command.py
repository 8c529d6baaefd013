"""Runs a command once, in a group of processes of its own, until it ends or its time is up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glm_migrate.errors import UsageError
from glm_migrate.runner.verification.origin import Frame, frames

_GRACE = 5.0  # seconds between the request to end and the end


@dataclass(frozen=True)
class ProgramFailure:
    """An exception that a program did not catch, or that failed one of its tests."""

    type: str
    text: str
    frames: tuple[Frame, ...]
    test: str
    at: float

    @property
    def place(self) -> Frame | None:
        return self.frames[0] if self.frames else None


@dataclass(frozen=True)
class Ran:
    """What a command did.

    Attributes:
        status: As a shell gives it.
        timed_out: It was ended because its time was up.
        parsed: Test and object, as canonical JSON, that the user's own code parsed, counted.
        tests: Test → how it ended.
        outputs: Test → what it printed.
        refused: Hosts that a process of the program wanted to reach.
    """

    status: int
    stdout: str
    stderr: str
    seconds: float
    timed_out: bool = False
    failures: tuple[ProgramFailure, ...] = ()
    parsed: Counter[tuple[str, str]] = field(default_factory=Counter)
    tests: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """A command line, where it runs, and what it reads."""

    arguments: tuple[str, ...]
    directory: Path
    input: bytes = b""
    timeout: float = 600.0

    def run(self, environment: Mapping[str, str], folder: Path, events: Path) -> Ran:
        """Run it; `folder` takes its output."""
        out, err, given = (folder / name for name in ("stdout", "stderr", "stdin"))
        given.write_bytes(self.input)
        began = time.monotonic()
        with out.open("wb") as stdout, err.open("wb") as stderr, given.open("rb") as stdin:
            process = self._started(environment, stdin, stdout, stderr)
            stopped = _stopped(process, self.timeout)
        seconds = time.monotonic() - began
        printed, remarked = (one.read_bytes().decode("utf-8", "replace") for one in (out, err))
        ran = Ran(_status(process.returncode), printed, remarked, seconds, stopped is not None)
        return _with_events(ran, _lines(events, stopped))

    def _started(self, environment: Mapping[str, str], *files: Any) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                self.arguments,
                cwd=self.directory,
                env=dict(environment),
                stdin=files[0],
                stdout=files[1],
                stderr=files[2],
                start_new_session=True,
            )
        except OSError as error:
            reason = error.strerror or error
            raise UsageError(f"cannot run {self.arguments[0]}: {reason}") from None


def _status(code: int) -> int:
    return code if code >= 0 else 128 - code


def _stopped(process: subprocess.Popen[bytes], timeout: float) -> float | None:
    """Wait for the end, and end what is left of the group; when it had to be stopped."""
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        stopped = time.monotonic()
        _signal(process, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
        return stopped
    finally:
        _signal(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()
    return None


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)


def canonical(value: object) -> str:
    """A JSON value as text, the same for equal values."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _with_events(ran: Ran, lines: Iterable[dict[str, Any]]) -> Ran:
    """What the processes told, beside what was seen from outside."""
    said = list(lines)
    return Ran(
        *(ran.status, ran.stdout, ran.stderr, ran.seconds, ran.timed_out),
        failures=tuple(_failure(one) for one in said if one["kind"] == "failed"),
        parsed=Counter(_parsed(one) for one in said if one["kind"] == "parsed"),
        tests={one["test"]: one["outcome"] for one in said if one["kind"] == "test"},
        outputs={one["test"]: one["output"] for one in said if one["kind"] == "test"},
        refused=tuple(dict.fromkeys(one["host"] for one in said if one["kind"] == "refused")),
    )


def _lines(events: Path, until: float | None) -> Iterator[dict[str, Any]]:
    """What was told; where the command was stopped, only what had happened by then."""
    for line in events.read_text(encoding="utf-8", errors="replace").splitlines():
        with suppress(ValueError):  # a process that was killed within a line
            said = json.loads(line)
            if until is None or said["at"] <= until:
                yield said


def _parsed(one: dict[str, Any]) -> tuple[str, str]:
    return one["test"], canonical(one["value"])


def _failure(one: dict[str, Any]) -> ProgramFailure:
    return ProgramFailure(
        type=one["type"],
        text=one["text"],
        frames=frames(one["frames"]),
        test=one["test"],
        at=one["at"],
    )
