"""`python -OO` strips assertions and docstrings; no answer may depend on either."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import glm_migrate

ROOT = Path(__file__).parents[2]
RUNS = {
    "findings": ["check", "fixtures/agent"],
    "SARIF": ["check", "--output-format", "sarif", "fixtures/agent"],
    "patch": ["fix", "--diff", "--unsafe-fixes", "fixtures/agent"],
    "report": ["report", "--format", "json", "fixtures/agent"],
    "resolution": ["check", "--explain-resolution", "fixtures/agent"],
    "rules": ["rule", "--all"],
    "help": ["--help"],
    "help of a command": ["fix", "--help"],
}


def run(flags: list[str], arguments: list[str], cwd: Path) -> tuple[int, str, str]:
    command = [sys.executable, *flags, "-m", "glm_migrate", *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("arguments", RUNS.values(), ids=RUNS)
def test_the_answer_is_the_same(arguments: list[str], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "fixtures/agent", tmp_path / "fixtures/agent")

    assert run(["-OO"], arguments, tmp_path) == run([], arguments, tmp_path)


def test_nobody_catches_a_failed_assertion() -> None:
    package = Path(glm_migrate.__file__).parent
    catching = [
        path.name
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ExceptHandler)
        and node.type is not None
        and "AssertionError" in ast.unparse(node.type)
    ]

    assert catching == []
