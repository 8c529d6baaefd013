"""What a verification found, and what is kept of it."""

from __future__ import annotations

from glm_migrate.runner.verification.verified_calls import Verification
from tests.report.verification_report.sample_results import GOOD, RESULT


def test_what_is_kept_are_the_calls_that_the_check_knows() -> None:
    kept = RESULT.evidence()

    assert [(one.content, one.state) for one in kept.sites] == [
        *(("d1", "failed"), ("d2", "passed"), ("d3", "unreached"))
    ]
    assert RESULT.reaches("error")
    assert not Verification(*("",) * 5, (), 1, 0.0, (GOOD,)).reaches("warning")
