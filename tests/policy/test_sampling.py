"""What decides how a call samples: its values, the server, and what the client makes of both."""

from __future__ import annotations

import pytest

from glm_migrate.model.calls import Argument, ChatCall
from glm_migrate.policy.sampling import choose, kept, leaves_to_server, really_sent, shown
from tests.chat_calls import LOCAL, ZAI, ask, call_in, migration

LANGCHAIN = "from langchain_community.chat_models import ChatZhipuAI\nChatZhipuAI(model='glm-4')\n"
PARTIAL = "from functools import partial\n"


def sent(call: ChatCall, name: str) -> Argument:
    argument = call[name]
    assert argument is not None
    return argument


@pytest.mark.parametrize(
    ("call", "leaves"),
    [
        pytest.param(ask("model='glm-4.5'"), True, id="neither is sent"),
        pytest.param(ask("model='glm-4.5', top_p=0.9"), False, id="one is sent"),
        pytest.param(ask("model='glm-4.5', **options"), False, id="what is sent is not seen"),
        pytest.param(ask("model='glm-4.5', do_sample=False"), False, id="greedy"),
        pytest.param(ask("model='glm-4.5', do_sample=True"), True, id="sampling is on"),
        pytest.param(call_in(LANGCHAIN), False, id="the client sends its own"),
        pytest.param(
            call_in(f"{PARTIAL}{ZAI}partial(client.chat.completions.create, model='glm-4.5')\n"),
            False,
            id="whoever calls the partial may",
        ),
    ],
)
def test_a_call_leaves_sampling_to_the_server_only_for_certain(
    call: ChatCall, leaves: bool
) -> None:
    assert leaves_to_server(call) is leaves


@pytest.mark.parametrize(
    ("arguments", "number"),
    [
        pytest.param("temperature=1", 0.99, id="the SDK clamps"),
        pytest.param("temperature=0.5", None, id="between the ends"),
        pytest.param("extra_body={'temperature': 1}", None, id="not in extra_body"),
        pytest.param("temperature='hot'", None, id="no number"),
    ],
)
def test_the_client_may_send_another_number(arguments: str, number: float | None) -> None:
    call = ask(f"model='glm-4.5', {arguments}")
    argument = sent(call, "temperature")

    assert really_sent(call, argument, argument.value.candidates[0]) == number


@pytest.mark.parametrize(
    ("arguments", "settings", "stays"),
    [
        pytest.param("temperature=0.3, top_p=0.8", {}, "temperature", id="by default"),
        pytest.param(
            "temperature=0.3, top_p=0.8", {"sampling_keep": "top_p"}, "top_p", id="as told"
        ),
        pytest.param(
            "temperature=0, top_p=0.8", {"sampling_keep": "top_p"}, "temperature", id="zero"
        ),
        pytest.param(
            "temperature=0.3, top_p=0.95",
            {"sampling_keep": "top_p"},
            "temperature",
            id="the target's top_p says nothing",
        ),
        pytest.param("temperature=1, top_p=0.8", {}, "top_p", id="nor does its temperature"),
    ],
)
def test_of_two_values_the_telling_one_stays(
    arguments: str, settings: dict[str, str], stays: str
) -> None:
    call = ask(f"model='glm-4.5', {arguments}")
    both = sent(call, "temperature"), sent(call, "top_p")
    goes, stayed = choose(call, *both, migration(**settings))

    assert stayed.name == stays
    assert {goes.name, stayed.name} == {"temperature", "top_p"}
    assert [one.name for one in kept(call, migration(**settings))] == [stays]


def test_both_values_stay_where_the_call_asks_no_model_of_the_vendor() -> None:
    call = ask("model='glm-4.5', temperature=0.3, top_p=0.8", LOCAL)

    assert [one.name for one in kept(call, migration())] == ["temperature", "top_p"]


def test_a_single_value_stays_and_none_is_none() -> None:
    assert [one.name for one in kept(ask("model='glm-4.5', top_p=0.8"), migration())] == ["top_p"]
    assert kept(ask("model='glm-4.5'"), migration()) == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("0.3", "temperature=0.3", id="a number"),
        pytest.param("1", "temperature=1 (zai-sdk sends 0.99)", id="a clamped one"),
        pytest.param("0.3 if x else 0.4", "temperature=0.3 or 0.4", id="either"),
        pytest.param("read()", "temperature=not seen", id="not seen"),
    ],
)
def test_a_value_is_shown_with_what_the_client_makes_of_it(value: str, text: str) -> None:
    call = ask(f"model='glm-4.5', temperature={value}")

    assert shown(call, sent(call, "temperature")) == text
