"""Where each value of each call comes from: one line per step, each beginning with its place.

Most terminals and editors open `path:line` on a click, so nothing else stands before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from glm_migrate.inventory.call_records import CallSummary, Resolution, Step
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import relative
from glm_migrate.report.footer import footer
from glm_migrate.report.text_style import clean, paint, shown_path
from glm_migrate.text.source import located


def text(reports: Sequence[FileReport], context: ReportContext) -> str:
    """A block per call, by file and position, then the summary of the findings."""
    calls = [call for report in reports for call in report.calls]
    blocks = ["\n".join(_block(call, context)) for call in calls]
    if not blocks:
        blocks = ["No calls of GLM models, and none that could be one."]
    end = "" if context.quiet else footer(reports, context)
    return "".join(f"{block}\n\n" for block in blocks) + end


def _block(call: CallSummary, context: ReportContext) -> Iterator[str]:
    place = located(_shown(call.path, context), call.line, call.column)
    scope = f" in {call.scope}" if call.scope else ""
    yield f"{paint(shown_path(place), 'bold', context.color)} {clean(call.called + scope)}"
    for resolution in call.resolutions:
        yield from _value(resolution, context)


def _value(resolution: Resolution, context: ReportContext) -> Iterator[str]:
    name = paint(f"{resolution.name}:", "help", context.color)
    yield f"  {name} {_safe(resolution.state)}"
    for way in resolution.ways:
        for number, step in enumerate(way):
            yield f"    {'<- ' if number else '   '}{_step(step, context)}"
    for reason in resolution.unseen:
        yield f"    {paint('not seen:', 'warning', context.color)} {_safe(reason)}"


def _step(step: Step, context: ReportContext) -> str:
    place = located(shown_path(_shown(step.path, context)), step.line, step.column)
    return f"{place} {_safe(step.text)}"


def _safe(words: str) -> str:
    return clean(words)


def _shown(path: Path, context: ReportContext) -> str:
    return relative(path, context.cwd, context.cwd)
