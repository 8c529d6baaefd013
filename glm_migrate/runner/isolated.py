"""A file that could take the process down with it is handled in a process of its own.

That process has a large stack and a time limit; when it dies, the file is named and nothing else is
lost.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from glm_migrate.errors import UnreadableSource
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome, failed

_STACK = 512 << 20  # bytes of address space; only what is used takes memory
_SECONDS = 30  # for any file, and as much again for each megabyte
_ROUNDS = 5  # a rewrite parses a file several times


def outcome(path: Path, data: bytes, job: Job) -> Outcome:
    """Handle a file in a process of its own; when that dies, the file is named, nothing else."""
    import pickle
    import subprocess

    seconds = _SECONDS * (1 + len(data) / (1 << 20)) * (_ROUNDS if job.fix else 1)
    code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import child; child()"
    try:
        done = subprocess.run(
            [sys.executable, "-c", code],
            input=pickle.dumps((path, data, job)),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        if done.returncode == 0:
            result: Outcome = pickle.loads(done.stdout)
            return result
        reason = f"the parser gave up on it ({_ending(done.returncode, done.stderr)})"
    except subprocess.TimeoutExpired:
        reason = f"parsing takes more than {seconds:.0f} seconds"
    advice = "simplify its longest expression or exclude the file"
    return failed(path, None, UnreadableSource(path, f"{reason}; {advice}"), job)


def child() -> None:
    """The other process: job in on standard input, outcome out on standard output."""
    import pickle
    import threading

    job = pickle.load(sys.stdin.buffer)
    answer = sys.stdout.buffer
    sys.stdout = sys.stderr
    sys.setrecursionlimit(1_000_000)
    threading.stack_size(_STACK)
    thread = threading.Thread(target=_answer, args=(job, answer))
    thread.start()
    thread.join()


def _answer(job: tuple[Path, bytes, Job], stream: BinaryIO) -> None:
    import pickle

    from glm_migrate.runner.task import handle_one

    pickle.dump(handle_one(*job), stream)
    stream.flush()


def _ending(code: int, errors: bytes) -> str:
    """How a process ended, in a few words."""
    if code < 0:
        import signal

        return f"it ended by {signal.Signals(-code).name}"
    last = errors.decode(errors="replace").strip().rpartition("\n")[2]
    return last or f"it ended with {code}"
