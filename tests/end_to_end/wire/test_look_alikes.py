"""What must stay as it is: no rule about streams speaks, no fix changes it, and it runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check
from glm_migrate.runner.verification.script import Script
from glm_migrate.runner.verification.service import Wire
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Source
from tests.end_to_end.wire.look_alikes import LOOK_ALIKES, NO_FLAG, Program
from tests.end_to_end.wire.loop_shapes import NAIVE, SOUND
from tests.end_to_end.wire.stage import Stage
from tests.end_to_end.wire.test_requests import fixed
from tests.end_to_end.wire.test_streams import TWO

STREAMS = Config(select=("GLM401", "GLM402", "GLM403", "GLM404", "GLM405", "GLM406"))
FLAG = Config(select=("GLM401",))


def codes(text: str, config: Config) -> set[str]:
    source = Source.decode(Path("program.py"), text.encode())
    return {finding.code for finding in check(source, config)}


@pytest.mark.parametrize("program", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_a_look_alike_is_left_alone_and_runs(
    wire: Wire, program_stage: Stage, program: Program
) -> None:
    wire.play(Script(content="好的", calls=TWO))

    assert codes(program.text, STREAMS) == set()
    assert fixed(program.text, Config(), Applicability.UNSAFE) == program.text
    run = program_stage.run(program.text)
    assert (run.status, run.stderr) == (0, "")
    assert run.stdout.strip()


@pytest.mark.parametrize("program", NO_FLAG.values(), ids=NO_FLAG)
def test_no_flag_is_added_where_it_has_no_place(
    wire: Wire, program_stage: Stage, program: Program
) -> None:
    wire.play(Script(content="好的", calls=TWO, named=True))

    assert codes(program.text, FLAG) == set()
    assert "tool_stream" not in fixed(program.text, FLAG, Applicability.UNSAFE)
    run = program_stage.run(program.text)
    assert (run.status, run.stderr) == (0, "")
    assert all("tool_stream" not in body for body in run.bodies)


def test_there_are_25_naive_loops_and_25_that_look_alike() -> None:
    texts = [(shape.before, shape.body) for shape in (*NAIVE.values(), *SOUND.values())]

    assert len(set(texts)) == len(texts)
    assert len(NAIVE) >= 25
    assert len(SOUND) + len(LOOK_ALIKES) >= 25
