"""The lists of CONTRIBUTING are true, and say what the architecture page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glm_migrate.analysis.file_kind import FileKind

ROOT = Path(__file__).resolve().parents[1]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
# Section of CONTRIBUTING → row of the table "To change X, open Y".
SAME = {
    "Add a rule": "a new rule",
    "Add an output format": "an output format",
    "Add a kind of file": "a new kind of file",
    "Add a client library": "a client library or a framework",
}
_PLACEHOLDERS = ("NNN", "its_name")
_PATH = re.compile(r"`([\w./*-]+/[\w./*-]*|[\w-]+\.(?:md|toml|py))`")


def section(title: str) -> str:
    return CONTRIBUTING.partition(f"## {title}\n")[2].partition("\n## ")[0]


def paths(text: str) -> set[str]:
    """The files and directories that a text names, as from the root of the repository."""
    return {path for path in _PATH.findall(text) if not any(p in path for p in _PLACEHOLDERS)}


@pytest.mark.parametrize("path", sorted(paths(CONTRIBUTING)))
def test_what_is_to_be_opened_is_there(path: str) -> None:
    matches = [*ROOT.glob(f"{path}*"), *(ROOT / "glm_migrate").rglob(path)]

    assert matches or (ROOT / path).exists()


@pytest.mark.parametrize(("title", "row"), SAME.items(), ids=SAME)
def test_the_architecture_page_sends_to_the_same_files(title: str, row: str) -> None:
    (line,) = re.findall(rf"^\| {re.escape(row)} \| (.*) \|$", ARCHITECTURE, re.MULTILINE)
    told = section(title)

    missing = [path for path in paths(line) if path.strip("/") not in told]

    assert missing == []


def test_what_the_architecture_page_sends_to_is_there() -> None:
    table = ARCHITECTURE.partition("## To change X, open Y\n")[2].partition("\n## ")[0]
    inside = ROOT / "glm_migrate"
    missing = [
        path
        for path in sorted(paths(table))
        if not any((*inside.glob(path), *ROOT.glob(path), *inside.rglob(path)))
    ]

    assert len(paths(table)) > 30
    assert missing == []


def test_a_kind_of_file_answers_what_is_listed() -> None:
    answers = {name for name in vars(FileKind) if not name.startswith("_")}

    assert all(f"`{name}`" in section("Add a kind of file") for name in answers)
    assert len(answers) == 5


def test_each_list_is_numbered_from_one() -> None:
    for title in re.findall(r"^## (Add .*)$", CONTRIBUTING, re.MULTILINE):
        numbers = [int(one) for one in re.findall(r"^(\d+)\. ", section(title), re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1)) != [], title


def test_the_quick_loop_names_directories_of_tests() -> None:
    (command,) = re.findall(r"pytest -n auto -q (.*)$", CONTRIBUTING, re.MULTILINE)

    assert [path for path in command.split() if not (ROOT / path).is_dir()] == []
