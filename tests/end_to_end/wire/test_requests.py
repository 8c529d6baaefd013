"""The body that arrives after `fix` is the body that the finding promised, field by field.

Every program is run as it is, fixed, and run again with the same real client; the recorded bodies
may differ in the promised fields only. The promises are written from the vendor's documents.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check
from glm_migrate.engine.fix_rounds import fix
from glm_migrate.runner.verification.script import Object, Script
from glm_migrate.runner.verification.service import Wire
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source
from tests.end_to_end.wire import (
    promises_helpers,
    promises_litellm,
    promises_required,
    promises_suggested,
)
from tests.end_to_end.wire.promise import BY_LITELLM, Case
from tests.end_to_end.wire.stage import Run, Stage, changed
from tests.end_to_end.wire.untouched import UNTOUCHED

ANSWER = Script(content="好的", named=True)
CASES = [
    pytest.param(
        codes,
        case,
        id=f"{codes[0]}: {why}",
        marks=BY_LITELLM if module is promises_litellm else (),
    )
    for module in (promises_required, promises_suggested, promises_helpers, promises_litellm)
    for codes, table in module.TABLES.items()
    for why, case in table.items()
]


def fixed(program: str, config: Config, at_least: Applicability) -> str:
    """`program` after `fix`."""
    source = Source.decode(Path("program.py"), program.encode())
    return fix(source, config, at_least=at_least).after.text


def told(body: Object) -> Object:
    return {name: value for name, value in body.items() if name != "messages"}


def changes(before: Run, after: Run) -> tuple[Object, ...]:
    """Per request, the fields that differ."""
    pairs = zip(before.bodies, after.bodies, strict=True)
    return tuple(changed(one, other) for one, other in pairs)


@pytest.mark.parametrize(("codes", "case"), CASES)
def test_the_request_changes_as_promised(
    wire: Wire, program_stage: Stage, codes: tuple[str, ...], case: Case
) -> None:
    wire.play(ANSWER)
    config = Config(select=codes, thinking=case.thinking)
    rewritten = fixed(case.program, config, case.applied)
    before, after = program_stage.run(case.program), program_stage.run(rewritten)

    assert after.status == 0, f"{rewritten}\n{after.stderr}"
    if case.raises:
        assert before.error.startswith(case.raises)
        assert tuple(told(body) for body in after.bodies) == case.promised
    else:
        assert before.status == 0, before.stderr
        assert after.stdout == before.stdout
        assert changes(before, after) == case.promised
        assert [sent.host for sent in after.requests] == [sent.host for sent in before.requests]


@pytest.mark.parametrize(("codes", "case"), CASES)
def test_a_second_fix_changes_nothing(codes: tuple[str, ...], case: Case) -> None:
    config = Config(select=codes, thinking=case.thinking)
    once = fixed(case.program, config, case.applied)

    assert fixed(once, config, case.applied) == once


@pytest.mark.parametrize("program", UNTOUCHED.values(), ids=UNTOUCHED)
def test_what_must_stay_stays_and_runs(wire: Wire, program_stage: Stage, program: str) -> None:
    wire.play(ANSWER)

    assert fixed(program, Config(), Applicability.SAFE) == program
    assert program_stage.run(program).status == 0


@BY_LITELLM
@pytest.mark.parametrize("program", promises_litellm.SETTLED.values(), ids=promises_litellm.SETTLED)
def test_nothing_is_promised_where_the_flag_has_no_place(
    wire: Wire, program_stage: Stage, program: str
) -> None:
    wire.play(ANSWER)
    config = Config(select=("GLM401", "GLM402", "GLM404", "GLM601"))
    source = Source.decode(Path("program.py"), program.encode())

    assert check(source, config) == ()
    assert fixed(program, config, Applicability.UNSAFE) == program
    assert program_stage.run(program).status == 0
