"""Settings files on the command line: exit codes, places, secrets, what is left out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from glm_migrate.cli import main
from glm_migrate.config.schema import OUTPUT_FORMATS
from glm_migrate.project import file_kinds
from glm_migrate.project.file_kinds import NameKind
from glm_migrate.text import guarded

SECRET = "hunter2-is-the-key"
YAML = "llm:\n  model: glm-4.5\n  base_url: https://api.z.ai/api/paas/v4\n"
CODE = (
    "import os\nfrom zai import ZaiClient\n\n"
    "ZaiClient().chat.completions.create(\n"
    '    model=os.getenv("GLM_MODEL", "glm-4.6"), messages=[], temperature=0.3\n)\n'
)
ENV = f"GLM_KEY={SECRET}\nGLM_MODEL=glm-4.5\nPASSWORD={SECRET}\n"


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Place:
    """A directory with files, in which commands are run."""

    root: Path
    capsys: pytest.CaptureFixture[str]

    def write(self, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())

    def run(self, *arguments: str) -> Run:
        self.capsys.readouterr()
        code = main.run(arguments)
        return Run(code, *self.capsys.readouterr())


@pytest.fixture
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Place:
    monkeypatch.chdir(tmp_path)
    return Place(tmp_path, capsys)


def test_a_project_whose_only_id_stands_in_yaml_fails_and_names_the_line(place: Place) -> None:
    place.write({"conf/config.yaml": YAML})
    run = place.run("check", ".", "--output-format", "concise")

    assert run.code == 1
    assert run.out.startswith("conf/config.yaml:2:10: GLM101 [*]")


def test_a_file_of_variables_moves_with_the_code_that_reads_it(place: Place) -> None:
    place.write({"app/main.py": CODE, ".env": ENV})
    first = place.run("fix", ".", "--allow-no-vcs")
    second = place.run("fix", ".", "--allow-no-vcs")

    assert (first.code, second.code) == (0, 0)
    assert "Fixed 1 finding" in first.out
    assert "Fixed" not in second.out
    assert (place.root / ".env").read_text() == ENV.replace("glm-4.5", "glm-4.6")


@pytest.mark.parametrize("form", OUTPUT_FORMATS)
def test_no_format_shows_another_value(place: Place, form: str) -> None:
    place.write({"app/main.py": CODE, ".env": ENV, "c.json": f'{{"k": "{SECRET}", "llm": {{}}}}'})
    run = place.run("check", ".", "--output-format", form)

    assert run.code == 1
    assert SECRET not in run.out + run.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("fix", ".", "--diff"),
        ("fix", ".", "--patch"),
        ("check", ".", "--explain-resolution"),
        ("report", "."),
        ("report", ".", "--format", "json"),
        ("report", ".", "--format", "html"),
        ("check", ".", "--verbose"),
    ],
)
def test_nothing_else_shows_another_value(place: Place, arguments: tuple[str, ...]) -> None:
    place.write({"app/main.py": CODE, ".env": ENV})
    run = place.run(*arguments)

    assert "glm-4.5" in run.out + run.err
    assert SECRET not in run.out + run.err


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ('settings-files = "linked"', ["GLM101"]),
        ('settings-files = "all"', ["GLM101", "GLM102"]),
        ('settings-files = "off"', []),
        ('settings-exclude = ["conf"]', []),
        ('settings-include = ["*.toml"]', []),
        ('exclude = ["*.yaml"]', []),
    ],
)
def test_which_files_are_told_is_a_setting(place: Place, settings: str, codes: list[str]) -> None:
    place.write({"conf/c.yaml": f"{YAML}others: [glm-4]\n", "glm-migrate.toml": settings})
    run = place.run("check", ".", "--output-format", "json")

    assert [one["code"] for one in json.loads(run.out)] == codes


def test_an_unknown_choice_is_an_error(place: Place) -> None:
    run = place.run("check", ".", "--config", 'settings-files = "some"')

    assert run.code == 2
    assert "'linked', 'all', 'off'" in run.err


def test_a_comment_silences_a_line(place: Place) -> None:
    text = YAML.replace("glm-4.5", "glm-4.5  # glm-migrate: ignore[GLM101] -- pinned")
    place.write({"c.yaml": text})

    assert place.run("check", ".").code == 0


def test_a_broken_file_is_one_finding_and_hides_no_other(place: Place) -> None:
    place.write({"a.yaml": "x: [glm-4.5\n", "c.yaml": YAML})
    found = json.loads(place.run("check", ".", "--output-format", "json").out)

    assert [one["code"] for one in found] == ["GLM901", "GLM101"]


def test_a_large_file_is_data_unless_it_is_named(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = replace(NameKind.SETTINGS.facts, limit=20)
    monkeypatch.setattr(guarded, "LARGEST_SETTINGS", facts.limit)
    monkeypatch.setitem(file_kinds._FACTS, NameKind.SETTINGS, facts)
    place.write({"c.yaml": YAML})

    assert place.run("check", ".").code == 0
    assert "GLM900" in place.run("check", "c.yaml").out


def test_a_file_that_git_ignores_is_told_and_rewritten_when_it_is_named(place: Place) -> None:
    place.write({"app/main.py": CODE, ".env": ENV, ".gitignore": ".env\n"})
    subprocess.run(["git", "init", "-q", "."], check=True)
    told = place.run("check", ".", "--output-format", "concise")
    place.run("fix", ".env", "--quiet")

    assert told.out.startswith(".env:2:11: GLM101")
    assert (place.root / ".env").read_text() == ENV.replace("glm-4.5", "glm-4.6")


def test_an_item_is_done_only_when_no_file_asks_for_an_older_id(place: Place) -> None:
    code = CODE.replace('os.getenv("GLM_MODEL", "glm-4.6")', '"glm-4.6"')
    place.write({"app/main.py": code, "c.yaml": YAML})
    before = json.loads(place.run("report", ".", "--format", "json").out)
    place.run("fix", ".", "--allow-no-vcs")
    after = json.loads(place.run("report", ".", "--format", "json").out)
    states = [report["summary"]["items"]["model-identifier"] for report in (before, after)]

    assert states[0] != "done"
    assert states[1] == "done"


def test_standard_input_is_what_its_name_says(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    stdin = io.TextIOWrapper(io.BytesIO(YAML.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    run = place.run("fix", "-", "--stdin-filename", "c.yaml")

    assert run.out == YAML.replace("glm-4.5", "glm-4.6")
