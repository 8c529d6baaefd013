"""A verification for what shows tests."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from glm_migrate.report.verification_report import (
    junit,
)
from tests.report.verification_report.sample_results import RESULT


def test_junit_has_a_case_for_each_call_and_one_for_the_program() -> None:
    suite = ElementTree.fromstring(junit.page(RESULT).partition("\n")[2])[0]
    kinds = [[child.tag for child in case] for case in suite]

    assert kinds == [[], ["failure"], [], ["skipped"], ["skipped"]]
    assert (suite.get("tests"), suite.get("failures")) == ("5", "1")


def test_junit_fits_the_schema_of_its_readers(tmp_path: Path) -> None:
    xmlschema = pytest.importorskip("xmlschema")
    schema = Path(__file__).parents[1] / "schemas/junit-10.xsd"

    xmlschema.XMLSchema(str(schema)).validate(junit.page(RESULT))
