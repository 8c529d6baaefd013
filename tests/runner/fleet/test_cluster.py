"""The cluster gives the results of the embedded engine, also while its workers are killed."""

from __future__ import annotations

import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from glm_migrate.errors import UsageError
from glm_migrate.runner.fleet import cluster, embedded
from glm_migrate.runner.fleet.repository_task import Result, TaskFailure
from tests.runner.fleet.samples import task, work

needs_dask = pytest.mark.skipif(
    find_spec("distributed") is None, reason="the extra 'fleet' is not installed (no Dask)"
)
pytestmark = pytest.mark.filterwarnings("ignore")  # of the libraries of the cluster


@needs_dask
def test_the_results_are_those_of_the_embedded_engine(tmp_path: Path) -> None:
    asked = [task(name) for name in ("a", "b", "raises", "refuses", "c", "crashes", "d")]
    here = dict(embedded.results(asked, work, 2, str(tmp_path)))

    assert dict(cluster.results(asked, work, 2)) == here


@needs_dask
def test_killed_workers_change_nothing() -> None:
    asked = [task(f"pauses {number}") for number in range(12)]
    found = {}
    for number, (one, answer) in enumerate(cluster.results(asked, work, 2)):
        found[one] = answer
        if number in (3, 7):
            os.kill(_oldest_worker(), signal.SIGKILL)

    assert set(found) == set(asked)
    assert all(isinstance(one, Result) for one in found.values())


def _oldest_worker() -> int:
    """The worker of the cluster that has run longest: one that has just been started is not it."""
    return min(pid for pid in _below(os.getpid()) if b"spawn_main" in _command(pid))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _below(top: int) -> list[int]:
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    return [pid for pid, parent in parents.items() if parent == top]


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(UsageError, match=r"glm-migrate\[fleet\]"):
        next(cluster.results([task("a")], work, 1))


def test_what_the_cluster_gives_up_is_a_failure() -> None:
    class Given:
        def exception(self) -> Exception:
            return TimeoutError()

    reply = cluster._reply(Given())
    assert isinstance(reply, TaskFailure)
    assert reply.kind == "killed"


def test_a_task_is_handled_in_the_worker_that_gets_it() -> None:
    assert isinstance(cluster.handle(task("a"), work), Result)
    cluster._LOCAL.worker.close()
