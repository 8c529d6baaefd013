"""The cases: what is measured on which tree, and the goal that it has.

A goal is a ratio between two runners of one race, or between two sizes of the same work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import peers
import stages
import trees
from timing import Result, race

MEBI = 1024 * 1024


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        ratio: Ours to the peer's, or large to small; the smaller the better.
        goal: The largest ratio that is good enough; None where the row only informs.
        stage: Where most of our time went.
    """

    case: str
    against: str
    ours: str
    theirs: str
    ratio: float
    goal: float | None = None
    stage: str = ""

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        return "reached" if self.ratio <= self.goal else "**not reached**"


def dense(rounds: int, files: int) -> Iterator[Row]:
    """The dense tree: where the users are, in code full of model calls."""
    tree = trees.dense()
    alone, named, warm, again = "one process", "one file", "warm", "one file, warm"
    runners = [
        peers.ours(tree),
        peers.ours(tree, jobs=1, name=alone),
        peers.ruff(tree),
        peers.ours(tree, trees.routing_file(), name=named),
        peers.ours(tree, name=warm, warm=True),
        peers.ruff_warm(tree),
        peers.ours(tree, trees.routing_file(), name=again, warm=True),
        peers.interpreter(tree),
    ]
    results = race(runners, rounds)
    stage = stages.slowest(stages.of_check(tree))
    case = f"dense tree, {len(peers.files_of(tree)):,} files"
    yield _row(case, results, "glm-migrate", "ruff", 1.5, stage)
    yield _row(f"{case}, second process", results, "glm-migrate", alone, 0.6, stage)
    yield _row(f"{case}, warm", results, warm, "ruff, warm", 3)
    yield _row("hook, one file of the dense tree", results, named, "python -c pass", 40)
    yield _row("hook, one file of the dense tree, warm", results, again, "python -c pass", 8)
    peak = results["glm-migrate"].peak / MEBI
    yield Row(case, "300 MiB of memory", f"{peak:.0f} MiB", "", peak / 300, 1)


def start_up(rounds: int, files: int) -> Iterator[Row]:
    """`--version`: what a user pays before anything is done."""
    here = trees.hook("plain")
    results = race([peers.our_start(here), peers.interpreter(here)], rounds)
    yield _row("start-up, `--version`", results, "glm-migrate --version", "python -c pass")


def clean(rounds: int, files: int) -> Iterator[Row]:
    """The clean tree: a project that has nothing to migrate."""
    tree = trees.clean()
    alone = peers.ours_alone(tree)
    others = [peers.ruff(tree), peers.ripgrep(tree), peers.gnu_grep(tree)]
    runners = [peers.ours(tree), alone, *others]
    results = race(runners, rounds)
    stage = stages.slowest(stages.of_check(tree))
    case = f"clean tree, {len(peers.files_of(tree)):,} files"
    yield _row(case, results, "glm-migrate", "ruff", 0.25, stage)
    yield _row(case, results, "glm-migrate", "ripgrep", 3, stage)
    yield _row(case, results, "glm-migrate", "GNU grep", None, stage)
    yield _row(case, results, "glm-migrate", alone.name, 1.1, stage)
    peak = results["glm-migrate"].peak / MEBI
    yield Row(case, "100 MiB of memory", f"{peak:.0f} MiB", "", peak / 100, 1)


def matching(rounds: int, files: int) -> Iterator[Row]:
    """The matching tree: every file has five GLM calls."""
    tree = trees.matching(files)
    alone, pair = "one process", "two processes"
    runners = [
        peers.ours(tree, jobs=1, name=alone),
        peers.ours(tree, jobs=2, name=pair),
        peers.ours_alone(tree, jobs=1),
        peers.bare_parse(tree),
        peers.fixit(tree),
    ]
    results = race(runners, rounds)
    stage = stages.slowest(stages.of_check(tree))
    case = f"every file matches, {files:,} files"
    yield _row(case, results, alone, "libcst.parse_module", 1.8, stage)
    yield _row(case, results, alone, "each file alone", 1.1, stage)
    yield _row(f"{case}, second process", results, pair, alone, 0.6, stage)
    yield _row(f"{case}, second process", results, pair, "libcst.parse_module", 1, stage)
    yield _row(
        f"{case} ({results[alone].lines:,} lines of findings, Fixit {results['Fixit'].lines:,})",
        results,
        alone,
        "Fixit",
        0.4,
        stage,
    )


def hook(rounds: int, files: int) -> Iterator[Row]:
    """A commit of five files, as pre-commit passes them."""
    plain, sites = trees.hook("plain"), trees.hook("sites")
    few = max(rounds, 15)  # short runs: more of them cost little and steady the median
    results = race([peers.our_hook(plain), peers.interpreter(plain)], few)
    stage = stages.slowest(stages.of_hook(plain))
    yield _row("hook, 5 files without a site", results, "glm-migrate", "python -c pass", 4, stage)
    parse = "import libcst + parse"
    warm = peers.our_hook(sites, "warm", warm=True)
    results = race([peers.our_hook(sites), warm, peers.bare_parse(sites, parse)], few)
    stage = stages.slowest(stages.of_hook(sites))
    yield _row("hook, 5 files with sites", results, "glm-migrate", parse, 1.6, stage)
    yield _row("hook, 5 files with sites, warm", results, "warm", parse, 1.6)


def growth(rounds: int, files: int) -> Iterator[Row]:
    """Five times the work takes five times the time: a ratio of costs per file and per line."""
    sizes = (1_000, 5_000, 25_000)
    runners = [peers.ours(trees.mixed(size), jobs=1, name=str(size)) for size in sizes]
    yield from _growth("files, 1 in 100 matches", sizes, race(runners, rounds))
    sizes = (2_000, 10_000, 50_000)
    runners = [peers.ours(trees.long_file(size), jobs=1, name=str(size)) for size in sizes]
    yield from _growth("lines in one file", sizes, race(runners, rounds))


CASES: dict[str, Callable[[int, int], Iterator[Row]]] = {
    "dense": dense,
    "start-up": start_up,
    "clean": clean,
    "matching": matching,
    "hook": hook,
    "growth": growth,
}


def _row(
    case: str,
    results: dict[str, Result],
    ours: str,
    theirs: str,
    goal: float | None = None,
    stage: str = "",
) -> Row:
    a, b = results[ours], results[theirs]
    return Row(case, theirs, _time(a), _time(b), a.seconds / b.seconds, goal, stage)


def _growth(what: str, sizes: tuple[int, ...], results: dict[str, Result]) -> Iterator[Row]:
    for small, large in pairwise(sizes):
        a, b = results[str(large)], results[str(small)]
        ratio = (a.seconds / large) / (b.seconds / small)
        case = f"{small:,} → {large:,} {what}"
        yield Row(case, "cost of one", _time(a), _time(b), ratio, 1.1)


def _time(result: Result) -> str:
    return f"{result.seconds:.2f} s ± {result.spread / 2:.0%}"
