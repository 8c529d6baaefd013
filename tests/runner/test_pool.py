"""Several processes at once: what dies harms no other file."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from glm_migrate.project.batches import Unit
from glm_migrate.runner import dispatch, pool
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome
from tests.runner.orders import (
    CALL,
    CHECK,
    codes,
    raising,
    unit,
)


@pytest.fixture(autouse=True)
def _in_its_own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="needs workers that are forked")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_worker_that_dies_harms_no_other_file(monkeypatch: pytest.MonkeyPatch) -> None:
    units = [unit(f"{name}.py") for name in "abcdefgh"]
    for one in units:
        Path(one.files[0]).write_bytes(CALL)
    real, parent = dispatch.of_unit, os.getpid()

    def of_unit(one: Unit, order: Job) -> tuple[Outcome, ...]:
        if one.files == ("c.py",) and os.getpid() != parent:
            os._exit(9)
        return real(one, order)

    monkeypatch.setattr(pool, "of_unit", of_unit)
    found = [outcome for (outcome,) in pool.in_order(units, CHECK, 2)]

    assert [str(outcome.report.path) for outcome in found] == [one.files[0] for one in units]
    assert [codes(outcome) for outcome in found] == [["GLM101"]] * len(units)


@pytest.mark.skipif(sys.platform != "linux", reason="needs workers that are forked")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_the_dearest_unit_begins_first_and_others_do_not_wait_behind_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    units = [unit(f"{name}.py") for name in "abcd"]
    for one in units:
        Path(one.files[0]).write_bytes(CALL)
    given: list[tuple[int, str]] = []
    plain = pool._PoolWorker.give

    def give(worker: pool._PoolWorker, number: int, one: Unit) -> None:
        given.append((len(worker.given), one.files[0]))
        plain(worker, number, one)

    monkeypatch.setattr(pool._PoolWorker, "give", give)
    shown: list[tuple[int, int]] = []
    costs = [1, 2, pool._LARGE, 3]
    list(pool.in_order(units, CHECK, 2, costs, lambda *one: shown.append(one)))

    assert given[0] == (0, "c.py")
    assert [name for _, name in given] == ["c.py", "d.py", "b.py", "a.py"]
    assert shown[-1] == (sum(costs), sum(costs))
    assert shown == sorted(shown)


@pytest.mark.skipif(sys.platform != "linux", reason="needs workers that are forked")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_workers_end_with_a_run_that_ends_early() -> None:
    units = [unit(f"{name}.py") for name in "abcd"]
    outcomes = pool.in_order(units, CHECK, 2)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]

    assert multiprocessing.active_children() == []


class _Pipe:
    """The worker's end: what it is sent, and what it answers."""

    def __init__(self, *units: Unit) -> None:
        self.units = deque(units)
        self.answers: list[Any] = []
        self.closed = False

    def recv(self) -> Unit:
        if not self.units:
            raise EOFError
        return self.units.popleft()

    def send(self, answer: Any) -> None:
        self.answers.append(answer)

    def close(self) -> None:
        self.closed = True


def test_a_worker_answers_until_its_pipe_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.py").write_bytes(CALL)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    ours, parents = _Pipe(unit("a.py"), unit("a.py")), _Pipe()
    pool._work(ours, parents, CHECK)  # type: ignore[arg-type]

    assert [codes(answer[0])[:1] for answer in ours.answers] == [["GLM101"], ["GLM101"]]
    assert parents.closed


def test_giving_to_a_worker_that_died_is_found_out_later() -> None:
    worker = pool._PoolWorker.__new__(pool._PoolWorker)
    worker.given = deque()
    worker.pipe = SimpleNamespace(send=raising(BrokenPipeError()))  # type: ignore[assignment]
    worker.give(3, unit("a.py"))

    assert list(worker.given) == [3]


def test_each_system_has_its_way_to_start_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    started = {}
    for platform in ("linux", "darwin"):
        monkeypatch.setattr(sys, "platform", platform)
        started[platform] = pool._context().get_start_method()

    assert started == {"linux": "fork", "darwin": "spawn"}


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        pytest.param([1, 1, 1, 1, 1, 1], [0, 1, 2, 3, 4, 5], id="equal ones"),
        pytest.param([1, 1, 1, 1, 1, 9], [5, 0, 1, 2, 3, 4], id="one that is most of the work"),
        pytest.param(
            [2, 2, 2, 2, 2, 2, 2, 2, 3, 2], [0, 1, 2, 3, 4, 8, 5, 6, 7, 9], id="one that is dearer"
        ),
        pytest.param([], [], id="none"),
    ],
)
def test_units_are_handed_out_in_order_but_for_one_that_would_run_alone(
    costs: list[int], expected: list[int]
) -> None:
    waiting = pool._Waiting(costs, 2)
    given = []
    while waiting:
        given.append(waiting.pop())

    assert given == expected


def test_what_no_worker_began_waits_again() -> None:
    waiting = pool._Waiting([1, 9, 1, 1], 2)
    first, second = waiting.pop(), waiting.pop()
    waiting.push([second, first])

    assert [waiting.pop() for _ in range(4)] == [1, 0, 2, 3]


def test_how_much_is_done_counts_a_part_of_what_is_being_handled() -> None:
    made = pool._Pool.__new__(pool._Pool)
    made.costs, made.spent, made._shown, made._start = [1_000, 1_000], 1_000, 0, 0.0
    worker = pool._PoolWorker.__new__(pool._PoolWorker)
    worker.given, worker.begun = deque([1]), 10.0
    made.workers = {worker}

    assert made.so_far(10.0) == 1_000
    later = [made.so_far(seconds) for seconds in (11.0, 20.0, 100.0, 1.0)]
    assert 1_000 < later[0] < later[1] < later[2] < 2_000
    assert later[3] == later[2]
