"""The hooks for pre-commit, run in their order on what is staged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
HOOKS: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
)
CALL = "ZaiClient().chat.completions.create(model={}, messages=[], temperature=0.2)\n"
FIXABLE = f"from zai import ZaiClient\n{CALL.format(repr('glm-4.5'))}"
LEFT = f"from zai import ZaiClient\n{CALL.format(repr('glm-4.5-air'))}"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    return tmp_path


def committed(*names: str) -> list[tuple[str, int, str]]:
    """What each hook says to these files, staged: its id, its exit code, its output."""
    subprocess.run(["git", "add", *names], check=True)
    return [(hook["id"], *_run(hook["entry"], names)) for hook in HOOKS]


def _run(entry: str, names: tuple[str, ...]) -> tuple[int, str]:
    program, *words = entry.split()
    assert program == "glm-migrate"
    done = subprocess.run(
        [sys.executable, "-m", "glm_migrate", *words, *names],
        capture_output=True,
        text=True,
        env={**os.environ, "PRE_COMMIT": "1"},
        check=False,
    )
    return done.returncode, done.stdout


def test_what_can_be_rewritten_is_before_the_check_looks(repository: Path) -> None:
    path = repository / "app.py"
    path.write_text(FIXABLE)

    assert committed("app.py") == [
        ("glm-migrate-fix", 1, "Fixed 1 finding:\n- app.py:\n    1 x GLM101 (outdated-model-id)\n"),
        ("glm-migrate-check", 0, "No findings. 1 GLM call seen; 1 file searched.\n"),
    ]
    assert path.read_text() == FIXABLE.replace("4.5", "4.6")
    assert [code for _, code, _ in committed("app.py")] == [0, 0]


def test_what_is_left_is_a_line_each(repository: Path) -> None:
    (repository / "app.py").write_text(LEFT)
    told = committed("app.py")

    assert [(name, code) for name, code, _ in told] == [
        ("glm-migrate-fix", 1),
        ("glm-migrate-check", 1),
    ]
    assert told[1][2].startswith("app.py:2:43: GLM101 [?] ")
    assert len(told[1][2].splitlines()) == 3
