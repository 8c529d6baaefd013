"""The default: findings by call, and of many those on which a person can act.

Code, fixes and traces are left to `full`. Of more than `MOST` findings the first are those that no
fix settles, the worst of them first; what is not shown is counted, and counts for the exit code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Severity
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import Record, is_fixable, records
from glm_migrate.report.formats.by_call import Group, by_call
from glm_migrate.report.formats.text import closing, line
from glm_migrate.report.text_style import paint, printable

MOST = 50  # findings that are shown
_NOTE = "    "
_MORE = ("--output-format full", "adds the code, fix and trace of each finding")
_CODES = 5  # that are counted by name among those that are not shown


def short(reports: Sequence[FileReport], context: ReportContext) -> str:
    """The findings of each call with what to do, the guide once per rule, then the summary."""
    groups = by_call(records(reports, context.cwd, cwd=context.cwd))
    shown = _most_urgent(groups, context)
    blocks = ["".join(f"{line}\n" for line in _block(group, context)) for group in shown]
    more = "".join(f"{line}\n" for line in _rest(groups, shown, context))
    if context.quiet:
        return "\n".join(blocks) + more
    found = [one for group in shown for one in group.records]
    guide = "".join(f"{line}\n" for line in _guide(found))
    parts = [*blocks, more, guide, closing(reports, context, _MORE)]
    return "\n".join(part for part in parts if part)


def _block(group: Group, context: ReportContext) -> Iterator[str]:
    """A line for each finding, below it what a person has to know, and where the call is.

    What is the same for findings in a row stands once, below the last of them.
    """
    notes = [record.finding.advice for record in group.records]
    for record, advice, following in zip(group.records, notes, [*notes[1:], ""], strict=True):
        yield line(record, context)
        if advice and advice != following:
            yield f"{_NOTE}{paint('note:', 'help', context.color)} {printable(advice)}"
    if call := group.call(context):
        yield f"{_NOTE}{paint('call:', 'help', context.color)} {call}"


def _most_urgent(groups: Sequence[Group], context: ReportContext) -> list[Group]:
    """Of the groups the most urgent with at most `MOST` findings, in their order."""
    urgent = sorted(range(len(groups)), key=lambda number: _rank(groups[number], context))
    left = MOST
    kept: dict[int, Group] = {}
    for number in urgent:
        group = groups[number]
        if left > 0:
            kept[number] = Group(group.site, group.records[:left])
        left -= len(group.records)
    return [kept[number] for number in sorted(kept)]


def _rank(group: Group, context: ReportContext) -> int:
    """How urgent it is, from 0: by what is left to a person after `fix`."""
    worst = max(
        (
            one.finding.severity
            for one in group.records
            if not is_fixable(one.finding, context.unsafe_fixes)
        ),
        default=None,
    )
    last = len(Severity)
    return last if worst is None else last - 1 - worst


def _rest(groups: Sequence[Group], shown: Sequence[Group], context: ReportContext) -> Iterator[str]:
    """How many findings are not shown, of which rules, and how to see them."""
    hidden = _codes(groups) - _codes(shown)
    if not hidden:
        return
    named = ", ".join(f"{code} {count}" for code, count in hidden.most_common(_CODES))
    dots = ", …" if len(hidden) > _CODES else ""
    number = hidden.total()
    yield f"{number} more finding{'' if number == 1 else 's'}: {named}{dots}"
    yield f"{_NOTE}--output-format concise lists them, full shows each with its code and fix"


def _codes(groups: Sequence[Group]) -> Counter[str]:
    return Counter(one.finding.code for group in groups for one in group.records)


def _guide(found: Sequence[Record]) -> Iterator[str]:
    """What the vendor's guide says, with its address, once for all rules that rest on it."""
    if not found:
        return
    from glm_migrate.knowledge.guide import checklist

    codes: dict[str, set[str]] = {}
    for record in found:
        codes.setdefault(record.finding.checklist, set()).add(record.finding.code)
    for item in checklist():
        if named := codes.get(item.key):
            yield f'{", ".join(sorted(named))}: "{item.quote}"'
            yield f"{_NOTE}{item.url}"
