"""A verification as data."""

from __future__ import annotations

import json as data

from glm_migrate.report.verification_report import (
    json,
)
from tests.report.verification_report.sample_results import RESULT


def test_the_data() -> None:
    said = data.loads(json.page(RESULT))

    assert [site["state"] for site in said["sites"]] == [
        *("failed", "passed", "unreached", "unproved")
    ]
    assert said["sites"][0]["observations"][0]["test"] == "t::a"
