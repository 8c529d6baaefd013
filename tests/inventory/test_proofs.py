"""What is seen of each item of the guide in a call, or what keeps it unseen."""

from __future__ import annotations

import pytest

from glm_migrate.inventory import call_properties
from glm_migrate.inventory.call_records import Proof
from glm_migrate.inventory.proofs import may_send, proofs, streams, unseen_reader, written
from glm_migrate.model.calls import ChatCall
from tests.chat_calls import CREATE, LOCAL, ZAI, ask, call_in, migration

FRAMEWORK = "from langchain_community.chat_models import ChatZhipuAI\nChatZhipuAI(model='glm-4')\n"


def of(call: ChatCall, item: str) -> list[Proof]:
    one = migration()
    models = tuple(call_properties.models(call, one, {}))
    thinking, sampling = call_properties.thinks(call, one), call_properties.samples(call, one)
    return [p for p in proofs(call, models, thinking, sampling, one) if p.item == item]


def shown(arguments: str, item: str, head: str = ZAI) -> list[tuple[str, bool]]:
    return [(one.words, one.seen) for one in of(ask(arguments, head), item)]


@pytest.mark.parametrize(
    ("arguments", "may"),
    [
        ("", False),
        ("stream=True", True),
        ("stream=False", False),
        ("stream=None", False),
        ("stream=x", True),
        ("**x", True),
    ],
)
def test_whether_an_answer_may_be_streamed(arguments: str, may: bool) -> None:
    assert streams(ask(arguments)) is may


def test_the_methods_of_a_framework_may_stream() -> None:
    assert streams(call_in(FRAMEWORK))
    assert [one.seen for one in of(call_in(FRAMEWORK), "streaming")] == [False]


@pytest.mark.parametrize(
    ("arguments", "may"),
    [("", False), ("tools=[{}]", True), ("tools=None", False), ("**x", True), ("tools=x", True)],
)
def test_whether_a_parameter_may_be_sent(arguments: str, may: bool) -> None:
    assert may_send(ask(arguments), "tools") is may


def test_an_id_that_stays_is_seen_and_one_that_moves_is_left_to_its_finding() -> None:
    assert shown("model='glm-4.6'", "model-identifier") == [("glm-4.6 (the target)", True)]
    assert shown("model='glm-4.5'", "model-identifier") == []
    assert shown("model=read()", "model-identifier") == [
        ("`read()` is computed at run time", False)
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("model='glm-4.6', temperature=0.3", [("temperature=0.3", True)]),
        ("model='glm-4.5', temperature=0.3, top_p=0.8", []),
        (
            "model='glm-4.6', top_p=read()",
            [("top_p: `read()` is computed at run time", False)],
        ),
    ],
)
def test_sampling_is_seen_where_nothing_changes(
    arguments: str, expected: list[tuple[str, bool]]
) -> None:
    assert shown(arguments, "sampling") == expected


def test_of_another_server_the_defaults_and_thinking_are_not_known() -> None:
    assert shown("model='glm-4.6'", "sampling", LOCAL) == [
        ("neither is sent; the default of this provider is not known", True)
    ]
    assert shown("model='glm-4.6'", "thinking", LOCAL) == []


def test_thinking_is_seen_where_it_stays() -> None:
    off = "thinking={'type': 'disabled'}"

    assert shown(f"model='glm-4.6', {off}", "thinking") == [("off", True)]
    assert shown("model='glm-4-plus'", "thinking") == []


def test_a_stream_is_seen_where_its_loop_is() -> None:
    loop = f"{ZAI}for chunk in {CREATE}(model='glm-4.6', stream=True):\n    print(chunk.usage)\n"
    lost = ask("model='glm-4.6', stream=True")

    assert [(one.words, one.seen) for one in of(call_in(loop), "streaming")] == [
        ("stream=True", True)
    ]
    assert unseen_reader(call_in(loop)) == ""
    assert unseen_reader(lost).startswith("what reads the stream: ")
    assert [one.seen for one in of(lost, "streaming")] == [False]


def test_items_that_do_not_concern_a_call_have_no_proof() -> None:
    assert shown("model='glm-4.6'", "streaming") == []
    assert shown("model='glm-4.6', stream=True", "tool-streaming") == []
    assert shown("model='glm-4.6', tools=[{}]", "tool-streaming") == []


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ("", "no max_tokens"),
        ("max_tokens=100", "max_tokens=100"),
        ("max_tokens=100 if x else 200", "max_tokens=100 or 200"),
        ("max_tokens=read()", "max_tokens=not seen"),
    ],
)
def test_a_parameter_is_told_with_all_that_it_can_be(arguments: str, text: str) -> None:
    assert written(ask(arguments), "max_tokens") == text


def test_a_parameter_that_a_spread_may_hold_is_not_seen() -> None:
    ((words, seen),) = shown("model='glm-4.6', **x", "max-tokens")

    assert (words[:17], seen) == ("max_tokens: `**x`", False)
