"""A shell completes rules, lists of rules and targets, as it asks for them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from glm_migrate.cli import completing
from glm_migrate.cli.completion import command as completion
from glm_migrate.cli.main import COMPLETION_VARIABLE, PROGRAM, commands


def offered(line: str) -> list[str]:
    """What is offered for the last word of a command line."""
    from click.shell_completion import ShellComplete

    *before, word = line.split(" ")
    found = ShellComplete(commands, {}, PROGRAM, COMPLETION_VARIABLE)
    return [item.value for item in found.get_completions(before, word)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("check --select GLM20", ["GLM201", "GLM202", "GLM203"], id="codes"),
        pytest.param("check --ignore glm50", ["GLM501", "GLM502"], id="lower case"),
        pytest.param("fix --select temper", ["temperature-and-top-p"], id="a name"),
        pytest.param(
            "check --select GLM101,GLM50", ["GLM101,GLM501", "GLM101,GLM502"], id="a list"
        ),
        pytest.param("check --select GLM501,GLM50", ["GLM501,GLM502"], id="left out"),
        pytest.param("rule outdated", ["outdated-model-id"], id="an argument"),
        pytest.param("fix --accept GLM502", ["GLM502"], id="what is accepted"),
        pytest.param("check --target glm-4.6", ["glm-4.6"], id="a target"),
        pytest.param("baseline pr", ["prune"], id="a command below a command"),
        pytest.param("check --select nothing", [], id="nothing"),
    ],
)
def test_words(line: str, words: list[str]) -> None:
    assert offered(line) == words


def test_a_target_may_be_a_file() -> None:
    context, parameter = click.Context(completion), completion.params[0]
    (item,) = completing.targets(context, parameter, "./own")

    assert item.type == "file"


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_asks_as_the_script_says(tmp_path: Path) -> None:
    program = tmp_path / PROGRAM
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m glm_migrate "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = (
        f'PATH="{tmp_path}:$PATH"; eval "$(glm-migrate completion bash)"\n'
        "COMP_WORDS=(glm-migrate check --select GLM101,GLM50); COMP_CWORD=3\n"
        'COMPREPLY=(); _glm_migrate_completion glm-migrate; echo "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)

    assert done.stdout == "GLM101,GLM501 GLM101,GLM502\n", done.stderr
