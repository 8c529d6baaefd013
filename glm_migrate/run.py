"""One file → its outcome, and many files → their outcomes, whatever one of them does.

Nothing that a file does ends the run: what can't be handled becomes a finding, a defect of ours
becomes a crash report that names the file, and what may kill the process runs in another one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from glm_migrate import discover, hardened
from glm_migrate.config import Config
from glm_migrate.edits import Applicability
from glm_migrate.errors import FileError, FixRejected, UnencodableText, UnreadableSource
from glm_migrate.findings import FileReport, Finding
from glm_migrate.source import Source, Span

if TYPE_CHECKING:
    from glm_migrate.engine import Fixed
    from glm_migrate.rules import Rule

# 0.7 to 1.4 kB of tree per byte of source: 4 MB may need some 5 GB of memory.
MAX_BYTES = 4 << 20
# Source that takes one process longer than starting a second one does: about 4,000 lines.
_WORTH_A_POOL = 150_000


@dataclass(frozen=True)
class Order:
    """What to do with each file.

    Attributes:
        fix: Plan the rewrite; else only check.
        at_least: Fixes below this applicability are left.
    """

    config: Config
    fix: bool = False
    at_least: Applicability = Applicability.SAFE


@dataclass(frozen=True)
class Outcome:
    """What became of one file; plain data, so that it travels between processes.

    Attributes:
        report: What is to be told: of the file as it is, or of the file as it will be.
        fixed: The planned rewrite, None where nothing changes.
        crash: Traceback of a defect of ours; empty when there was none.
        rejected: A rewrite failed its self-check.
    """

    report: FileReport
    fixed: Fixed | None = None
    crash: str = ""
    rejected: bool = False


def outcomes(paths: Sequence[str], order: Order, jobs: int = 1) -> Iterator[Outcome]:
    """The outcome of each of `paths`, in their order."""
    jobs = min(jobs, len(paths))
    if jobs > 1 and sum(map(_size, paths)) > _WORTH_A_POOL:
        from glm_migrate.pool import in_order

        yield from in_order(paths, order, jobs)
    else:
        yield from (of_file(path, order) for path in paths)


def of_file(path: str, order: Order, *, apart: bool = False) -> Outcome:
    """Read and handle one file; `apart` in a process of its own, whatever it looks like."""
    try:
        data = discover.read(path)
    except OSError as error:
        reason = error.strerror or str(error)
        return failed(
            Path(path), None, UnreadableSource(Path(path), f"cannot read: {reason}"), order
        )
    return of_bytes(Path(path), data, order, apart=apart)


def of_bytes(path: Path, data: bytes, order: Order, *, apart: bool = False) -> Outcome:
    """Handle a file with these bytes, in another process where they look dangerous."""
    if len(data) > MAX_BYTES:
        size = f"{len(data) / (1 << 20):.1f} MB"
        detail = (
            f"{size} is more than the {MAX_BYTES >> 20} MB that can be parsed; exclude the file"
        )
        return failed(path, None, UnreadableSource(path, detail), order)
    if apart or hardened.is_suspicious(data):
        return hardened.outcome(path, data, order)
    try:
        return handle(path, data, order)
    except RecursionError:
        return hardened.outcome(path, data, order)


def handle(path: Path, data: bytes, order: Order) -> Outcome:
    """Handle a file here and now.

    Raises:
        RecursionError: it is nested too deeply for the stack of this thread.
    """
    source: Source | None = None
    try:
        source = Source.decode(path, data)
        return _fix(source, order) if order.fix else Outcome(_check(source, order))
    except FileError as error:
        return failed(path, source, error, order)
    except MemoryError:
        return failed(path, source, UnreadableSource(path, "not enough memory to parse it"), order)
    except RecursionError:
        raise
    except Exception:
        from traceback import format_exc

        return Outcome(FileReport(path, source), crash=format_exc())


def _check(source: Source, order: Order) -> FileReport:
    from glm_migrate import engine

    rules = _rules(order.config)
    return _settled(source, engine.check(source, order.config, rules), order)


def _fix(source: Source, order: Order) -> Outcome:
    from glm_migrate import engine

    try:
        fixed = engine.fix(source, order.config, _rules(order.config), order.at_least)
    except FixRejected as error:
        found = _check(source, order)
        report = failed(source.path, source, error, order).report
        both = FileReport(
            source.path,
            source,
            (*report.findings, *found.findings),
            (*report.suppressed, *found.suppressed),
        )
        return Outcome(both, rejected=not isinstance(error, UnencodableText))
    report = FileReport(source.path, fixed.after, fixed.left)
    return Outcome(report, fixed if fixed.before.data != fixed.after.data else None)


def _settled(source: Source, findings: Sequence[Finding], order: Order) -> FileReport:
    from glm_migrate.suppress import settle

    kept, suppressed = settle(source, findings, order.config, _rules(order.config))
    return FileReport(source.path, source, kept, suppressed)


def failed(path: Path, source: Source | None, error: FileError, order: Order) -> Outcome:
    """The outcome of a file that could not be handled, as a finding under the error's code.

    It is reported whatever is selected, because a file that is skipped without a word looks clean;
    only naming its code in `ignore` or for this file silences it.
    """
    from glm_migrate.selectors import selects
    from glm_migrate.suppress import per_file

    ignored = (*order.config.ignore, *order.config.extend_ignore)
    findings = () if selects(ignored, error.code) else (finding(error, source),)
    if source:
        return Outcome(_settled(source, findings, order))
    return Outcome(FileReport(path, None, *per_file(path, findings, order.config)))


def finding(error: FileError, source: Source | None) -> Finding:
    """`error` as a finding of the rule that its code names."""
    from glm_migrate.rules import all_rules

    rule = next(rule for rule in all_rules() if rule.code == error.code)
    span = Span(0, 0)
    if source:
        start = source.offset(error.line)
        span = Span(start, start + len(source.line(error.line).encode()) if start else start)
    return rule.finding(error.path, span, error.detail)


@lru_cache(maxsize=1)
def _rules_of(key: tuple[tuple[str, ...], ...]) -> tuple[Rule, ...]:
    from glm_migrate.selectors import selected

    select, extend_select, ignore, extend_ignore = key
    return selected(
        Config(
            select=select,
            extend_select=extend_select,
            ignore=ignore,
            extend_ignore=extend_ignore,
        )
    )


def _rules(config: Config) -> tuple[Rule, ...]:
    return _rules_of((config.select, config.extend_select, config.ignore, config.extend_ignore))


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0
