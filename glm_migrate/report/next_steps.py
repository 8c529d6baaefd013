"""The one to three commands that fit what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Finding, SuppressedBy
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import awaits_unsafe, is_fixable

_MOST = 3
_MANY = 30  # findings from which on it is worth a word that they can be put off


def next_steps(
    reports: Sequence[FileReport], context: ReportContext, last: tuple[str, str] | None = None
) -> str:
    """The lines behind the summary; nothing where nothing was found or all is done already.

    Args:
        last: A further step, where there is room for it.
    """
    found = [finding for report in reports for finding in report.findings]
    if not context.is_check or not found:
        return ""
    steps = [*_steps(found, reports, context), *([last] if last else [])][:_MOST]
    size = max((len(command) for command, _ in steps), default=0)
    lines = ["Next:", *(f"  {command:<{size}}  {what}" for command, what in steps)]
    return "".join(f"{line}\n" for line in lines) if steps else ""


def _steps(
    found: Sequence[Finding], reports: Sequence[FileReport], context: ReportContext
) -> Iterator[tuple[str, str]]:
    """Commands, each with what it does, the most useful first."""
    where = f" {context.paths}" if context.paths else ""
    flag = " --unsafe-fixes" if context.unsafe_fixes else ""
    fixable = sum(is_fixable(one, context.unsafe_fixes) for one in found)
    if fixable:
        yield f"glm-migrate fix{flag}{where}", f"applies {_fixes(fixable)}"
    if waiting := sum(awaits_unsafe(one, context.unsafe_fixes) for one in found):
        command = f"glm-migrate fix --unsafe-fixes --diff{where}"
        yield command, f"shows {_fixes(waiting, 'more ')} to decide on"
    if len(found) >= _MANY and not _has_baseline(reports):
        yield f"glm-migrate baseline write{where}", "accepts them all for now; only new ones fail"
    by_hand = [one for one in found if not is_fixable(one, unsafe_fixes=True)]
    if by_hand:
        code, count = Counter(one.code for one in by_hand).most_common(1)[0]
        yield f"glm-migrate rule {code}", f"explains {count} of the findings left to you"


def _fixes(count: int, which: str = "") -> str:
    return f"{count} {which}fix{'' if count == 1 else 'es'}"


def _has_baseline(reports: Sequence[FileReport]) -> bool:
    return any(why.by is SuppressedBy.BASELINE for one in reports for _, why in one.suppressed)
