"""What is kept of a verification, and what the report makes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.errors import UsageError
from glm_migrate.inventory import evidence
from glm_migrate.inventory.call_content import content
from glm_migrate.inventory.evidence import KeptEvidence, SiteProof
from glm_migrate.inventory.records import CallSummary, PropertyChange
from glm_migrate.report.migration_report.document import ReportedCall, State
from glm_migrate.report.migration_report.proof import proof
from tests.analysis.python.extract.test_chat_calls import calls

SITE = SiteProof("a.py", 3, "ask", "abc", "passed", 2, ("cut",))
KEPT = KeptEvidence("2026-11-28", "c0ffee", "0.1", "glm-4.6", "pytest", (SITE,))


def call(digest: str, scope: str = "ask", host: str = "native") -> ReportedCall:
    same = PropertyChange("", "")
    record = CallSummary(
        Path("a.py"), 3, 1, scope, "create", "zai-sdk", "Z.AI", "clean", (), same, same,
        content=digest, host=host,
    )  # fmt: skip
    return ReportedCall(record, "a.py", "")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    path.write_text(KEPT.written(), encoding="utf-8")

    assert evidence.read(path) == KEPT
    assert evidence.read(tmp_path / "none") is None


@pytest.mark.parametrize("text", ["", "[]", '{"schema": 1}', '{"schema": 7}'])
def test_a_damaged_file_is_an_error_and_says_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "evidence.json"
    path.write_text(text)

    with pytest.raises(UsageError, match="run verify again"):
        evidence.read(path)


def test_what_was_proved_earlier_stays_where_it_was_not_reached() -> None:
    now = replace(KEPT, command="python b.py", sites=(replace(SITE, state="unreached"),))
    other = replace(now, sites=(replace(SITE, content="new", state="unreached"),))

    assert now.joined(KEPT).sites == (SITE,)
    assert now.joined(KEPT).command == "pytest; python b.py"
    assert other.joined(KEPT) == other
    assert now.joined(replace(KEPT, target="glm-5")) == now


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


PROGRAM = """from zai import ZaiClient
client = ZaiClient()
MODEL = "glm-4.6"


def join(parts):
    return [part for part in parts]


def ask(text):
    stream = client.chat.completions.create(model=MODEL, messages=[], stream=True)
    return join(stream)


def other():
    return 1
"""


@pytest.mark.parametrize(
    ("old", "new", "stays"),
    [
        pytest.param("return 1", "return 2", True, id="another function"),
        pytest.param("import ZaiClient\n", "import ZaiClient\n\n\n", True, id="lines above"),
        pytest.param("stream=True)", "stream=False)", False, id="the call"),
        pytest.param('"glm-4.6"', '"glm-4.5"', False, id="the value of an argument"),
        pytest.param("for part in parts", "for part in parts if part", False, id="a helper"),
    ],
)
def test_a_digest_follows_the_code_of_its_call(old: str, new: str, stays: bool) -> None:
    (before,), (after,) = calls(PROGRAM), calls(PROGRAM.replace(old, new))

    assert (content(before) == content(after)) is stays
