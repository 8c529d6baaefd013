"""The words that the formats of a verification share."""

from __future__ import annotations

from glm_migrate.report.verification_report import wording
from tests.report.verification_report.sample_results import RESULT


def test_the_headline_counts_the_calls() -> None:
    assert wording.headline(RESULT).startswith("1 of 4 calls proved")
