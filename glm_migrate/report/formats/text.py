"""Findings for people: one line each, grouped by file, or with the source and the fix.

The mark behind the code says what becomes of the finding: `[*]` `glm-migrate fix` would apply its
fix under the flags of this run, `[?]` it would with `--unsafe-fixes`, no mark: a person must act.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import Record, awaits_unsafe, is_fixable, records, relative
from glm_migrate.report.footer import footer
from glm_migrate.report.formats.by_call import Group, by_call
from glm_migrate.report.formats.frame import diff, frame, proposal
from glm_migrate.report.next_steps import next_steps
from glm_migrate.report.text_style import paint, printable, severity_style, shown_path
from glm_migrate.rules.codes import is_about_the_run
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import located, shown_row

_UNSAFE = "[?] fixable once you accept what the note says.\n"


def concise(reports: Sequence[FileReport], context: ReportContext) -> str:
    """`path:row:column: GLM101 [*] message`, then the summary."""
    lines = [f"{line(record, context)}\n" for record in _records(reports, context)]
    return "".join(lines) + ending(reports, context)


def full(reports: Sequence[FileReport], context: ReportContext) -> str:
    """Source, carets, fix and trace of each, by call, then the summary.

    The vendor's words stand once per rule; at the end the marks are explained, and what to do next.
    """
    shown: set[str] = set()
    groups = by_call(_records(reports, context))
    blocks = [together(group, context, shown) for group in groups]
    return "".join(blocks) + closing(reports, context)


def together(group: Group, context: ReportContext, shown: set[str]) -> str:
    """The findings of a call without a blank line between them, and where the call is."""
    call = group.call(context)
    parts = ["\n".join(block(one, context, shown, alone=not call)) for one in group.records]
    if not call:
        return "".join(f"{part}\n\n" for part in parts)
    return "\n".join([*parts, _labelled("call", call, context.color), "", ""])


def grouped(reports: Sequence[FileReport], context: ReportContext) -> str:
    """One line each below the name of its file, then the summary."""
    by_file = groupby(_records(reports, context), key=lambda record: record.path)
    return "".join(of_file(list(found), context) for _, found in by_file) + ending(reports, context)


def of_file(found: Sequence[Record], context: ReportContext) -> str:
    """The findings of one file below its name, and a blank line."""
    places = [_place_in_file(record) for record in found]
    row_width = max(len(row) for row, _ in places)
    column_width = max(len(column) for _, column in places)
    lines = [f"{paint(shown_path(found[0].path), 'bold', context.color)}:\n"]
    for record, (row, column) in zip(found, places, strict=True):
        place = f"{row:>{row_width}}:{column:<{column_width}}"
        lines.append(f"  {place} {_headline(record, context)}\n")
    return "".join([*lines, "\n"])


def _place_in_file(record: Record) -> tuple[str, str]:
    """Row and column; the row with its cell."""
    return located("", record.start.line)[1:], str(record.start.column)


def _records(reports: Sequence[FileReport], context: ReportContext) -> Iterator[Record]:
    return records(reports, context.cwd, cwd=context.cwd)


def ending(reports: Sequence[FileReport], context: ReportContext) -> str:
    """The summary."""
    return "" if context.quiet else footer(reports, context)


def closing(
    reports: Sequence[FileReport], context: ReportContext, last: tuple[str, str] | None = None
) -> str:
    """The summary, what the mark means that needs a word more, and what to do next."""
    if context.quiet:
        return ""
    found = (one for report in reports for one in report.findings)
    waits = any(awaits_unsafe(one, context.unsafe_fixes) for one in found)
    mark = _UNSAFE if waits and not context.was_asked else ""
    return footer(reports, context) + mark + next_steps(reports, context, last)


def _headline(record: Record, context: ReportContext) -> str:
    finding = record.finding
    parts = [paint(finding.code, severity_style(finding.severity), context.color)]
    if is_fixable(finding, context.unsafe_fixes):
        parts.append(paint("[*]", "safe", context.color))
    elif awaits_unsafe(finding, context.unsafe_fixes) and not context.was_asked:
        parts.append("[?]")
    return " ".join([*parts, printable(finding.message)])


def line(record: Record, context: ReportContext) -> str:
    path = paint(shown_path(record.path), "bold", context.color)
    return f"{located(path, *record.start)}: {_headline(record, context)}"


def block(
    record: Record, context: ReportContext, shown: set[str], *, alone: bool = True
) -> Iterator[str]:
    """The lines about one finding; what is `told` already is left out.

    Its call is named where it stands `alone`, without others of the same call.
    """
    finding, color = record.finding, context.color
    yield _headline(record, context)
    arrow = paint("-->", "frame", color)
    indent = " " * len(str(shown_row(record.start.line)))
    yield f"{indent}{arrow} {located(shown_path(record.path), *record.start)}"
    if record.source and not record.is_about_file:
        yield from frame(record.source, finding.span, color, context.columns)
    yield from _change(record, context)
    if finding.advice:
        yield _labelled("note", printable(finding.advice), color)
    if finding.call and alone:
        yield _labelled("call", printable(finding.call), color)
    for number, hop in enumerate(finding.trace):
        place = shown_path(relative(hop.path, context.cwd, context.cwd))
        start = _labelled("trace", "", color) if not number else "    <- "
        yield f"{start}{located(place, hop.line)} {printable(hop.name)}"
    yield from (text for text in _reference(record, color) if not _is_shown(text, shown))


def _is_shown(text: str, shown: set[str]) -> bool:
    """Whether a line stands further up; from now on it does."""
    known = text in shown
    shown.add(text)
    return known


def _change(record: Record, context: ReportContext) -> Iterator[str]:
    """What a fix makes of it; what no run applies is shown as code, not as a diff."""
    fix, color = record.finding.fix, context.color
    if fix is None:
        return
    if fix.applicability is not Applicability.DISPLAY:
        yield _labelled("help", printable(fix.title), color)
        yield from diff(record.source, fix, color, context.columns) if record.source else ()
        return
    yield _labelled("help", f"{printable(fix.title)} (by hand: no run applies it)", color)
    yield from proposal(record.source, fix, color, context.columns) if record.source else ()


def _reference(record: Record, color: bool) -> Iterator[str]:
    """What the vendor's guide says, with its address; else the address that the rule gives.

    Findings about the run itself need none: their sources explain the rule, not the program.
    """
    from glm_migrate.knowledge.guide import checklist

    key, url = record.finding.checklist, record.finding.url
    item = next((item for item in checklist() if key and item.key == key), None)
    if item:
        yield _labelled("guide", f'"{item.quote}" {item.url}', color)
    elif url and not is_about_the_run(record.finding.code):
        yield _labelled("see", url, color)


def _labelled(label: str, text: str, color: bool) -> str:
    return f"{paint(f'{label}:', 'help', color)} {text}"
