"""Whether a call has the model think, as it stands and once it is migrated."""

from __future__ import annotations

import pytest

from glm_migrate.knowledge.model_facts import models
from glm_migrate.policy.thinking import Thinking, after, before, stated, turns_on
from tests.chat_calls import ZAI, ask, migration

ON, OFF, UNSEEN = Thinking.ON, Thinking.OFF, Thinking.UNSEEN


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("thinking={'type': 'enabled'}", ON, id="on"),
        pytest.param("thinking={'type': 'disabled'}", OFF, id="off"),
        pytest.param("extra_body={'thinking': {'type': 'disabled'}}", OFF, id="in extra_body"),
        pytest.param("thinking=None", None, id="null says nothing"),
        pytest.param("thinking={'type': 'auto'}", UNSEEN, id="an unknown type"),
        pytest.param("thinking={'type': kind}", UNSEEN, id="a type that is not seen"),
        pytest.param("thinking=True", UNSEEN, id="no dict"),
        pytest.param(
            "thinking={'type': 'enabled'} if x else {'type': 'disabled'}", UNSEEN, id="either"
        ),
        pytest.param("thinking=read()", UNSEEN, id="not seen"),
        pytest.param("**options", UNSEEN, id="what is sent is not seen"),
    ],
)
def test_what_a_call_says(arguments: str, said: Thinking | None) -> None:
    assert stated(ask(f"model='glm-4.5', {arguments}")) is said


@pytest.mark.parametrize(
    ("model", "arguments", "state"),
    [
        pytest.param("glm-4-plus", "thinking={'type': 'enabled'}", OFF, id="it can't"),
        pytest.param("glm-z1-air", "thinking={'type': 'disabled'}", ON, id="it always does"),
        pytest.param("glm-4.5", "", ON, id="by default"),
        pytest.param("glm-4.5", "thinking={'type': 'disabled'}", OFF, id="as told"),
        pytest.param("glm-4-voice", "", UNSEEN, id="it is not known"),
        pytest.param("glm-4-voice", "thinking={'type': 'enabled'}", ON, id="told, not known"),
    ],
)
def test_a_call_as_it_stands(model: str, arguments: str, state: Thinking) -> None:
    assert before(ask(f"model='{model}', {arguments}"), models()[model]) is state


@pytest.mark.parametrize(
    ("model", "arguments", "settings", "state"),
    [
        pytest.param("glm-4.5", "", {}, ON, id="the target thinks by default"),
        pytest.param("glm-4.5", "thinking={'type': 'disabled'}", {}, OFF, id="as told"),
        pytest.param("glm-4-plus", "", {"thinking": "leave"}, ON, id="left to the target"),
        pytest.param("glm-4-plus", "", {"thinking": "keep-off"}, OFF, id="kept off"),
        pytest.param("glm-4.5", "", {"thinking": "keep-off"}, ON, id="it was on already"),
        pytest.param("glm-4-plus", "**options", {"thinking": "keep-off"}, UNSEEN, id="not seen"),
    ],
)
def test_a_call_once_it_is_migrated(
    model: str, arguments: str, settings: dict[str, str], state: Thinking
) -> None:
    assert after(ask(f"model='{model}', {arguments}"), migration(**settings)) is state


def test_thinking_comes_on_only_for_models_that_had_none() -> None:
    def ids(arguments: str) -> list[str]:
        return [model.id for model in turns_on(ask(arguments), migration())]

    assert ids("model='glm-4-plus' if x else 'glm-4.5'") == ["glm-4-plus"]
    assert ids("model='glm-4-plus', thinking={'type': 'disabled'}") == []
    assert ids("model='gpt-4o'") == []


def test_what_is_said_on_some_paths_only_is_not_seen() -> None:
    head = (
        f"{ZAI}o = {{'model': 'glm-4.5'}}\nif client:\n    o['thinking'] = {{'type': 'enabled'}}\n"
    )

    assert stated(ask("**o", head)) is UNSEEN
