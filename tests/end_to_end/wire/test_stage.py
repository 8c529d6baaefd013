"""The stage runs a program as a shell would, alone and cut off from the network."""

from __future__ import annotations

import pytest

from glm_migrate.runner.verification.script import Object
from tests.end_to_end.wire.stage import ABSENT, Stage, changed


def test_programs_do_not_see_each_other(program_stage: Stage) -> None:
    first = program_stage.run("import os, sys\nsys.left = os.environ['LEFT'] = 'behind'\n")
    second = program_stage.run(
        "import os, sys\nprint(hasattr(sys, 'left'), os.environ.get('LEFT'), sys.argv[1:])\n"
    )

    assert first.status == 0
    assert second.stdout == "False None []\n"


@pytest.mark.parametrize(
    ("program", "status", "error"),
    [
        pytest.param("raise SystemExit(3)", 3, "", id="an exit status"),
        pytest.param("raise SystemExit('no')", 1, "no", id="an exit with a message"),
        pytest.param("raise SystemExit", 0, "", id="a plain exit"),
        pytest.param("1 / 0", 1, "ZeroDivisionError: division by zero", id="an exception"),
        pytest.param("def", 1, "SyntaxError: invalid syntax", id="no Python at all"),
    ],
)
def test_how_a_program_ends(program_stage: Stage, program: str, status: int, error: str) -> None:
    run = program_stage.run(program)

    assert (run.status, run.error) == (status, error)


def test_a_program_has_its_input_and_arguments(program_stage: Stage) -> None:
    path = program_stage.directory / "echo.py"
    path.write_text("import sys\nprint(input(), sys.argv[1:])\n")

    assert program_stage.run_file(path, "a", stdin="你好\n").stdout == "你好 ['a']\n"


def test_no_program_reaches_the_outside(program_stage: Stage) -> None:
    run = program_stage.run("import socket\nsocket.create_connection(('203.0.113.1', 443), 1)\n")

    assert run.error == "ConnectionRefusedError: not on this stage: 203.0.113.1"


def test_what_changed_between_two_bodies() -> None:
    before: Object = {"model": "a", "top_p": 0.9, "stream": True, "thinking": None}
    after: Object = {"model": "b", "stream": True, "tool_stream": True}

    assert changed(before, after) == {
        "model": "b",
        "top_p": ABSENT,
        "thinking": ABSENT,
        "tool_stream": True,
    }
