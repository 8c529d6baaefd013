"""The formats of a verification say the same, each in its way."""

from __future__ import annotations

from glm_migrate.report.verification_report import (
    FORMATS,
    render,
)
from tests.report.verification_report.sample_results import RESULT


def test_every_format_is_rendered() -> None:
    assert all(render(one, RESULT) for one in FORMATS)
