"""What the README shows is what the tool prints, and its two command lines are the only ones."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(
    r"^`glm-migrate ([^`\n]*)`:\n\n```\w+\n(.*?)^```$", README, re.MULTILINE | re.DOTALL
)


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command for command, _ in SHOWN])
def test_a_command_prints_what_the_readme_shows(command: str, output: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "glm_migrate", *command.split(), "--isolated"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )

    assert done.stdout.rstrip("\n") == output.rstrip("\n")


def test_the_readme_shows_a_check_and_a_diff() -> None:
    assert [command.split()[0] for command, _ in SHOWN] == ["check", "fix"]


@pytest.mark.parametrize("heading", ["Quick start", "Tests"])
def test_a_heading_has_one_command_line_in_its_first_block(heading: str) -> None:
    section = README.partition(f"\n## {heading}\n")[2]

    block = section.partition("```sh\n")[2].partition("```")[0]

    assert len(block.strip().splitlines()) == 1
