"""What the report makes of a verification."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.inventory.call_records import CallSummary, PropertyChange
from glm_migrate.inventory.evidence import KeptEvidence, SiteProof
from glm_migrate.report.migration_report.document import ReportedCall, State
from glm_migrate.report.migration_report.proof import proof

SITE = SiteProof("a.py", 3, "ask", "abc", "passed", 2, ("cut",))


KEPT = KeptEvidence("2026-11-28", "c0ffee", "0.1", "glm-4.6", "pytest", (SITE,))


def call(digest: str, scope: str = "ask", host: str = "native") -> ReportedCall:
    same = PropertyChange("", "")
    record = CallSummary(
        Path("a.py"), 3, 1, scope, "create", "zai-sdk", "Z.AI", "clean", (), same, same,
        content=digest, host=host,
    )  # fmt: skip
    return ReportedCall(record, "a.py", "")


@pytest.mark.parametrize(
    ("calls", "target", "state"),
    [
        pytest.param([call("abc")], "glm-4.6", State.VERIFIED, id="all proved"),
        pytest.param([call("xyz")], "glm-4.6", State.STALE, id="changed since"),
        pytest.param([call("abc")], "glm-5", State.STALE, id="of another target"),
        pytest.param([call("abc"), call("new", "other")], "glm-4.6", None, id="one is new"),
        pytest.param(
            [call("abc"), call("x", "far", "gateway")], "glm-4.6", State.VERIFIED, id="elsewhere"
        ),
        pytest.param([], "glm-4.6", None, id="no call"),
    ],
)
def test_how_the_last_item_stands(
    calls: list[ReportedCall], target: str, state: State | None
) -> None:
    assert proof(KEPT, calls, target).state is state


def test_a_call_that_failed_is_to_be_decided() -> None:
    failed = replace(KEPT, sites=(replace(SITE, state="failed"),))
    found = proof(failed, [call("abc")], "glm-4.6")

    assert (found.state, found.evidence[0].kind) == (State.DECISION, "decision")
