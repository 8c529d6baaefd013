"""JUnit's suites: one a file, one failed case a finding, and XML whatever is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.formats.junit import suites
from glm_migrate.text.source import Span
from tests.report.sample_reports import (
    ALL,
    CONTEXT,
    finding,
)
from tests.report.sample_reports import suppressed as suppressed_report


def test_there_is_a_suite_per_file_and_a_case_per_finding() -> None:
    root = ElementTree.fromstring(suites(ALL, CONTEXT))

    assert root.attrib == {"name": "glm-migrate", "tests": "6", "failures": "5", "errors": "0"}
    assert [(suite.get("name"), len(suite)) for suite in root] == [
        ("llm.py", 4),
        ("gbk file.py", 1),
        ("/else where/ü.py", 1),
    ]
    case = root[0][0]
    assert case.attrib == {"name": "org.glm-migrate.GLM101", "classname": "llm"}
    assert case[0].attrib == {"message": "`glm-4.5` is older than glm-4.6", "type": "error"}
    assert case[0].text == "line 3, col 9, `glm-4.5` is older than glm-4.6"


@pytest.mark.parametrize(("fail_on", "failures"), [("error", "4"), ("warning", "5"), ("info", "6")])
def test_a_case_fails_where_its_finding_fails_the_run(fail_on: str, failures: str) -> None:
    root = ElementTree.fromstring(suites(ALL, replace(CONTEXT, fail_on=fail_on)))

    assert root.get("failures") == failures == str(len(root.findall("*/testcase/failure")))
    assert sum(int(suite.get("failures", "")) for suite in root) == int(failures)


def test_a_case_that_passes_says_what_was_found() -> None:
    root = ElementTree.fromstring(suites(ALL, CONTEXT))
    (said,) = root.iterfind("*/testcase/system-out")

    assert said.text is not None
    assert said.text.startswith("line 7, col")


def test_the_document_is_xml_whatever_a_message_holds() -> None:
    message = 'a\x00\x0b\x1f\ufffe\uffff<&>"📜'
    report = FileReport(Path("a.py"), None, (finding("a.py", Span(0, 0), message=message),))

    (suite,) = ElementTree.fromstring(suites([report], CONTEXT))

    assert suite[0][0].get("message") == 'a\u2400\u240b\u241f\ufffd\ufffd<&>"📜'


def test_one_case_passes_where_nothing_is_found() -> None:
    assert suites([suppressed_report()], CONTEXT) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="glm-migrate" tests="1" failures="0" errors="0">\n'
        '    <testsuite name="glm-migrate" tests="1" failures="0" errors="0" skipped="0"'
        ' package="org.glm-migrate">\n'
        '        <testcase name="No findings" classname="glm-migrate" />\n'
        "    </testsuite>\n"
        "</testsuites>\n"
    )
