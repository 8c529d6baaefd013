"""Run commands in turn and keep what each took: wall time and peak memory.

Only ratios of one race hold: the machine changes between races, within one it hits all runners
alike, because they take turns (A B C, A B C, …) after a round that is thrown away.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


class WrongRun(Exception):
    """A runner failed, so its time would mean nothing."""


@dataclass(frozen=True)
class Runner:
    """A command in a race.

    Attributes:
        accepts: Exit codes of a successful run; linters and searchers say 1 as a result.
    """

    name: str
    command: tuple[str, ...]
    cwd: Path
    accepts: tuple[int, ...] = (0,)
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """One run: seconds of wall time, peak resident bytes of its largest process, its output."""

    seconds: float
    peak: int
    output: str


@dataclass(frozen=True)
class Result:
    """All counted runs of one runner."""

    runner: Runner
    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        return statistics.median(run.seconds for run in self.runs)

    @property
    def spread(self) -> float:
        """Distance of the slowest run from the fastest, as a share of the median."""
        times = [run.seconds for run in self.runs]
        return (max(times) - min(times)) / self.seconds

    @property
    def peak(self) -> int:
        return max(run.peak for run in self.runs)

    @property
    def lines(self) -> int:
        """Lines of output: findings of a linter, files of a searcher."""
        return len(self.runs[-1].output.splitlines())


def race(runners: Sequence[Runner], rounds: int) -> dict[str, Result]:
    """Every runner once to warm up, then `rounds` times in turn; by name."""
    for runner in runners:
        run(runner)
    runs: dict[str, list[Run]] = {runner.name: [] for runner in runners}
    for _ in range(rounds):
        for runner in runners:
            runs[runner.name].append(run(runner))
    return {runner.name: Result(runner, tuple(runs[runner.name])) for runner in runners}


def run(runner: Runner) -> Run:
    """One run to its end.

    Raises:
        WrongRun: it exited with a code that `runner` does not accept.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            runner.command,
            cwd=runner.cwd,
            env={**os.environ, **runner.env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
        )
        # wait4 tells the memory of this very child, where getrusage has one number for all
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in runner.accepts:
            errors.seek(0)
            said = errors.read().decode(errors="replace")[-2000:]
            raise WrongRun(f"{runner.name} exited with {process.returncode}: {said}")
        output.seek(0)
        text = output.read().decode(errors="replace")
    return Run(seconds, usage.ru_maxrss * 1024, text)
