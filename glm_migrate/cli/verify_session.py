"""One run of `verify`: the calls of the check, the runs of a command, the report, the evidence."""

from __future__ import annotations

import shlex
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from glm_migrate import knowledge
from glm_migrate.cli import exits, terminal
from glm_migrate.cli.options import Options
from glm_migrate.cli.output import save
from glm_migrate.cli.report_session import Survey
from glm_migrate.cli.verify_live import SpendingLimits, measure, record
from glm_migrate.config.version import VERSION
from glm_migrate.errors import UsageError
from glm_migrate.inventory import evidence
from glm_migrate.inventory.call_records import CallSummary
from glm_migrate.project import git
from glm_migrate.project.asking_git import ask
from glm_migrate.report.verification_report import render
from glm_migrate.rules.selectors import did_you_mean
from glm_migrate.runner import revision_tree
from glm_migrate.runner.verification.against import Differences, earlier
from glm_migrate.runner.verification.call_sites import CallSites
from glm_migrate.runner.verification.cassette import read
from glm_migrate.runner.verification.command import Command
from glm_migrate.runner.verification.notebook_cells import NotebookCells
from glm_migrate.runner.verification.scenarios import BY_NAME, SCENARIOS, Scenario
from glm_migrate.runner.verification.trials import Gathered, TrialPlan, gather
from glm_migrate.runner.verification.verdicts import Verdicts
from glm_migrate.runner.verification.verified_calls import Observation, SiteResult, Verification

_LIMITS = ("max_calls", "max_cost", "yes", "upstream")
_TAIL = 30  # lines of a failing command that are shown


@dataclass(frozen=True)
class Order:
    """The command line of `verify`; `options` is what it shares with `check`."""

    words: tuple[str, ...]
    options: Options
    style: str
    output_file: Path | None
    scenarios: tuple[Scenario, ...]
    calls: int
    seed: int
    allowed: tuple[str, ...]
    timeout: float
    against: str | None
    replay: Path | None
    record: Path | None
    live: int | None
    limits: SpendingLimits
    evidence: Path | None
    no_evidence: bool
    fail_on: str

    @classmethod
    def of(cls, **given: Any) -> Order:
        """Sort click's values."""
        shared = ("target", "isolated", "quiet", "silent", "verbose")
        options = Options.of(
            given.pop("paths"), given.pop("config"), **{name: given.pop(name) for name in shared}
        )
        names = given.pop("scenarios")
        limits = SpendingLimits(*(given.pop(name) for name in _LIMITS))
        return cls(options=options, scenarios=tuple(_named(names)), limits=limits, **given)


def _named(names: Sequence[str]) -> Sequence[Scenario]:
    wanted = [name for one in names for name in one.split(",")]
    for name in wanted:
        if name not in BY_NAME and name != "calm":
            known = ", ".join(BY_NAME)
            raise UsageError(f"unknown scenario {name!r}{did_you_mean(name, BY_NAME)}; {known}")
    return [BY_NAME[name] for name in wanted if name in BY_NAME] if wanted else SCENARIOS


