"""The formats of one line a finding: pylint's and Azure's."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.model.findings import Severity
from glm_migrate.report.formats.lines import azure, pylint
from glm_migrate.text.source import Span
from tests.report.sample_reports import (
    CONTEXT,
    finding,
    outside,
    suppressed,
)
from tests.report.sample_reports import unread as unread_report


def test_pylint_names_row_and_code_on_one_line_whatever_the_message_holds() -> None:
    assert pylint([unread_report(), outside()], CONTEXT) == (
        "gbk file.py:1: [GLM900] not UTF-8\n/else where/ü.py:1: [GLM101] old: 100%, a,b␊end\n"
    )


def test_azure_escapes_what_ends_a_property_or_a_line() -> None:
    found = finding("a;b]%.py", Span(0, 0), message="50% of\nit", severity=Severity.INFO)

    text = azure([FileReport(Path("a;b]%.py"), None, (found,)), outside()], CONTEXT)

    assert text == (
        "##vso[task.logissue type=warning;sourcepath=app/a%3Bb%5D%AZP25.py;linenumber=1;"
        "columnnumber=1;code=GLM101;]50%AZP25 of%0Ait\n"
        "##vso[task.logissue type=error;sourcepath=/else where/ü.py;linenumber=1;"
        "columnnumber=5;code=GLM101;]old: 100%AZP25, a,b%0Aend\n"
    )


def test_pylint_names_files_from_the_working_directory_and_azure_from_the_root() -> None:
    assert pylint([unread_report()], CONTEXT).startswith("gbk file.py:1: ")
    assert "sourcepath=app/gbk file.py;" in azure([unread_report()], CONTEXT)


def test_suppressed_findings_have_no_line() -> None:
    assert (pylint([suppressed()], CONTEXT), azure([suppressed()], CONTEXT)) == ("", "")
