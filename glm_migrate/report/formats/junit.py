"""JUnit XML: a suite per file, a case per finding, failed where the finding fails the run.

A finding below `--fail-on` is a case that passes and says its message as output.
A run without findings is one passing case, since consumers take an empty report for a broken one.
The elements and attributes are those that Jenkins' schema knows, so the row is in the text only.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import PurePosixPath
from xml.etree import ElementTree

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import Record, records
from glm_migrate.report.text_style import printable
from glm_migrate.text.source import CellRow

_PACKAGE = "org.glm-migrate"


def suites(reports: Sequence[FileReport], context: ReportContext) -> str:
    """The XML document."""
    found = list(records(reports, context.cwd, cwd=context.cwd))
    least = Severity[context.fail_on.upper()]
    root = ElementTree.Element("testsuites", {"name": "glm-migrate", **_counts(found, least)})
    for path, group in groupby(found, key=lambda record: record.path):
        own = list(group)
        suite = _suite(root, printable(path), own, least)
        for record in own:
            _case(suite, record, least)
    if not found:
        suite = _suite(root, "glm-migrate", [], least)
        ElementTree.SubElement(suite, "testcase", name="No findings", classname="glm-migrate")
        suite.set("tests", "1")
        root.set("tests", "1")
    ElementTree.indent(root, "    ")
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _counts(found: Sequence[Record], least: Severity) -> dict[str, str]:
    failures = sum(record.finding.severity >= least for record in found)
    return {"tests": str(len(found)), "failures": str(failures), "errors": "0"}


def _suite(
    root: ElementTree.Element, name: str, own: Sequence[Record], least: Severity
) -> ElementTree.Element:
    attributes = {"name": name, **_counts(own, least), "skipped": "0", "package": _PACKAGE}
    return ElementTree.SubElement(root, "testsuite", attributes)


def _case(suite: ElementTree.Element, record: Record, least: Severity) -> None:
    finding, (row, column) = record.finding, record.start
    classname = printable(str(PurePosixPath(record.path).with_suffix("")))
    case = ElementTree.SubElement(
        suite, "testcase", name=f"{_PACKAGE}.{finding.code}", classname=classname
    )
    message = printable(finding.message)
    place = f"cell {row.cell}, line {row.row}" if isinstance(row, CellRow) else f"line {row}"
    _outcome(case, finding, least, message).text = f"{place}, col {column}, {message}"


def _outcome(
    case: ElementTree.Element, finding: Finding, least: Severity, message: str
) -> ElementTree.Element:
    """The element of a case that takes the text: a failure where the run fails."""
    if finding.severity < least:
        return ElementTree.SubElement(case, "system-out")
    return ElementTree.SubElement(case, "failure", message=message, type=finding.severity.word)
