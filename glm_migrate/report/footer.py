"""The summary that ends text reports; beside a machine format it belongs on stderr."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import SuppressedBy
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import awaits_unsafe, is_fixable
from glm_migrate.report.text_style import paint
from glm_migrate.rules.codes import UNRESOLVED_CALL


def footer(reports: Sequence[FileReport], context: ReportContext) -> str:
    """How many findings, how many of them can be fixed, how many calls stayed unknown."""
    found = [finding for report in reports for finding in report.findings]
    lines = [nothing(sum(report.seen for report in reports), context.searched)]
    if found:
        files = len({finding.path for finding in found})
        lines = [f"Found {_count(len(found), 'finding')} ({_count(files, 'file')})."]
    fixable = sum(is_fixable(finding, context.unsafe_fixes) for finding in found)
    waiting = sum(awaits_unsafe(finding, context.unsafe_fixes) for finding in found)
    more = f" ({_count(waiting, 'unsafe fix', 'es')} available with --unsafe-fixes)"
    if fixable:
        command = "glm-migrate fix --unsafe-fixes" if context.unsafe_fixes else "glm-migrate fix"
        mark = paint("[*]", "safe", context.color)
        lines.append(f"{mark} {fixable} fixable with '{command}'{more if waiting else ''}.")
    elif waiting and context.was_asked:
        lines.append(f"{_count(waiting, 'fix', 'es')} left out; 'glm-migrate fix -i' asks again.")
    elif waiting:
        lines.append(f"No safe fixes{more}.")
    if unresolved := sum(finding.code == UNRESOLVED_CALL for finding in found):
        lines.append(f"{_count(unresolved, 'call')} could not be resolved ({UNRESOLVED_CALL}).")
    lines += _left_out(reports)
    suppressed = sum(len(report.suppressed) for report in reports)
    if context.verbose and suppressed:
        lines.append(f"{_count(suppressed, 'finding')} suppressed.")
    return "".join(f"{line}\n" for line in lines)


def _left_out(reports: Sequence[FileReport]) -> Iterator[str]:
    """What is there and not reported, where no comment in the code says so."""
    why = [one for report in reports for _, one in report.suppressed]
    if accepted := sum(one.by is SuppressedBy.BASELINE for one in why):
        yield f"{_count(accepted, 'finding')} accepted by the baseline."
    old = [one.text for one in why if one.by is SuppressedBy.REVISION]
    if old:
        yield f"{_count(len(old), 'finding')} not shown: {old[0]}."


def nothing(calls: int, files: int) -> str:
    """That there are no findings, and what that rests on."""
    what = _count(calls, "GLM call") if calls else "No GLM call"
    return f"No findings. {what} seen; {_count(files, 'file')} searched."


def _count(number: int, noun: str, plural: str = "s") -> str:
    return f"{number} {noun}{'' if number == 1 else plural}"
