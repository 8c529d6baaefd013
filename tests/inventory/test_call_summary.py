"""One GLM call as a plain record, and how it ends by what was found."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.inventory.call_records import UNSEEN, Left
from glm_migrate.inventory.call_summary import is_decision, is_note, is_safe, state, summary
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.text.edits import Applicability, Fix
from glm_migrate.text.source import Span
from tests.chat_calls import CREATE, ZAI, ask, call_in, migration


def found(
    word: str = "", severity: Severity = Severity.ERROR, code: str = "GLM101", asks: bool = False
) -> Finding:
    """A finding with a fix of the applicability `word`."""
    fix = Fix(f"A {word} fix", (), Applicability[word.upper()]) if word else None
    place = Span(0, 0)
    return Finding(Path("a.py"), code, "n", place, "old", severity, fix, "look", asks=asks)


SAFE, UNSAFE, DISPLAY, NONE = found("safe"), found("unsafe"), found("display"), found()
UNRESOLVED = found(code="GLM903", severity=Severity.INFO)
NOTE = found(severity=Severity.INFO)


@pytest.mark.parametrize(
    ("finding", "safe", "decision", "note"),
    [
        pytest.param(SAFE, True, False, False, id="a safe fix"),
        pytest.param(UNSAFE, False, True, False, id="an unsafe fix"),
        pytest.param(DISPLAY, False, True, False, id="a fix to look at"),
        pytest.param(NONE, False, True, False, id="no fix"),
        pytest.param(NOTE, False, False, True, id="nothing wrong"),
        pytest.param(found("unsafe", Severity.INFO), False, True, False, id="an offer"),
        pytest.param(found(severity=Severity.INFO, asks=True), False, True, False, id="a question"),
        pytest.param(UNRESOLVED, False, False, False, id="a call that is not resolved"),
    ],
)
def test_a_finding_is_settled_decided_or_known(
    finding: Finding, safe: bool, decision: bool, note: bool
) -> None:
    assert (is_safe(finding), is_decision(finding), is_note(finding)) == (safe, decision, note)


@pytest.mark.parametrize(
    ("findings", "word"),
    [
        ((), "clean"),
        ((NOTE,), "clean"),
        ((SAFE,), "fixable"),
        ((SAFE, UNRESOLVED), "unseen"),
        ((SAFE, UNRESOLVED, UNSAFE), "decision"),
    ],
    ids=["nothing", "a note", "a fix", "not resolved", "all"],
)
def test_the_least_settled_of_what_was_found_decides(
    findings: tuple[Finding, ...], word: str
) -> None:
    assert state(findings) == word


def test_what_hides_more_is_unseen_unless_somebody_must_decide() -> None:
    assert state((SAFE,), hides=True) == "unseen"
    assert state((UNSAFE,), hides=True) == "decision"


def test_a_record_tells_place_scope_and_client() -> None:
    code = f"{ZAI}class Bot:\n    def ask(self):\n        {CREATE}(model='glm-4.5')\n"
    record = summary(call_in(code), (), migration())

    assert (record.line, record.column, record.scope) == (5, 9, "Bot.ask")
    assert (record.called, record.client, record.endpoint) == (
        "client.chat.completions.create",
        "zai-sdk",
        "Z.AI",
    )


def test_findings_are_told_by_who_decides_each_title_once() -> None:
    record = summary(ask("model='glm-4.5'"), (SAFE, SAFE, UNSAFE, NOTE, UNRESOLVED), migration())

    assert (record.will, record.may) == (("A safe fix",), ("A unsafe fix",))
    assert record.left == record.notes == (Left("GLM101", "old", "look"),)


def test_a_call_of_which_a_part_is_hidden_is_unseen() -> None:
    hidden = summary(ask("model='glm-4.5', **options"), (), migration())

    assert hidden.state == "unseen"
    assert [words[:11] for words in hidden.hidden] == ["`**options`"]
    assert summary(ask("model=read()"), (), migration()).state == "unseen"


def test_an_unknown_client_is_not_seen() -> None:
    call = ask("model='glm-4.5'")
    stranger = replace(call, client=replace(call.client, name=""))

    assert summary(stranger, (), migration()).client == UNSEEN


def test_a_record_travels_between_processes() -> None:
    record = summary(ask("model='glm-4.5', stream=True, tools=[{}]"), (SAFE,), migration())

    assert pickle.loads(pickle.dumps(record)) == record
    assert (record.streams, record.tools) == (True, True)
