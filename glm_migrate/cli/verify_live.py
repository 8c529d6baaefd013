"""`verify` with a key: recorded answers, and measurements on the real service.

Nothing is asked before a person says so, at a terminal or by an explicit flag; what may be spent is
limited before the first request.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from glm_migrate.cli import terminal
from glm_migrate.cli.output import save
from glm_migrate.errors import UsageError
from glm_migrate.runner.verification import cassette, measurement
from glm_migrate.runner.verification.comparison import Trial
from glm_migrate.runner.verification.forwarding import Budget, Exchange, Forwarder
from glm_migrate.runner.verification.measurement import Interval, Measure
from glm_migrate.runner.verification.responder import Source
from glm_migrate.runner.verification.scenarios import CALM
from glm_migrate.runner.verification.trials import TrialPlan, run


@dataclass(frozen=True)
class SpendingLimits:
    """What may be spent.

    Attributes:
        calls: Requests, over all runs.
        money: In the currency of the price table.
        yes: The user agreed on the command line.
        upstream: Stands for the real service; for trying things out.
    """

    calls: int
    money: float
    yes: bool
    upstream: str

    def agree(self, what: str) -> None:
        """Ask the user; an error where nobody can be asked."""
        limit = f"at most {self.calls} requests and {self.money:g} (in the price's currency)"
        where = self.upstream or "the vendor's real service"
        said = f"{what} sends requests to {where} with your key: {limit}."
        terminal.remark(said)
        if self.yes:
            return
        if not sys.stdin.isatty():
            raise UsageError(f"{said} There is no terminal to confirm on: pass --yes")
        click.confirm("Continue?", abort=True, err=True)

    def forwarder(self) -> Forwarder:
        budget = Budget(self.calls, self.money, measurement.cost, measurement.most)
        return Forwarder(budget, self.upstream)


def record(plan: TrialPlan, limits: SpendingLimits, path: Path) -> TrialPlan:
    """Run the command on the real service and keep the answers; the plan that replays them."""
    limits.agree("--record")
    forwarder = limits.forwarder()
    trial = run(replace(plan, source=lambda: forwarder, is_live=True), CALM)
    kept = [one for one in forwarder.exchanges if one.status == 200]
    save(path, cassette.written((one.request.body, one.script) for one in kept))
    _report(forwarder, trial)
    return replace(plan, source=_player(path))


def _player(path: Path) -> Callable[[], Source]:
    return cassette.read(path).player


def measure(
    plan: TrialPlan,
    limits: SpendingLimits,
    times: int,
    before: Callable[[TrialPlan], Trial] | None,
) -> str:
    """Run the command `times` on the real service, and on the earlier tree; a table of both."""
    limits.agree("--live")
    forwarder = limits.forwarder()
    live = replace(plan, source=lambda: forwarder, is_live=True)
    old: list[Exchange] = []
    new: list[Exchange] = []
    for _ in range(times):
        if before:
            old += _taken(forwarder, partial(before, live))
        new += _taken(forwarder, partial(run, live, CALM))
    for why in dict.fromkeys(forwarder.refused):
        terminal.remark(f"Warning: not everything was measured: {why}")
    return table(list(measurement.measures(old, new)), old, new, forwarder.budget.spent)


def _taken(forwarder: Forwarder, once: Callable[[], Trial]) -> Sequence[Exchange]:
    """What one run asked."""
    start = len(forwarder.exchanges)
    once()
    return forwarder.exchanges[start:]


def _report(forwarder: Forwarder, trial: Trial) -> None:
    terminal.remark(
        f"Recorded {len(forwarder.exchanges)} answers, spent {forwarder.budget.spent:.4f}."
    )
    for why in dict.fromkeys(forwarder.refused):
        terminal.remark(f"Warning: not everything was recorded: {why}")
    if trial.ran.status:
        terminal.remark(f"Warning: the command exits with {trial.ran.status}.")


def table(
    measures: Sequence[Measure], old: Sequence[Exchange], new: Sequence[Exchange], spent: float
) -> str:
    """The measurements, a line each: median, and the interval that holds it."""
    rows = [("", "earlier", "now")] if old else [("", "", "now")]
    rows += [(_named(one), _shown(one.before), _shown(one.after)) for one in measures]
    for name, exchanges in (("earlier", old), ("now", new)):
        counted = ", ".join(f"{k} {n}" for k, n in measurement.reasons(exchanges).items())
        if exchanges:
            rows.append((f"finish reasons, {name}", "", counted))
    width = max(len(name) for name, _, _ in rows)
    lines = [f"{name:<{width}}  {before:>28}  {now:>28}".rstrip() for name, before, now in rows]
    return "\n".join([*lines, f"total spent: {spent:.4f}", ""])


def _named(one: Measure) -> str:
    return f"{one.name} ({one.unit})" if one.unit else one.name


def _shown(one: Interval | None) -> str:
    return f"{one.median:.3g} [{one.low:.3g}, {one.high:.3g}] n={one.count}" if one else "-"
