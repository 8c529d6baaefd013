"""A program in a fork of a warm process does what it does in a new interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from glm_migrate.runner.verification.command import Command, Ran
from glm_migrate.runner.verification.environment import Surroundings, environment
from tests.runner.verification.run import program
from tests.runner.verification.verifying import forked
from tests.runner.verification.warm import Warm

TELLS = """import atexit, os, sys
atexit.register(print, "the end")
print(__name__, sys.argv, os.getcwd(), sys.path[0], os.environ["WORD"], sys.stdin.read())
print(sys.dont_write_bytecode, sorted(one for one in vars() if one[0] != "_"))
print("remark", file=sys.stderr)
"""


def both(warm: Warm, folder: Path, words: Sequence[str], timeout: float = 60) -> tuple[Ran, Ran]:
    """What a command does in a new interpreter, and in a fork."""
    command = Command((sys.executable, *words), folder, "Grüße".encode(), timeout)
    new = run(command, folder / "new")
    with forked(warm):
        return new, run(command, folder / "fork")


def run(command: Command, folder: Path) -> Ran:
    folder.mkdir()
    surroundings = Surroundings("http://127.0.0.1:9", folder)
    given = environment({**os.environ, "WORD": "said"}, surroundings)
    return command.run(given, folder, surroundings.events)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("program.py", "a", "b"), id="a file"),
        pytest.param(("-m", "program", "a"), id="a module"),
        pytest.param(("-c", TELLS, "a"), id="a text"),
    ],
)
def test_a_program_sees_and_says_the_same(
    warm_python: Warm, tmp_path: Path, words: Sequence[str]
) -> None:
    program(tmp_path, TELLS)
    new, fork = both(warm_python, tmp_path, words)

    assert new.status == 0
    assert "Grüße" in new.stdout
    assert (fork.status, fork.stdout, fork.stderr) == (new.status, new.stdout, new.stderr)


@pytest.mark.parametrize("end", ["import sys; sys.exit(3)", "import os; os.kill(os.getpid(), 9)"])
def test_it_ends_with_the_same_status(warm_python: Warm, tmp_path: Path, end: str) -> None:
    new, fork = both(warm_python, tmp_path, ("-c", end))

    assert fork.status == new.status != 0


def test_an_exception_is_told_with_the_same_place(warm_python: Warm, tmp_path: Path) -> None:
    program(tmp_path, "def fail():\n    raise LookupError('here')\nfail()\n")
    new, fork = both(warm_python, tmp_path, ("program.py",))

    assert (fork.status, fork.stderr) == (new.status, new.stderr)
    assert [(one.type, one.frames) for one in fork.failures] == [
        (one.type, one.frames) for one in new.failures
    ]
    assert new.failures


def test_one_that_does_not_end_is_ended(warm_python: Warm, tmp_path: Path) -> None:
    new, fork = both(warm_python, tmp_path, ("-c", "import time; time.sleep(60)"), timeout=1)

    assert new.timed_out
    assert fork.timed_out


def test_another_interpreter_is_started_as_ever(warm_python: Warm, tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb+") as file:
        streams = {"stdin": file, "stdout": file, "stderr": file}
        done = warm_python.popen(["true"], cwd=tmp_path, env={**os.environ}, **streams)

        assert done.wait(60) == 0
        assert isinstance(done, subprocess.Popen)
