"""What the README shows is what the tool prints, and what becomes of it on a package index."""

from __future__ import annotations

import re
import runpy
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


RELATIVE = re.compile(r"\]\((?!https?:|mailto:|#)[^)]+\)")


def test_the_package_index_is_given_no_link_to_a_file_of_the_repository() -> None:
    core = pytest.importorskip("hatchling.metadata.core")
    manager = pytest.importorskip("hatchling.plugin.manager")
    given = core.ProjectMetadata(str(ROOT), manager.PluginManager()).core

    assert given.readme_content_type == "text/markdown"
    assert RELATIVE.findall(README)
    assert RELATIVE.findall(given.readme) == []
    assert "Rules (`docs/rules.md`)" in given.readme
    assert "[Migrate to GLM-4.6](https://docs.z.ai/" in given.readme


def test_the_address_of_the_repository_makes_links_of_all_that_are_relative() -> None:
    pytest.importorskip("hatchling")
    made = runpy.run_path(str(ROOT / "hatch_build.py"))["for_index"]

    text = made("![A](a.svg)\n\n[B](docs/b.md), [c](https://c.org)\n", "https://h/o/n/blob/main/")
    assert text == (
        "![A](https://h/o/n/raw/main/a.svg)\n\n"
        "[B](https://h/o/n/blob/main/docs/b.md), [c](https://c.org)\n"
    )
    assert RELATIVE.findall(made(README, "https://h/o/n/blob/main")) == []
