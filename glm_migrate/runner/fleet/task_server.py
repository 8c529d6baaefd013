"""The process behind a `Worker`: tasks in, results out, each handled by a child with limits.

The child is forked, which is cheap because all libraries are loaded; it changes nothing here,
whatever becomes of it. Where a system has no fork, the task is handled here, without limits but
those of whoever waits.
"""

from __future__ import annotations

import os
import pickle
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from tempfile import mkdtemp

from glm_migrate.runner.fleet.contained import Work, receive, send
from glm_migrate.runner.fleet.machine_faults import fault, is_of_machine
from glm_migrate.runner.fleet.repository_task import Limits, NotHandled, Result, Task, TaskFailure

_CLOCK = 3  # times the processor time that is allowed
_NEEDED = ("glm_migrate.analysis", "glm_migrate.engine", "glm_migrate.inventory")
_FROM_OUTSIDE = (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM))


def serve() -> None:
    """Answer until nobody asks any more."""
    folder = sys.argv[1]
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asks
    signal.signal(signal.SIGTERM, _stop)
    _load()
    while True:
        try:
            work, task = pickle.loads(receive(requests))
            send(replies, _reply(work, task, folder, requests.fileno()))
        except (EOFError, BrokenPipeError):
            return


_RUNNING: set[int] = set()  # children


def _stop(number: int, _: object) -> None:
    """End at once, with what is running."""
    for child in _RUNNING:
        _end(child)
    os._exit(128 + number)


def _load() -> None:
    """Import and read once what every child needs, a second's worth of work."""
    import ctypes  # noqa: F401
    import pkgutil
    from importlib import import_module

    from glm_migrate.knowledge.client_facts import clients
    from glm_migrate.rules.catalogue import all_rules

    for name in _NEEDED:
        package = import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            import_module(module.name)
    all_rules()
    clients()


def _reply(work: Work, task: Task, folder: str, asking: int | None = None) -> bytes:
    """The pickled result or failure; None where the child was killed from outside.

    Args:
        asking: Descriptor that has something to read when nobody waits for the reply any more.
    """
    try:
        scratch = mkdtemp(dir=folder)
    except OSError as error:
        return pickle.dumps(fault(error).failure)
    try:
        if not hasattr(os, "fork"):
            return pickle.dumps(_handled(work, task, scratch))
        return _forked(lambda: _handled(work, task, scratch), task.settings.limits, asking)
    except OSError as error:  # no process or pipe is left
        return pickle.dumps(fault(error).failure)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _handled(work: Work, task: Task, scratch: str) -> Result | TaskFailure:
    try:
        return work(task, scratch)
    except NotHandled as error:
        return error.failure
    except MemoryError:
        return TaskFailure("memory", _memory(task.settings.limits))
    except Exception as error:
        if isinstance(error, OSError) and is_of_machine(error):
            return fault(error).failure
        return TaskFailure("crash", f"internal error: {type(error).__name__}")


def _forked(
    handle: Callable[[], Result | TaskFailure], limits: Limits, asking: int | None = None
) -> bytes:
    """What `handle` says in a child that ends when it takes more than the limits allow."""
    ours, theirs = os.pipe()
    parent, child = os.getpid(), os.fork()
    if not child:
        os.close(ours)
        _be_child(handle, theirs, limits, parent)
    os.close(theirs)
    _RUNNING.add(child)
    with suppress(OSError):  # the child does so too; whoever comes first
        os.setpgid(child, child)
    try:
        with os.fdopen(ours, "rb", buffering=0) as pipe:
            data = _read(pipe.fileno(), limits.seconds * _CLOCK, asking)
    finally:
        _end(child)
        _, status = os.waitpid(child, 0)
        _RUNNING.discard(child)
    if data is None:
        return pickle.dumps(TaskFailure("time", _time(limits)))
    whole = data[:-1] if data.endswith(_END) else b""
    return whole or pickle.dumps(_ending(os.waitstatus_to_exitcode(status), limits))


def _be_child(
    handle: Callable[[], Result | TaskFailure], pipe: int, limits: Limits, parent: int
) -> None:
    """Answer into the pipe and end, never to return into what the parent does."""
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setpgid(0, 0)
        _end_with(parent)
        _limit(limits)
        with os.fdopen(pipe, "wb") as stream:
            stream.write(pickle.dumps(handle()) + _END)
    except BaseException:
        os._exit(_SILENT)
    os._exit(0)


_SILENT = 70  # a child that could not even say what happened
_END = b"\n"  # a reply without it was cut off; a pickle ends with a dot


def _end_with(parent: int) -> None:
    """Have this child end with its group when its parent is gone, where the system can tell."""
    if sys.platform != "linux":
        return
    import ctypes

    signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))
    ctypes.CDLL(None).prctl(_WHEN_PARENT_ENDS, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before
        os.killpg(0, signal.SIGKILL)


_WHEN_PARENT_ENDS = 1  # PR_SET_PDEATHSIG


def _read(pipe: int, seconds: float, asking: int | None) -> bytes | None:
    """What the child says until it closes the pipe; None where that takes too long.

    Raises:
        EOFError: nobody waits for the reply any more.
    """
    chunks: list[bytes] = []
    watched = [pipe] if asking is None else [pipe, asking]
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        ready = select.select(watched, [], [], left)[0]
        if not ready:
            break
        if pipe not in ready:
            raise EOFError
        chunk = os.read(pipe, 1 << 20)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
    return None


def _end(child: int) -> None:
    """Have nothing of the child and of what it started left."""
    with suppress(OSError):
        os.killpg(child, signal.SIGKILL)


def _ending(code: int, limits: Limits) -> TaskFailure | None:
    """What it means that a child ended without a reply; None for a kill from outside."""
    if code == -getattr(signal, "SIGXCPU", 0):
        return TaskFailure("time", _time(limits))
    if -code in _FROM_OUTSIDE:
        return None
    if code == _SILENT:
        return TaskFailure("memory", _memory(limits))
    how = signal.Signals(-code).name if code < 0 else f"code {code}"
    return TaskFailure("crash", f"its process ended by {how}")


def _time(limits: Limits) -> str:
    return f"it takes more than {limits.seconds} seconds; see --timeout"


def _memory(limits: Limits) -> str:
    return f"it takes more than {limits.megabytes} MB of memory; see --memory"


if sys.platform == "win32":

    def _limit(limits: Limits) -> None:
        """Nothing limits a process from inside."""

else:
    import resource

    def _limit(limits: Limits) -> None:
        """Have the system end this process, and each that it starts, rather than take all."""
        _lower(resource.RLIMIT_AS, limits.megabytes << 20)
        _lower(resource.RLIMIT_CPU, limits.seconds, limits.seconds + 5)
        _lower(resource.RLIMIT_CORE, 0)

    def _lower(kind: int, wanted: int, most: int | None = None) -> None:
        """Set the limit that warns or refuses, and the one that kills: the same unless told."""
        _, hard = resource.getrlimit(kind)
        most = wanted if most is None else most
        if hard != resource.RLIM_INFINITY:
            wanted, most = min(wanted, hard), min(most, hard)
        resource.setrlimit(kind, (wanted, most))
