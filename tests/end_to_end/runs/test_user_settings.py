"""What the user decides in the settings: moves, aliases, clients, thinking, sampling, target."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check
from glm_migrate.engine.fix_rounds import fix
from glm_migrate.model.findings import Severity
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source

ZAI = "from zai import ZaiClient\nclient = ZaiClient()\n"
TARGET = str(Path(__file__).parents[2] / "knowledge" / "targets" / "made-up.toml")


def ask(arguments: str) -> str:
    return f"client.chat.completions.create({arguments}, messages=[])\n"


def source(code: str) -> Source:
    return Source.decode(Path("app.py"), code.encode())


def codes(code: str, **settings: Any) -> list[str]:
    return [finding.code for finding in check(source(code), Config(**settings))]


def fixed(code: str, at_least: Applicability = Applicability.SAFE, **settings: Any) -> str:
    return fix(source(code), Config(**settings), at_least=at_least).after.text


@pytest.mark.parametrize(
    ("before", "after", "settings"),
    [
        pytest.param(
            'model="glm-4.5-air", top_p=0.8',
            'model="glm-4.6", top_p=0.8',
            {"models": {"glm-4.5-air": "glm-4.6"}},
            id="a dearer model, because the user says so",
        ),
        pytest.param(
            'model="GLM-4-Flash", top_p=0.8',
            'model="glm-4.6", top_p=0.8',
            {"models": {"glm-4-flash": "glm-4.6"}},
            id="a free model in another case",
        ),
        pytest.param(
            'model="glm-4.5-flash", temperature=0.2, top_p=0.8',
            'model="glm-4.7-flash", temperature=0.2',
            {"models": {"glm-4.5-flash": "glm-4.7-flash"}},
            id="a model of the user's choice",
        ),
        pytest.param(
            'model="our-model"',
            'model="glm-4.6"',
            {"models": {"our-model": "glm-4.6"}},
            id="a name that only the user knows",
        ),
        pytest.param(
            'model="glm-4.6", temperature=0.2, top_p=0.8',
            'model="glm-4.6", top_p=0.8',
            {"sampling_keep": "top_p"},
            id="top_p is kept",
        ),
    ],
)
def test_a_decision_of_the_user_is_safe(before: str, after: str, settings: dict[str, Any]) -> None:
    assert fixed(ZAI + ask(before), **settings) == ZAI + ask(after)


def test_a_move_to_another_model_tells_nothing_of_the_targets_defaults() -> None:
    moves = {"glm-4.5-flash": "glm-4.7-flash"}
    code = ZAI + ask('model="glm-4.5-flash"')

    assert codes(code, models=moves, thinking="keep-off") == ["GLM101"]


def test_an_alias_counts_as_what_it_stands_for() -> None:
    code = ZAI + ask('model="our-fast", top_p=0.8')

    assert codes(code) == ["GLM903"]  # the vendor is asked, for what is not known
    assert codes(code, model_aliases={"our-fast": "glm-4.5-air"}) == ["GLM101"]
    assert fixed(code, Applicability.UNSAFE, model_aliases={"our-fast": "glm-4.5-air"}) == code


def test_an_alias_of_the_target_is_not_old() -> None:
    code = ZAI + ask('model="our-fast", temperature=0.2, top_p=0.8')
    after = ZAI + ask('model="our-fast", temperature=0.2')

    assert fixed(code, model_aliases={"our-fast": "glm-4.6"}) == after


def test_a_known_client_is_a_glm_client() -> None:
    code = "from app.llm import get_client\nclient = get_client()\n" + ask(
        "model=name, temperature=2"
    )

    assert "GLM203" not in codes(code)
    assert "GLM203" in codes(code, known_clients=("app.llm.get_client",))


@pytest.mark.parametrize("thinking", ["keep-off", "on", "leave"])
def test_thinking_is_the_users_word(thinking: str) -> None:
    written = {"keep-off": "disabled", "on": "enabled"}.get(thinking)
    more = f', thinking={{"type": "{written}"}}' if written else ""
    after = fixed(ZAI + ask('model="glm-4-plus", top_p=1'), Applicability.UNSAFE, thinking=thinking)

    assert (
        after
        == ZAI + f'client.chat.completions.create(model="glm-4.6", top_p=1, messages=[]{more})\n'
    )


def test_defaults_and_thinking_are_written_while_the_old_id_is_there() -> None:
    code = source(ZAI + ask('model="glm-4"'))
    done = fix(code, Config(thinking="keep-off"), at_least=Applicability.UNSAFE)

    assert [finding.code for finding in done.applied] == ["GLM202", "GLM301", "GLM101"]


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        pytest.param('model="glm-4.5", temperature=0.1', {}, id="temperature is set"),
        pytest.param('model="glm-4.5", top_p=0.1', {}, id="top_p is set"),
        pytest.param('model="glm-4.5", top_p=0.1', {"sampling_keep": "top_p"}, id="and kept"),
        pytest.param('model="glm-4.5", extra_body={"top_p": 0.1}', {}, id="top_p is in extra_body"),
        pytest.param('model="glm-4.5", temperature=0.2, top_p=0.1', {}, id="both are set"),
        pytest.param('model="glm-4.5"', {}, id="none is set"),
        pytest.param('model="glm-4.5", **more', {}, id="a spread may set one"),
    ],
)
def test_no_fix_leaves_a_call_with_both(arguments: str, settings: dict[str, Any]) -> None:
    text = fixed(ZAI + ask(arguments), Applicability.UNSAFE, **settings)

    assert not ("temperature" in text and "top_p" in text)


# ---- another target


def test_another_target_has_other_rules() -> None:
    """Older ids, defaults, ranges, limits, thinking and fields are all data of the target."""
    tools = 'tools=[{"type": "function", "function": {"name": "f"}}], stream=True'
    found = {
        'model="glm-4.6", top_p=0.5': ["GLM101"],
        'model="glm-4.6"': ["GLM101", "GLM202"],
        'model="glm-4.7", temperature=1.8': [],
        'model="glm-4.7", top_p=0.95': ["GLM203"],
        'model="glm-4.7", top_p=0.5, max_tokens=120000': ["GLM501"],
        'model="glm-4.7", top_p=0.5, reasoning_effort="high"': [],
        'model="glm-4.7", top_p=0.5, reasoning_effort="low"': ["GLM603"],
        f'model="glm-4.7", top_p=0.5, {tools}': [],
        'model="glm-5", temperature=0.5, top_p=0.5': [],
        'model="glm-3-turbo", temperature=0.5, top_p=0.5': [],
    }  # fmt: skip

    assert {one: sorted(set(codes(ZAI + ask(one), target=TARGET))) for one in found} == found


def test_a_dearer_move_of_another_target_needs_the_users_word() -> None:
    code = ZAI + ask('model="glm-4.5-air", top_p=0.5')

    assert fixed(code, target=TARGET) == code
    assert fixed(code, Applicability.UNSAFE, target=TARGET) == code.replace(
        "glm-4.5-air", "glm-4.7"
    )


# ---- places that contradict a rename


def test_a_list_of_an_id_that_a_call_asks_is_a_warning() -> None:
    code = (
        f"{ZAI}OFFERED = ['glm-4.5']; offer(OFFERED)\nOTHER = ['glm-4-plus']\nmodel = 'glm-4.5'\n"
        + ask("model=model, top_p=0.5")
    )
    found = [f for f in check(source(code)) if f.code == "GLM102"]

    assert [(f.severity, f.message) for f in found] == [
        (
            Severity.WARNING,
            '"glm-4.5" is listed (one of several); the call at line 6 depends on it',
        ),
        (Severity.INFO, '"glm-4-plus" is listed (one of several)'),
    ]
