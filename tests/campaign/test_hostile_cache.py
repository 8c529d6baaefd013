"""What a repository brings along as answers of earlier runs, or does to those of the user."""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import glm_migrate
from glm_migrate.cli import main
from tests.campaign.test_secrets import HEAD, PIECE, SEED, programs

PACKAGE = Path(glm_migrate.__file__).parents[1]
OLD = 'from zai import ZaiClient\nZaiClient().chat.completions.create(model="glm-4.5")\n'
Said = tuple[int, str, str]
Run = Callable[..., Said]


@pytest.fixture(name="run")
def fixture_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Check a project whose answers lie in itself, as those of `--cache-dir .answers` do."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GLM_MIGRATE_NO_CACHE")
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    Path("a.py").write_text(OLD)

    def run(*more: str) -> Said:
        code = main.run(["check", "--jobs=1", "--cache-dir=.answers", *more])
        return code, *capsys.readouterr()

    return run


def answers() -> list[Path]:
    return sorted(Path(".answers").glob("*.result"))


def test_answers_of_another_user_say_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody checks a file without a finding and commits the answer beside one with a finding."""
    Path("a.py").write_text("# nothing about glm-4.5\n")
    assert run()[0] == 0
    shutil.copytree(".answers", "theirs")
    Path("a.py").write_text(OLD)
    expected = run("--no-cache")
    shutil.rmtree(".answers")
    Path("theirs").rename(".answers")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another user"))

    assert run() == expected
    assert expected[0] == 1


class Trap:
    """What would run if it were unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch SPRUNG",)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "noise": lambda data: random.Random(1).randbytes(len(data)),
    "half": lambda data: data[: len(data) // 2],
    "without its seal": lambda data: data[32:],
    "another answer behind the seal": lambda data: data[:32] + b'["=",[]]',
    "deep": lambda data: data[:32] + b"[" * 100_000,
    "a pickle": lambda _: pickle.dumps(Trap()),
    "a large number": lambda data: data[:32] + b"9" * 100_000,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_answer_costs_time_and_no_more(
    run: Run, damage: Callable[[bytes], bytes]
) -> None:
    expected = run()
    for path in answers():
        path.write_bytes(damage(path.read_bytes()))

    assert run() == expected
    assert not Path("SPRUNG").exists()
    assert run() == expected


@pytest.mark.parametrize("kind", ["pipe", "directory", "link to a device", "link to itself"])
def test_what_is_no_file_is_no_answer(run: Run, kind: str) -> None:
    expected = run()
    for path in answers():
        path.unlink()
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "directory":
            path.mkdir()
        else:
            path.symlink_to("/dev/zero" if kind == "link to a device" else path.name)

    assert run() == expected


def test_answers_that_lead_out_of_the_project_overwrite_nothing(run: Run, tmp_path: Path) -> None:
    run()
    precious = tmp_path / "precious"
    precious.write_text("mine")
    for path in answers():
        path.unlink()
        path.symlink_to(precious)
    run()

    assert precious.read_text() == "mine"


def test_a_place_that_leads_to_a_directory_of_others_is_not_used(run: Run, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o777)
    Path(".answers").symlink_to(tmp_path / "shared")
    expected = run("--no-cache")

    assert run() == expected
    assert list((tmp_path / "shared").iterdir()) == []


def test_answers_of_one_file_are_not_those_of_another(run: Run) -> None:
    """Each answer is sealed under its name: moved ones are none."""
    expected = run()
    contents = [path.read_bytes() for path in answers()]
    for path, content in zip(answers(), contents[1:] + contents[:1], strict=True):
        path.write_bytes(content)

    assert run() == expected


def test_many_runs_at_once_say_the_same(run: Run) -> None:
    expected = run("--output-format=json")[1]
    shutil.rmtree(".answers")
    command = [sys.executable, "-m", "glm_migrate", "check", "--cache-dir=.answers"]
    running = [
        subprocess.Popen(
            [*command, "--output-format=json"],
            env={**os.environ, "PYTHONPATH": str(PACKAGE)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]

    for one in running:
        assert json.loads(one.communicate(timeout=120)[0]) == json.loads(expected)
    assert all(path.suffix == ".result" or "." not in path.stem for path in answers())


@pytest.mark.parametrize("command", ["check", "report"])
def test_no_secret_lies_in_an_answer(run: Run, command: str) -> None:
    secrets = {}
    for name, value, lines in programs(SEED):
        secrets[name] = value
        Path(f"{name.replace(' ', '_')}.py").write_text(f"{HEAD}{lines}\n", encoding="utf-8")
    main.run([command, "--jobs=1", "--cache-dir=.answers", "."])
    kept = b"".join(path.read_bytes() for path in answers()).decode(errors="replace")

    assert len(answers()) > len(secrets) / 2
    assert [name for name, one in secrets.items() if one[:PIECE] in kept] == []
