"""Annotations for GitHub Actions, and the step summary beside them.

GitHub shows at most ten errors and ten warnings of a step and drops the rest without a word. So the
worst come first, the output stops there, and a closing notice says how many are not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Severity
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import Record, awaits_unsafe, is_fixable, records
from glm_migrate.report.text_style import printable, printable_lines
from glm_migrate.text.source import located

LIMIT = 10
SUMMARY_LIMIT = 1024 * 1024  # bytes a step; GitHub rejects the whole summary beyond that
_TABLE = "\n### Findings\n\n| place | rule | finding |\n|---|---|---|\n"
# Whether the summary of the step has them too → where to read what is not shown.
_ELSEWHERE = {
    True: "The summary of the job lists them.",
    False: "'glm-migrate check' lists them.",
}
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def commands(reports: Sequence[FileReport], context: ReportContext) -> str:
    """One workflow command per finding, as many as GitHub shows, worst first."""
    lines: list[str] = []
    shown: Counter[str] = Counter()
    ordered = _worst_first(reports, context)
    for record in ordered:
        level = _LEVELS[record.finding.severity]
        # The closing notice must not be the eleventh.
        if shown[level] < (LIMIT if level != "notice" else LIMIT - 1):
            shown[level] += 1
            lines.append(_annotation(record, level))
    if dropped := len(ordered) - len(lines):
        lines.append(
            f"::notice title=glm-migrate::{dropped} more not shown here: GitHub keeps {LIMIT} "
            f"errors and {LIMIT} warnings a step. {_ELSEWHERE[context.summarized]}"
        )
    return "".join(f"{line}\n" for line in lines)


def summary(
    short: str,
    reports: Sequence[FileReport],
    context: ReportContext,
    limit: int = SUMMARY_LIMIT,
) -> str:
    """Markdown with the checklist's `short` form and as many findings as fit into `limit` bytes."""
    ordered = _worst_first(reports, context)
    text = f"{short}{_TABLE if ordered else ''}"
    left = limit - _size(text + _rest(len(ordered)))
    if left < 0:
        return ""
    for number, record in enumerate(ordered):
        row = _row(record, context)
        left -= _size(row)
        if left < 0:
            return text + _rest(len(ordered) - number)
        text += row
    return text


def write_summary(
    short: str,
    reports: Sequence[FileReport],
    context: ReportContext,
    environ: Mapping[str, str],
) -> str:
    """Append the summary to the file that GitHub names; the answer says why it was not, if so."""
    if not environ.get("GITHUB_STEP_SUMMARY"):
        return ""
    path = Path(environ["GITHUB_STEP_SUMMARY"])
    try:
        used = path.stat().st_size if path.exists() else 0
        text = summary(short, reports, context, SUMMARY_LIMIT - used)
        if not text:
            return f"{path} has no room left within GitHub's limit"
        # GitHub counts bytes, and a lone surrogate of a file name has none in UTF-8.
        with path.open("a", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
    except OSError as error:
        return f"{path}: {error.strerror or error}"
    return ""


def _size(text: str) -> int:
    return len(text.encode(errors="replace"))


def _worst_first(reports: Sequence[FileReport], context: ReportContext) -> list[Record]:
    found = records(reports, context.base, cwd=context.cwd)
    return sorted(found, key=lambda record: -record.finding.severity)


def _annotation(record: Record, level: str) -> str:
    start, end = record.extent_on_disk
    properties = {
        "title": f"glm-migrate ({record.finding.code})",
        "file": record.path,
        "line": start.line,
        "col": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }
    if start.line != end.line:  # GitHub takes columns only within one line
        del properties["col"], properties["endColumn"]
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    place = located(record.path, *record.start)
    message = f"{place}: {record.finding.code} {record.finding.message}"
    return f"::{level} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return printable_lines(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _row(record: Record, context: ReportContext) -> str:
    finding = record.finding
    mark = ""
    if is_fixable(finding, context.unsafe_fixes):
        mark = " [*]"
    elif awaits_unsafe(finding, context.unsafe_fixes):
        mark = " [?]"
    place = located(record.path, *record.start)
    return f"| {_cell(place)} | {finding.code}{mark} | {_cell(finding.message)} |\n"


def _cell(text: str) -> str:
    for character, escaped in (("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("\n", " ")):
        text = text.replace(character, escaped)
    return printable(text.replace("\r", " "))


def _rest(number: int) -> str:
    return f"\n{number} more findings do not fit into this summary.\n"
