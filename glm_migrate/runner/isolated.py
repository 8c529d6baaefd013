"""A file that could take the process down with it is handled in a process of its own.

That process has a large stack and limits of time and memory; when it dies, the file is named and
nothing else is lost.
"""

from __future__ import annotations

import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from glm_migrate.errors import UnreadableSource
from glm_migrate.project.cache.recording import RecordingBoundary
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome, failed

_STACK = 512 << 20  # bytes of address space; only what is used takes memory
_MEMORY = 2 << 30  # bytes of address space besides the stack, and for each megabyte as much again
_SECONDS = 30  # for any file, and as much again for each megabyte
_ROUNDS = 5  # a rewrite parses a file several times, once it was parsed in that time


def outcome(path: Path, data: bytes, job: Job) -> Outcome:
    """Handle a file in a process of its own; when that dies, the file is named, nothing else."""
    import pickle
    import subprocess

    share = 1 + len(data) / (1 << 20)
    seconds = _SECONDS * share
    most = seconds * (_ROUNDS + 1 if job.fix else 1)
    code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import child; child()"
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            input=pickle.dumps((path, data, _apart(job))),
            capture_output=True,
            timeout=most,
            check=False,
        )
        if done.returncode == 0:
            result: Outcome
            result, reads = pickle.loads(done.stdout)
            if isinstance(job.within, RecordingBoundary):
                job.within.reads.add(reads)
            return result
        reason = f"the parser gave up on it ({_ending(done.returncode, done.stderr)})"
        if done.returncode == -_OUT_OF_TIME:
            reason = f"parsing takes more than {seconds:.0f} seconds"
    except subprocess.TimeoutExpired:
        reason = f"parsing takes more than {most:.0f} seconds"
    job.within.exhausted(str(path))
    advice = "simplify its longest expression or exclude the file"
    return failed(path, None, UnreadableSource(path, f"{reason}; {advice}"), job)


def _apart(job: Job) -> Job:
    """`job` as the other process gets it: with what it reads noted there, and nothing kept."""
    within = job.within
    inner = within.apart() if isinstance(within, RecordingBoundary) else within
    return replace(job, within=inner, results=None)


def child(*, limited: bool = True) -> None:
    """The other process: job in on standard input, outcome out on standard output."""
    import pickle
    import threading

    path, data, job = pickle.load(sys.stdin.buffer)
    if limited:
        limit(1 + len(data) / (1 << 20))
    reply = sys.stdout.buffer
    sys.stdout = sys.stderr
    sys.setrecursionlimit(1_000_000)
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_reply, args=((path, data, job), reply))
    thread.start()
    thread.join()


def _reply(job: tuple[Path, bytes, Job], stream: BinaryIO) -> None:
    import pickle

    from glm_migrate.runner.task import handle_one

    path, data, order = job
    if order.fix:  # what can't be checked in the time of a check gets no more
        handle_one(path, data, replace(order, fix=False))
        _allow_rounds()
    within = order.within
    reads = within.reads if isinstance(within, RecordingBoundary) else None
    pickle.dump((handle_one(*job), reads), stream)
    stream.flush()


if sys.platform == "win32":
    _OUT_OF_TIME = 0

    def limit(share: float) -> None:
        """No limits but those of the process that waits."""

    def _allow_rounds() -> None:
        """Nothing to allow."""

else:
    import resource

    _OUT_OF_TIME = signal.SIGXCPU

    def limit(share: float) -> None:
        """Have the system end this process rather than let it take everything."""
        _lower(resource.RLIMIT_AS, int(_MEMORY * share) + _STACK)
        _lower(resource.RLIMIT_CPU, int(_SECONDS * share))

    def _allow_rounds() -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        more = soft * (_ROUNDS + 1)
        wanted = more if hard == resource.RLIM_INFINITY else min(more, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (wanted, hard))

    def _lower(kind: int, wanted: int) -> None:
        """The soft limit alone: the hard one may be lower already."""
        _, hard = resource.getrlimit(kind)
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (limit, hard))


def _ending(code: int, errors: bytes) -> str:
    """How a process ended, in a few words."""
    if code < 0:
        return f"it ended by {signal.Signals(-code).name}"
    last = errors.decode(errors="replace").strip().rpartition("\n")[2]
    return last or f"it ended with {code}"
