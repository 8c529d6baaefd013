"""No command of a repository runs, and nothing outside of what was asked is read or written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import glm_migrate
from glm_migrate.cli import main
from tests.campaign.conftest import Note
from tests.campaign.hostile_repositories import ATTACKS, OLD, Attack, git, repository

PACKAGE = Path(glm_migrate.__file__).parents[1]
COMMANDS = (
    ("check", "."),
    ("check", "a.py"),
    ("check", "--diff-base", "HEAD", "."),
    ("fix", "--diff", "."),
    ("report", "."),
    ("fix", "."),
    ("fix", "--allow-dirty", "."),
)


class Done(NamedTuple):
    """What a run gave."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture(name="run")
def fixture_run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in a directory, in this process."""

    def run(root: Path, *arguments: str) -> Done:
        monkeypatch.chdir(root)
        capfd.readouterr()
        return Done(main.run([*arguments, "--jobs=1"]), *capfd.readouterr())

    return run


def apart(root: Path, *arguments: str, seconds: float = 100) -> Done:
    """Run a command line as `python -m` does, which looks for modules in the directory."""
    done = subprocess.run(
        [sys.executable, "-m", "glm_migrate", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_no_command_of_a_repository_runs(
    attack: Attack, tmp_path: Path, note: Note, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, marker = repository(tmp_path / "repo"), tmp_path / "ran"
    attack.plant(root, f"touch '{marker}'")
    path = f".{os.pathsep}{root}{os.pathsep}{os.environ['PATH']}"
    monkeypatch.setenv("PATH", path)
    ran = []
    for command in COMMANDS:
        done = (apart if attack.by_python else run)(root, *command)
        if marker.exists():
            ran.append(command)
            marker.unlink()
        assert "Traceback" not in done.err
    note("commands of hostile repositories", len(COMMANDS), len(ran))

    assert ran == []


@pytest.mark.parametrize("name", ["a file system monitor", "a filter", "an included file"])
def test_the_trap_is_armed(name: str, tmp_path: Path) -> None:
    root, marker = repository(tmp_path / "repo"), tmp_path / "ran"
    next(attack for attack in ATTACKS if attack.name == name).plant(root, f"touch '{marker}'")
    subprocess.run(["git", "status"], cwd=root, check=False, capture_output=True)

    assert marker.exists()


def test_what_is_fixed_in_a_hostile_repository_is_fixed_all_the_same(
    tmp_path: Path, run: Run
) -> None:
    root = repository(tmp_path / "repo")
    git(root, "config", "core.fsmonitor", "exit 1")
    git(root, "config", "core.worktree", "/")
    git(root, "config", "core.excludesFile", "/dev/zero")
    git(root, "config", "core.bare", "true")

    run(root, "fix", ".")

    assert "glm-4.6" in (root / "a.py").read_text()


class TestGitmodules:
    @pytest.fixture
    def pair(self, tmp_path: Path) -> tuple[Path, Path]:
        return repository(tmp_path / "in"), repository(tmp_path / "out")

    @pytest.mark.parametrize(
        "path",
        ["../out", ".", "./", "x/../../out", "{out}", "link", "link/../../out", ".git", '"../out"'],
    )
    def test_it_leads_nowhere_else(self, pair: tuple[Path, Path], path: str, run: Run) -> None:
        inside, outside = pair
        (inside / "link").symlink_to("../out")
        (inside / "x").mkdir()
        text = f'[submodule "x"]\n\tpath = {path.format(out=outside)}\n'
        (inside / ".gitmodules").write_text(text)
        done = run(inside, "fix", "--allow-dirty", ".")

        assert "Traceback" not in done.err
        assert (outside / "a.py").read_text() == OLD
        assert "glm-4.6" in (inside / "a.py").read_text()

    @pytest.mark.parametrize(
        "text",
        ["\tpath = " + " " * 4 * 10**5, "\n" * 10**6, "path" * 10**5],
        ids=["blanks", "lines", "a word"],
    )
    def test_it_is_read_in_linear_time(self, pair: tuple[Path, Path], text: str) -> None:
        inside, _ = pair
        (inside / ".gitmodules").write_text(text)

        assert apart(inside, "check", ".", seconds=30).code == 1

    def test_a_module_is_looked_at_once(self, pair: tuple[Path, Path], run: Run) -> None:
        inside, _ = pair
        repository(inside / "sub")
        (inside / ".gitmodules").write_text("\tpath = sub\n\tpath = sub/\n" * 50)
        done = run(inside, "check", ".", "--output-format=concise")

        assert done.out.count("sub/a.py:3:43: GLM101") == 1


class TestLinks:
    @pytest.fixture
    def tree(self, tmp_path: Path) -> Path:
        tree, away = tmp_path / "tree", tmp_path / "away"
        tree.mkdir()
        away.mkdir()
        (away / "victim.py").write_text(OLD)
        (tree / "own.py").write_text(OLD)
        return tree

    @pytest.mark.parametrize("in_git", [False, True], ids=["plain", "git"])
    @pytest.mark.parametrize("asked", [".", "link.py"])
    @pytest.mark.parametrize("absolute", [False, True], ids=["relative", "absolute"])
    def test_a_link_to_elsewhere(
        self, tree: Path, in_git: bool, asked: str, absolute: bool, note: Note, run: Run
    ) -> None:
        if in_git:
            repository(tree)
        victim = tree.parent / "away/victim.py"
        (tree / "link.py").symlink_to(victim if absolute else "../away/victim.py")
        checked = run(tree, "check", "--output-format=concise", asked)
        fixed = run(tree, "fix", "--allow-dirty", "--unsafe-fixes", asked)
        note("links to elsewhere", 2, int(victim.read_text() != OLD))

        assert victim.read_text() == OLD
        assert f"link.py:1:1: GLM900 cannot read: it points to {victim}, outside" in checked.out
        assert checked.code == fixed.code == 1
        assert (tree / "link.py").is_symlink()
        assert ("glm-4.6" in (tree / "own.py").read_text()) is (asked == ".")

    def test_a_link_within_the_tree(self, tree: Path, run: Run) -> None:
        (tree / "deep").mkdir()
        (tree / "deep/link.py").symlink_to("../own.py")

        run(tree, "fix", "deep", ".")

        assert "glm-4.6" in (tree / "own.py").read_text()
        assert (tree / "deep/link.py").is_symlink()

    def test_a_link_within_the_repository(self, tree: Path, run: Run) -> None:
        repository(tree)
        (tree / "deep").mkdir()
        (tree / "deep/link.py").symlink_to("../own.py")

        run(tree, "fix", "--allow-dirty", "deep")

        assert "glm-4.6" in (tree / "own.py").read_text()

    def test_a_name_of_the_index_that_leads_over_a_link(self, tree: Path, run: Run) -> None:
        """The index says that a directory holds the file; the disk says that it is a link."""
        (tree / "d").mkdir()
        (tree / "d/victim.py").write_text(OLD)
        repository(tree)
        shutil.rmtree(tree / "d")
        (tree / "d").symlink_to("../away")
        done = run(tree, "fix", "--allow-dirty", "--output-format=concise", ".")

        assert (tree.parent / "away/victim.py").read_text() == OLD
        assert "d/victim.py:1:1: GLM900 cannot read: it points to" in done.out

    def test_a_link_in_a_circle(self, tree: Path, run: Run) -> None:
        (tree / "loop.py").symlink_to("loop.py")
        done = run(tree, "check", "--output-format=concise", ".")

        assert done.code == 1
        assert "Traceback" not in done.err

    def test_an_import_that_climbs_out(self, tree: Path, run: Run) -> None:
        (tree.parent / "secrets_of_others.py").write_text('MODEL = "glm-4.5"\n')
        (tree / "own.py").write_text(
            "from zai import ZaiClient\nfrom secrets_of_others import MODEL\n"
            "ZaiClient().chat.completions.create(model=MODEL)\n"
        )
        done = run(tree, "fix", "--unsafe-fixes", ".")

        assert "secrets_of_others.py" not in done.out + done.err
        assert (tree.parent / "secrets_of_others.py").read_text() == 'MODEL = "glm-4.5"\n'
