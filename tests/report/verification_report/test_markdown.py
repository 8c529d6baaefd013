"""A verification as a table."""

from __future__ import annotations

from glm_migrate.report.verification_report import (
    markdown,
)
from tests.report.verification_report.sample_results import RESULT


def test_the_table() -> None:
    rows = markdown.page(RESULT).splitlines()

    assert any(row.startswith("| a.py:3 | failed | requests: 2<br>") for row in rows)
