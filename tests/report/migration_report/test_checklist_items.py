"""How an item stands by what is known: judged by hand-made facts, without a run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from glm_migrate.inventory.call_records import Proof
from glm_migrate.knowledge.guide import checklist
from glm_migrate.report.migration_report.checklist_items import Known, NotRun
from glm_migrate.report.migration_report.checklist_items import item as judged
from glm_migrate.report.migration_report.document import Evidence, Item, ReportedCall, State
from tests.report.sample_calls import about, evidence, placed

ALL_RAN = {one.key: NotRun() for one in checklist()}
NOTHING = Known({}, (), {}, (), (), (), ALL_RAN, {})
SENDS = placed(proofs=(Proof("sampling", "temperature=0.2"),))
HIDES = placed(proofs=(Proof("sampling", "top_p: `x` is computed", seen=False),))
GAP = evidence("unseen", "the file is not valid Python, so it was not checked", line=0)


def known(*calls: ReportedCall, **fields: Any) -> Known:
    return replace(NOTHING, calls=calls, **fields)


def sampling(given: Known) -> Item:
    return judged(about("sampling"), given)


def found(*kinds: str) -> dict[str, tuple[Evidence, ...]]:
    return {"sampling": tuple(evidence(kind) for kind in kinds)}


@pytest.mark.parametrize(
    ("given", "state"),
    [
        pytest.param(NOTHING, State.NONE, id="no call"),
        pytest.param(known(SENDS), State.DONE, id="a call that is seen"),
        pytest.param(known(HIDES), State.UNSEEN, id="a call that hides the value"),
        pytest.param(known(SENDS, gaps=(GAP,)), State.UNSEEN, id="a file not checked"),
        pytest.param(known(SENDS, findings=found("fixable")), State.FIXABLE, id="a fix"),
        pytest.param(
            known(HIDES, findings=found("fixable", "decision")), State.DECISION, id="a decision"
        ),
        pytest.param(known(findings=found("accepted")), State.DONE, id="the user's word"),
        pytest.param(known(surveyed=False), State.DONE, id="nothing found after a fix"),
        pytest.param(known(HIDES, confirmed={"sampling": "read"}), State.CONFIRMED, id="confirmed"),
        pytest.param(
            known(SENDS, findings=found("fixable"), confirmed={"sampling": "read"}),
            State.FIXABLE,
            id="a confirmation hides nothing to fix",
        ),
        pytest.param(
            known(HIDES, findings=found("decision"), confirmed={"sampling": "read"}),
            State.DECISION,
            id="nor to decide",
        ),
        pytest.param(
            known(SENDS, confirmed={"sampling": "read"}),
            State.DONE,
            id="a confirmation that nobody needs",
        ),
    ],
)
def test_the_least_settled_of_what_is_known_decides(given: Known, state: State) -> None:
    assert sampling(given).state is state


def test_evidence_stands_by_what_asks_for_most() -> None:
    given = known(SENDS, HIDES, findings=found("note", "fixable", "decision"))

    assert [one.kind for one in sampling(given).evidence] == [
        *("decision", "fixable"),
        *("unseen", "note", "seen"),
    ]


def test_a_call_that_the_user_gave_up_is_accepted_evidence() -> None:
    accepted = evidence("accepted", advice="read by Li")
    row = sampling(known(HIDES, seen_through={("app.py", 3): accepted}))

    assert (row.state, row.evidence) == (State.DONE, (accepted,))


@pytest.mark.parametrize(
    ("not_run", "state"),
    [
        pytest.param(NotRun(unselected=("GLM201",)), State.UNSEEN, id="left out of a selection"),
        pytest.param(NotRun(ignored=("GLM201",)), State.DONE, id="one is switched off by name"),
        pytest.param(NotRun(ignored=("GLM201",), all=True), State.UNSEEN, id="all are"),
    ],
)
def test_rules_that_did_not_run_leave_an_item_open(not_run: NotRun, state: State) -> None:
    row = sampling(known(SENDS, not_run={**ALL_RAN, "sampling": not_run}))

    assert row.state is state
    assert ("Not all rules of this item ran: GLM201 did not." in row.note) is (
        state is State.UNSEEN
    )


def test_what_only_a_person_can_do_is_manual_until_it_is_confirmed() -> None:
    def prompts(given: Known) -> Item:
        return judged(about("prompts"), given)

    confirmed = {"prompts": "read by Li"}

    assert prompts(NOTHING).state is State.NONE
    assert prompts(known(SENDS)).state is State.MANUAL
    assert prompts(known(SENDS)).note.startswith("Read the prompts")
    assert prompts(known(SENDS, confirmed=confirmed)).note == (
        "Confirmed in the settings: read by Li"
    )


def test_an_empty_project_can_not_be_confirmed() -> None:
    assert sampling(known(confirmed={"sampling": "read"})).state is State.NONE
    assert NOTHING.is_empty
    assert not known(gaps=(GAP,)).is_empty
    assert known(gaps=(replace(GAP, kind="accepted"),)).is_empty


def test_streaming_concerns_only_the_calls_that_may_stream() -> None:
    plain, streamed = placed(), placed(streams=True)
    row = judged(about("streaming"), known(plain, streamed))

    assert row.note == "1 of 2 calls may stream."
    assert judged(about("streaming"), known(plain)).state is State.NONE
    assert judged(about("streaming"), known(plain)).note == "No call is seen to stream."
    assert judged(about("tool-streaming"), known(streamed)).state is State.NONE
    tools = placed(streams=True, tools=True)
    assert judged(about("tool-streaming"), known(tools)).state is State.DONE


def test_an_id_that_is_loaded_from_elsewhere_concerns_only_the_model() -> None:
    given = known(placed(), loaded=(evidence("unseen", "models.yaml"),))

    assert judged(about("model-identifier"), given).state is State.UNSEEN
    assert sampling(given).state is State.DONE


def test_a_setting_without_its_call_leaves_all_but_the_model_open() -> None:
    given = known(
        settings=(evidence("unseen", "keyword model= of Agent(…)"),),
        set_ids=(evidence("seen", "glm-4.6 is `MODEL`"),),
    )

    assert sampling(given).state is State.UNSEEN
    assert sampling(given).note == "The call is not seen."
    assert judged(about("model-identifier"), given).state is State.DONE


def test_words_of_a_call_are_shown_without_secrets() -> None:
    secret = placed(proofs=(Proof("sampling", 'api_key="sk-0123456789abcdef0123"\x1b'),))
    (one,) = sampling(known(secret)).evidence

    assert "sk-0123456789" not in one.message
    assert "\x1b" not in one.message


@pytest.mark.parametrize(
    ("call", "state"),
    [
        pytest.param(SENDS, State.DONE, id="what it sends is seen"),
        pytest.param(placed(), State.UNSEEN, id="only the rule would tell"),
    ],
)
def test_an_ignored_rule_leaves_open_what_only_it_would_tell(
    call: ReportedCall, state: State
) -> None:
    row = sampling(known(call, not_run={**ALL_RAN, "sampling": NotRun(ignored=("GLM201",))}))

    assert row.state is state
    unseen = [one.message for one in row.evidence if one.kind == "unseen"]
    assert unseen == ["GLM201 would tell, and is ignored"][: state is State.UNSEEN]
