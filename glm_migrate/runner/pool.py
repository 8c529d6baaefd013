"""Several processes that handle units of files, so that one file can take down only its own.

Units are handed out in their order, in which their outcomes are told, but a dear one before it
would run alone at the end. Each worker holds two small units at a time, the one it handles and the
next, or one large one. A worker that dies is replaced; the files of its first unit are tried once
more, each in a process of its own, and the other unit is handed on.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from math import exp
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import TYPE_CHECKING

from glm_migrate.project.batches import Unit
from glm_migrate.runner.dispatch import job_of, of_file, of_unit
from glm_migrate.runner.job import Job
from glm_migrate.runner.memory import give_back, shared
from glm_migrate.runner.outcome import Outcome

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext

_AHEAD = 2
_LARGE = 100_000  # bytes of a unit behind which no other has to wait
_SPARE = 2  # a cost is a guess: so many times as long as it says may a unit take
_USUAL = 100_000  # bytes of source that a worker handles in a second, before it is known
_TICK = 0.2  # seconds between two looks at how much is done


def in_order(
    units: Sequence[Unit],
    job: Job,
    jobs: int,
    costs: Sequence[int] = (),
    show: Callable[[int, int], None] = lambda *_: None,
) -> Iterator[tuple[Outcome, ...]]:
    """The outcomes of each of `units`, in their order, from `jobs` processes.

    Args:
        costs: What each unit costs, in bytes of source; none where all cost the same.
        show: Gets how much of that is done, and how much there is.
    """
    pool = _Pool(units, job, jobs, costs or [1] * len(units))
    whole = sum(pool.costs)
    try:
        for number in range(len(units)):
            while number not in pool.done:
                pool.advance()
                show(pool.so_far(monotonic()), whole)
            yield pool.done.pop(number)
    finally:
        pool.stop()


class _Pool:
    """Workers, the numbers of the units that wait for one, outcomes that wait for their turn."""

    def __init__(self, units: Sequence[Unit], job: Job, jobs: int, costs: Sequence[int]) -> None:
        self.units = units
        self.job = job
        self.costs = costs
        self.spent = 0
        self._shown = 0
        self._start = monotonic()
        self.waiting = _Waiting(costs, jobs)
        self.done: dict[int, tuple[Outcome, ...]] = {}
        with shared():
            self.workers = {_PoolWorker(job) for _ in range(jobs)}

    def advance(self) -> None:
        """Keep every worker busy, and take what one of them has to tell."""
        for _ in range(_AHEAD):
            for worker in self.workers:
                if self.waiting and self._is_free(worker):
                    number = self.waiting.pop()
                    worker.give(number, self.units[number])
        busy = {worker.pipe: worker for worker in self.workers if worker.given}
        for pipe in wait(list(busy), _TICK):
            worker = next(one for one in self.workers if one.pipe is pipe)
            try:
                self.done[worker.given[0]] = worker.pipe.recv()
                self.spent += self.costs[worker.given.popleft()]
                worker.begun = monotonic()
            except (EOFError, OSError):
                self._replace(worker)

    def so_far(self, now: float) -> int:
        """How much is done, and of what is being handled as much as the pace until now tells.

        It never goes back, and a unit counts as a whole only when it is handled.
        """
        busy = [one for one in self.workers if one.given]
        pace = self.spent / max((now - self._start) * len(self.workers), 1) or _USUAL
        inner = (_part(now - one.begun, self.costs[one.given[0]], pace) for one in busy)
        self._shown = max(self._shown, self.spent + int(sum(inner)))
        return self._shown

    def _is_free(self, worker: _PoolWorker) -> bool:
        """Whether the next unit can be given to a worker, to be handled or to wait there."""
        numbers = (*worker.given, self.waiting.next)
        is_small = all(self.costs[number] < _LARGE for number in numbers)
        return len(worker.given) < (_AHEAD if is_small else 1)

    def stop(self) -> None:
        for worker in self.workers:
            worker.stop()

    def _replace(self, dead: _PoolWorker) -> None:
        dead.stop()
        self.workers.remove(dead)
        culprit, *others = dead.given
        self.spent += self.costs[culprit]
        unit = self.units[culprit]
        job = job_of(unit, self.job)
        self.done[culprit] = tuple(of_file(path, job, apart=True) for path in unit.files)
        self.waiting.push(others)
        self.workers.add(_PoolWorker(self.job))


def _part(seconds: float, cost: int, pace: float) -> float:
    """What is done of a unit: most of it in the time of the others, and never all."""
    return cost * (1 - exp(-seconds * pace / max(cost, 1)))


class _Waiting:
    """The numbers of the units that wait for a worker."""

    def __init__(self, costs: Sequence[int], jobs: int) -> None:
        self._costs = costs
        self._jobs = jobs
        self._left = sum(costs)
        self._numbers = set(range(len(costs)))
        self._in_order = deque(range(len(costs)))
        self._by_cost = deque(sorted(self._in_order, key=lambda number: -costs[number]))

    def __bool__(self) -> bool:
        return bool(self._numbers)

    @property
    def next(self) -> int:
        """The dearest, once it takes as long as all others on the other processes; else the first.

        So the outcomes come in order, and at the end no unit runs alone.
        """
        for numbers in (self._by_cost, self._in_order):
            while numbers[0] not in self._numbers:
                numbers.popleft()
        dearest = self._by_cost[0]
        is_urgent = self._costs[dearest] * _SPARE * self._jobs >= self._left
        return dearest if is_urgent else self._in_order[0]

    def pop(self) -> int:
        number = self.next
        self._numbers.remove(number)
        self._left -= self._costs[number]
        return number

    def push(self, numbers: Sequence[int]) -> None:
        """Have units wait again that a worker was given and did not begin."""
        self._numbers.update(numbers)
        self._left += sum(self._costs[number] for number in numbers)
        self._by_cost.extendleft(numbers)
        self._in_order.extendleft(reversed(numbers))


class _PoolWorker:
    """One process, and the numbers of the units that it has been given, the current one first."""

    def __init__(self, job: Job) -> None:
        context = _context()
        self.pipe, theirs = context.Pipe()
        self.given: deque[int] = deque()
        self.begun = 0.0  # when it began with the first of them
        self._process = context.Process(target=_work, args=(theirs, self.pipe, job), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, number: int, unit: Unit) -> None:
        if not self.given:
            self.begun = monotonic()
        self.given.append(number)
        try:
            self.pipe.send(unit)
        except OSError:  # it died; reading its reply will tell
            return

    def stop(self) -> None:
        self.pipe.close()
        self._process.terminate()
        self._process.join()


def _context() -> ForkContext | SpawnContext:
    """Forking is cheap, and safe while this process has one thread; other systems forbid it."""
    if sys.platform == "linux":
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _work(pipe: Connection, parents: Connection, job: Job) -> None:
    """The worker: units in, outcomes out, until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parents.close()  # a copy of the parent's end: while it is open, its closing goes unseen
    while True:
        try:
            unit = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(of_unit(unit, job))
        give_back(unit.every)
