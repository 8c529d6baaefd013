"""Formats of one line per finding that other tools read: pylint's and Azure Pipelines'."""

from __future__ import annotations

from collections.abc import Sequence

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Severity
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import Record, records
from glm_migrate.report.text_style import printable, printable_lines, shown_path
from glm_migrate.text.source import located


def pylint(reports: Sequence[FileReport], context: ReportContext) -> str:
    """`path:row: [GLM101] message`."""
    return "".join(
        f"{located(shown_path(record.path), record.start.line)}: [{record.finding.code}] "
        f"{printable(record.finding.message)}\n"
        for record in records(reports, context.cwd, cwd=context.cwd)
    )


def azure(reports: Sequence[FileReport], context: ReportContext) -> str:
    """Logging commands; Azure knows errors and warnings only, so info is a warning."""
    return "".join(
        f"{_issue(record)}\n" for record in records(reports, context.base, cwd=context.cwd)
    )


def _issue(record: Record) -> str:
    kind = "error" if record.finding.severity == Severity.ERROR else "warning"
    row, column = record.on_disk(record.finding.span.start)
    return (
        f"##vso[task.logissue type={kind};sourcepath={_property(record.path)};linenumber={row};"
        f"columnnumber={column};code={record.finding.code};]{_data(record.finding.message)}"
    )


def _data(text: str) -> str:
    return printable_lines(text).replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
