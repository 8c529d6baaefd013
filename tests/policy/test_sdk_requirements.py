"""Which version of a library a call needs, by the keywords that it passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.knowledge.client_facts import client
from glm_migrate.model.dependencies import Need
from glm_migrate.policy.sdk_requirements import needs_of
from tests.chat_calls import LOCAL, ZAI, ask, call_in

SINCE = client("zai").placement("tool_stream").since


def test_a_keyword_that_came_later_is_a_need_of_its_package() -> None:
    assert list(needs_of(ask("model='glm-4.5', tool_stream=True"))) == [
        Need("zai-sdk", SINCE, Path("example.py"), 3, "tool_stream")
    ]
    assert SINCE


def test_a_keyword_of_a_spread_dict_is_one_as_well() -> None:
    call = ask("**{'model': 'glm-4.5', 'tool_stream': True}")

    assert [need.reason for need in needs_of(call)] == ["tool_stream"]


@pytest.mark.parametrize(
    ("arguments", "head"),
    [
        pytest.param("model='glm-4.5', temperature=1", ZAI, id="a keyword of every version"),
        pytest.param("extra_body={'tool_stream': True}", ZAI, id="inside extra_body"),
        pytest.param("tool_stream=True", LOCAL, id="no keyword of that client"),
        pytest.param("tool_stream=True", "client = None\n", id="an unknown client"),
    ],
)
def test_other_calls_need_nothing(arguments: str, head: str) -> None:
    assert list(needs_of(ask(arguments, head))) == []


def test_a_raw_request_needs_nothing() -> None:
    code = (
        "import httpx\nhttpx.post('https://api.z.ai/api/paas/v4/chat/completions',"
        " json={'model': 'glm-4.5', 'messages': [], 'tool_stream': True})\n"
    )

    assert list(needs_of(call_in(code))) == []
