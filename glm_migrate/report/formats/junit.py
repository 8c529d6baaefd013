"""JUnit XML: a suite per file, a failed case per finding, as ruff writes it.

A run without findings is one passing case, since consumers take an empty report for a broken one.
The elements and attributes are those that Jenkins' schema knows, so the row is in the text only.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import PurePosixPath
from xml.etree import ElementTree

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.context import ReportContext
from glm_migrate.report.records import Record, records
from glm_migrate.report.text_style import printable
from glm_migrate.text.source import CellRow

_PACKAGE = "org.glm-migrate"


def suites(reports: Sequence[FileReport], context: ReportContext) -> str:
    """The XML document."""
    found = list(records(reports, context.cwd, cwd=context.cwd))
    root = ElementTree.Element("testsuites", {"name": "glm-migrate", **_counts(found)})
    for path, group in groupby(found, key=lambda record: record.path):
        own = list(group)
        suite = _suite(root, printable(path), own)
        for record in own:
            _case(suite, record)
    if not found:
        suite = _suite(root, "glm-migrate", [])
        ElementTree.SubElement(suite, "testcase", name="No findings", classname="glm-migrate")
        suite.set("tests", "1")
        root.set("tests", "1")
    ElementTree.indent(root, "    ")
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _counts(found: Sequence[Record]) -> dict[str, str]:
    return {"tests": str(len(found)), "failures": str(len(found)), "errors": "0"}


def _suite(root: ElementTree.Element, name: str, own: Sequence[Record]) -> ElementTree.Element:
    attributes = {"name": name, **_counts(own), "skipped": "0", "package": _PACKAGE}
    return ElementTree.SubElement(root, "testsuite", attributes)


def _case(suite: ElementTree.Element, record: Record) -> None:
    finding, (row, column) = record.finding, record.start
    classname = printable(str(PurePosixPath(record.path).with_suffix("")))
    case = ElementTree.SubElement(
        suite, "testcase", name=f"{_PACKAGE}.{finding.code}", classname=classname
    )
    message = printable(finding.message)
    failure = ElementTree.SubElement(case, "failure", message=message, type=finding.severity.word)
    place = f"cell {row.cell}, line {row.row}" if isinstance(row, CellRow) else f"line {row}"
    failure.text = f"{place}, col {column}, {message}"
