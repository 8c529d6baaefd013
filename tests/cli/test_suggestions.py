"""Completion in the shells themselves: rules, names, targets, and each item of a list."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest

from glm_migrate.cli import main, shells, suggestions
from glm_migrate.cli.program_name import COMPLETION_VARIABLE, PROGRAM
from glm_migrate.cli.rule import command as rule_command

# What is typed, and what the last word may become.
LINES = [
    pytest.param("check --select GLM10", ["GLM101", "GLM102", "GLM103", "GLM104"], id="a code"),
    pytest.param("check --select GLM101,GLM50", ["GLM101,GLM501", "GLM101,GLM502"], id="a list"),
    pytest.param("fix --ignore outd", ["outdated-model-id"], id="a name"),
    pytest.param("fix --ignore GLM2,two", [], id="no rule"),
    pytest.param("rule GLM50", ["GLM501", "GLM502"], id="the page of a rule"),
    pytest.param("check --target gl", ["glm-4.6"], id="a target"),
    pytest.param("check --output-format js", ["json", "json-lines"], id="a format"),
    pytest.param("targ", ["targets"], id="a command"),
]
JOINED = pytest.param(
    "check --select=GLM101,GLM50",
    ["--select=GLM101,GLM501", "--select=GLM101,GLM502"],
    id="joined to its flag",
)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One in which `glm-migrate` is that of this interpreter."""
    program = tmp_path / "bin" / "glm-migrate"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m glm_migrate "$@"\n')
    program.chmod(0o755)
    paths = os.pathsep.join([str(program.parent), os.environ["PATH"]])
    return {**os.environ, "PATH": paths, "HOME": str(tmp_path), "TERM": "dumb"}


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main.run(["completion", shell]) == 0
    return capsys.readouterr().out


def shell_of(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"no {name} here")
    return found


SPLIT = pytest.param(  # as bash itself splits `--select=GLM101,GLM50`
    "check --select = GLM101,GLM50", ["GLM101,GLM501", "GLM101,GLM502"], id="joined to its flag"
)


@pytest.mark.parametrize(("line", "expected"), [*LINES, SPLIT])
def test_bash(
    line: str,
    expected: list[str],
    environment: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = f"glm-migrate {line}".split()
    ask = (
        f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}\n"
        "_glm_migrate_completion glm-migrate\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        [shell_of("bash"), "--norc", "-c", script("bash", capsys) + ask],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )

    assert done.stdout.split() == expected


@pytest.mark.parametrize(("line", "expected"), [*LINES, JOINED])
def test_fish(
    line: str,
    expected: list[str],
    environment: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    ask = f"complete -C 'glm-migrate {line}'\n"
    done = subprocess.run(
        [shell_of("fish"), "--no-config", "-c", script("fish", capsys) + ask],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )

    assert [one.partition("\t")[0] for one in done.stdout.splitlines()] == expected


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        pytest.param("check --select GLM60", "GLM601", id="a code"),
        pytest.param("check --select GLM101,GLM50", "GLM101,GLM502", id="a list"),
        pytest.param("check --select=GLM101,GLM50", "--select=GLM101,GLM502", id="joined"),
        pytest.param("fix --ignore outd", "fix --ignore outdated-model-id", id="a name"),
    ],
)
def test_zsh(
    line: str,
    completed: str,
    tmp_path: Path,
    environment: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "c.zsh").write_text(script("zsh", capsys))
    start = f"autoload -U compinit; compinit -u -D; source {tmp_path}/c.zsh; echo read''y\n"
    with terminal([shell_of("zsh"), "-f", "-i"], environment) as screen:
        screen.type(start, "ready")
        screen.type(f"glm-migrate {line}\t\t", completed)


class Screen:
    """A shell on a terminal of its own."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def type(self, keys: str, expected: str) -> None:
        """Type, and wait until something is to be read."""
        os.write(self._descriptor, keys.encode())
        shown, end = "", time.monotonic() + 60
        while expected not in shown:
            assert time.monotonic() < end, shown
            if select.select([self._descriptor], [], [], 1)[0]:
                shown += os.read(self._descriptor, 4096).decode(errors="replace")


@contextmanager
def terminal(words: list[str], environment: dict[str, str]) -> Iterator[Screen]:
    """A program that runs on a terminal."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    try:
        yield Screen(ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def proposed(name: str, begun: str) -> list[str]:
    given = click.Context(rule_command), rule_command.params[0]
    return [one.value for one in getattr(suggestions, name)(*given, begun)]


def test_what_a_list_has_already_is_not_proposed() -> None:
    assert proposed("rule_list", "glm501,GLM50") == ["glm501,GLM502"]


def test_groups_come_before_codes() -> None:
    assert proposed("rules", "")[:2] == ["GLM1", "GLM2"]
    assert "GLM101" in proposed("rules", "")


def test_the_rule_of_a_pair_is_completed() -> None:
    assert proposed("ignored", "tests/**:GLM50") == ["tests/**:GLM501", "tests/**:GLM502"]
    assert proposed("ignored", "tests") == proposed("ignored", "a:GLM101,te") == []


def test_a_target_of_the_users_own_is_a_file() -> None:
    (one,) = suggestions.targets(click.Context(rule_command), rule_command.params[0], "mine.")

    assert one.type == "file"


@pytest.mark.parametrize("made", [shells.Zsh, shells.Fish])
def test_a_word_that_is_no_flag_is_left_as_it_is(made: type[shells.Zsh]) -> None:
    completion = made(main.commands, {}, PROGRAM, COMPLETION_VARIABLE)

    assert completion.get_completions(["rule"], "a=b") == []
    (one,) = completion.get_completions(["check"], "--target=glm")
    assert one.value == "--target=glm-4.6"
