"""All rules at once: together they send what was promised, whatever the order of their fixes.

`test_requests` runs one rule at a time; here they meet in one call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.engine.fix_rounds import fix
from glm_migrate.runner.verification.script import Object, Script
from glm_migrate.runner.verification.service import Wire
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source
from tests.end_to_end.wire.promise import ASK, BODY, OPENAI, URL, ZAI, ZHIPU, create
from tests.end_to_end.wire.stage import Stage, changed

NEW: Object = {"model": "glm-4.6"}
OFF: Object = {"thinking": {"type": "disabled"}}
ON: Object = {"thinking": {"type": "enabled"}}
KEEP_OFF = {"thinking": "keep-off"}


@dataclass(frozen=True)
class Case:
    """A program, the settings, and what changes in its one request.

    Attributes:
        sends: It reaches the server as it is; else the promise is the whole body, without messages.
    """

    program: str
    promised: Object
    applied: Applicability = Applicability.SAFE
    settings: Mapping[str, str] = field(default_factory=dict)
    sends: bool = True


CASES = {
    "GLM-4's temperature is pinned and thinking kept off, in zhipuai": Case(
        ZHIPU + create(f'model="glm-4-plus", {ASK}'),
        {**NEW, "temperature": 0.75, **OFF},
        Applicability.UNSAFE,
        KEEP_OFF,
    ),
    "GLM-4's temperature is pinned and thinking kept off, in openai": Case(
        OPENAI + create(f'model="glm-4-plus", {ASK}'),
        {**NEW, "temperature": 0.75, **OFF},
        Applicability.UNSAFE,
        KEEP_OFF,
    ),
    "thinking is switched on where the user says so": Case(
        OPENAI + create(f'model="glm-4", {ASK}, top_p=0.8, extra_body={{"user_id": "abcdef"}}'),
        {**NEW, **ON},
        Applicability.UNSAFE,
        {"thinking": "on"},
    ),
    "thinking in a body that is posted": Case(
        f'import httpx\nbody = {{"model": "glm-4", "temperature": 0.2, {BODY}}}\n'
        f'print(httpx.post({URL}, json=body).json()["choices"][0]["message"]["content"])\n',
        {**NEW, **OFF},
        Applicability.UNSAFE,
        KEEP_OFF,
    ),
    "without the user's word only the id changes": Case(
        ZHIPU + create(f'model="glm-4-plus", {ASK}'), NEW, settings=KEEP_OFF
    ),
    "a pin never meets a top_p": Case(
        ZAI + create(f'model="glm-4.5", {ASK}, top_p=0.7'), NEW, Applicability.UNSAFE
    ),
    "the newer name of max_tokens, which zai-sdk does not take": Case(
        ZAI + create(f'model="glm-4.6", {ASK}, max_completion_tokens=9000'),
        {**NEW, "max_tokens": 9000, "response_format": None, "thinking": None},
        sends=False,
    ),
    "thinking with the key of the guide's prose": Case(
        ZAI + create(f'model="glm-4.6", {ASK}, thinking={{ type: "enabled" }}'),
        {**NEW, **ON, "response_format": None},
        sends=False,
    ),
    "thinking as a keyword of openai, and as a bool": Case(
        OPENAI + create(f'model="glm-4.6", {ASK}, thinking=False'), {**NEW, **OFF}, sends=False
    ),
    "the user's own move is safe": Case(
        ZAI + create(f'model="glm-4.5-air", {ASK}, temperature=0.4'),
        NEW,
        settings={"models": {"glm-4.5-air": "glm-4.6"}},  # type: ignore[dict-item]
    ),
}


def fixed(case: Case, program: str) -> str:
    source = Source.decode(Path("program.py"), program.encode())
    config = Config(**case.settings)  # type: ignore[arg-type]
    return fix(source, config, at_least=case.applied).after.text


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_request_changes_as_promised(wire: Wire, program_stage: Stage, case: Case) -> None:
    wire.play(Script(content="好的"))
    text = fixed(case, case.program)
    before = program_stage.run(case.program)
    after = program_stage.run(text)

    assert after.status == 0, f"{text}\n{after.stderr}"
    if case.sends:
        assert after.stdout == before.stdout
        assert changed(before.bodies[0], after.bodies[0]) == case.promised
    else:
        assert before.bodies == []
        body = {name: value for name, value in after.bodies[0].items() if name != "messages"}
        assert body == case.promised


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_second_fix_changes_nothing(case: Case) -> None:
    once = fixed(case, case.program)

    assert fixed(case, once) == once