def verify(order: Order) -> int:
    """Verify and print; the result is the exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    survey = Survey(order.options)
    began = time.monotonic()
    files, found = survey.outcomes()
    calls = tuple(call for one in found for call in one.report.calls)
    plan = _plan(order, survey, calls)
    if order.record:
        plan = record(plan, order.limits, order.record)
    all = gather(plan)
    found_before = _against(order, survey, plan, all)
    verdicts = Verdicts(all, plan.sites, plan.target)
    result = Verification(
        command=shlex.join(order.words),
        target=plan.target.id,
        version=VERSION,
        date=date.today().isoformat(),
        commit=_commit(files),
        scenarios=tuple(all.played),
        runs=all.runs,
        seconds=time.monotonic() - began,
        sites=tuple(_with(verdicts.results(), found_before)),
        general=(*verdicts.general(), *(found_before.general() if found_before else ())),
    )
    _show_output(order, all)
    _print(order, result)
    _keep(order, survey, result)
    if order.live:
        _measure(order, plan)
    return exits.FOUND if result.reaches(order.fail_on) else exits.CLEAN


def _measure(order: Order, plan: TrialPlan) -> None:
    """Print what the real service does, today and on the earlier tree."""
    if not order.against:
        terminal.say(measure(plan, order.limits, order.live or 1, None), sys.stderr)
        return
    root = _root()
    with revision_tree.tree(str(root), order.against) as folder:
        text = measure(
            *(plan, order.limits, order.live or 1), lambda live: earlier(live, root, folder)
        )
    terminal.say(text, sys.stderr)


def _root() -> Path:
    root = git.repository(str(Path.cwd()))
    if root is None:
        raise UsageError("--against needs a git repository")
    return Path(root).resolve()


def _terminated(number: int, frame: object) -> None:
    """End as one who is interrupted does, so that no process of the command is left."""
    raise KeyboardInterrupt


def _against(order: Order, survey: Survey, plan: TrialPlan, all: Gathered) -> Differences | None:
    """What differs from the tree of the revision that was named."""
    if not order.against:
        return None
    root = _root()
    plan.remark(f"against: the tree of {order.against}")
    with revision_tree.tree(str(root), order.against) as folder:
        before = earlier(plan, root, folder)
    return Differences(before, all.calm, plan.target, survey.config.models, root)


def _with(results: Iterator[SiteResult], found: Differences | None) -> Iterator[SiteResult]:
    """The results with what differs at each call."""
    differences: dict[str, list[Observation]] = {}
    for place, one in found.of_sites() if found else ():
        differences.setdefault(str(place), []).append(one)
    for site in results:
        more = differences.get(site.place, ())
        yield replace(site, observations=tuple(dict.fromkeys((*site.observations, *more))))


def _plan(order: Order, survey: Survey, calls: Sequence[CallSummary]) -> TrialPlan:
    quiet = order.options.quiet or order.options.silent
    return TrialPlan(
        command=Command(order.words, Path.cwd(), _input(), order.timeout),
        target=knowledge.target(survey.config.target),
        sites=CallSites(calls, Path.cwd(), NotebookCells(one.path for one in calls)),
        scenarios=order.scenarios,
        calls=order.calls,
        seed=order.seed,
        allowed=order.allowed,
        source=read(order.replay).player if order.replay else None,
        remark=(lambda text: None) if quiet else terminal.remark,
    )


def _input() -> bytes:
    """What every run of the command reads; nothing where a person would have to type it."""
    try:
        return b"" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer.read()
    except (OSError, ValueError):
        return b""


def _commit(files: Sequence[str]) -> str:
    """The commit of the working tree, with `+` where one of `files` has changes."""
    root = git.repository(str(Path.cwd()))
    head = ask(root, "rev-parse", "--short", "HEAD") if root else None
    if root is None or head is None:
        return ""
    changed = git.uncommitted(files).changed
    return head.output.decode().strip() + ("+" if changed else "")


def _show_output(order: Order, all: Gathered) -> None:
    """What the command printed, to standard error: all of it on demand, the end where it failed."""
    ran, options = all.calm.ran, order.options
    if options.silent or not (options.verbose or (not all.is_sound and not options.quiet)):
        return
    lines = f"{ran.stdout}{ran.stderr}".splitlines()
    for text in lines if options.verbose else lines[-_TAIL:]:
        terminal.remark(f"| {text}")


def _print(order: Order, result: Verification) -> None:
    text = render(order.style, result)
    if order.output_file:
        save(order.output_file, text)
    elif not order.options.silent:
        terminal.say(text)


def _keep(order: Order, survey: Survey, result: Verification) -> None:
    if order.no_evidence:
        return
    path = order.evidence or survey.config.root / survey.config.evidence
    save(path, result.evidence().joined(evidence.read(path)).written())
    if not (order.options.quiet or order.options.silent):
        terminal.remark(f"Kept what was proved in {path}; 'report' reads it.")
