"""Files beside the code that name an older id: each is told with its lines, and none costs much."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from glm_migrate.config.schema import Config
from glm_migrate.project import unscanned_files
from glm_migrate.project.discovery import files
from glm_migrate.project.unscanned_files import UnscannedFiles
from glm_migrate.text import guarded

SETTINGS = "no code was found that reads it, but a program may: check whether it sets a model"
PROSE = "documentation: update it when the calls are migrated"
CODE = "code of another language is not read"


def found(folder: Path, config: Config | None = None) -> tuple[UnscannedFiles, ...]:
    config = config or Config(respect_gitignore=False)
    return unscanned_files.unscanned([str(folder)], files([str(folder)], config), config)


def told(folder: Path, config: Config | None = None) -> dict[str, tuple[str, bool, list[str]]]:
    """Kind → why, whether it may hold an id of a call, and the places."""
    return {
        one.kind: (
            one.why,
            one.holds,
            [str(place).removeprefix(f"{folder}{os.sep}") for place in one.places],
        )
        for one in found(folder, config)
    }


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param(
            "a.yaml", "x: 1\nm: glm-4.5\n", (".yaml", SETTINGS, True, ["a.yaml:2 glm-4.5"]),
            id="YAML",
        ),
        pytest.param(
            "a.json", '{"m": "GLM-4"}', (".json", SETTINGS, True, ["a.json:1 GLM-4"]), id="JSON"
        ),
        pytest.param(
            "a.toml", "m = 'z-ai/glm-4.5'", (".toml", SETTINGS, True, ["a.toml:1 z-ai/glm-4.5"]),
            id="TOML, a gateway's spelling",
        ),
        pytest.param(
            ".env.local", "M=glm-4\n", (".env", SETTINGS, True, [".env.local:1 glm-4"]), id="dotenv"
        ),
        pytest.param("a.md", "glm-4.5", (".md", PROSE, False, ["a.md:1 glm-4.5"]), id="prose"),
        pytest.param("a.ts", "'glm-4.5'", (".ts", CODE, True, ["a.ts:1 glm-4.5"]), id="other code"),
        pytest.param(
            "Makefile", "M=glm-4.5", ("Makefile", CODE, True, ["Makefile:1 glm-4.5"]),
            id="a name without a suffix",
        ),
    ],
)  # fmt: skip
def test_a_file_that_names_an_older_id_is_told_with_its_line(
    tmp_path: Path, name: str, text: str, expected: tuple[str, str, bool, list[str]]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    kind, *rest = expected

    assert told(tmp_path) == {kind: tuple(rest)}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.yaml", b"model: glm-4.5v\n", id="another model"),
        pytest.param("a.yaml", b"model: glm-4.7\n", id="a newer model"),
        pytest.param("a.yaml", b"model: my-glm-4.5\n", id="part of a longer name"),
        pytest.param("a.bin", b"glm-4.5\0", id="no text"),
        pytest.param("a.yaml", b"", id="an empty file"),
        pytest.param("glm-migrate.toml", b"models = { 'glm-4.5' = 'glm-4.6' }", id="our settings"),
        pytest.param(
            "pyproject.toml",
            b"[tool.glm-migrate.models]\n'glm-4.5' = 'glm-4.6'\n[tool.x]\na = 1\n",
            id="our settings among others",
        ),
    ],
)
def test_a_file_that_names_none_is_passed_over(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)

    assert found(tmp_path) == ()


def test_others_settings_beside_ours_are_searched(tmp_path: Path) -> None:
    text = "[tool.glm-migrate]\ntarget = 'glm-4.6'\n[tool.bot]\nmodel = 'glm-4.5'\n"
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")

    assert told(tmp_path) == {".toml": (SETTINGS, True, ["pyproject.toml:4 glm-4.5"])}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[tool.bot]\nnote = """\n[tool.glm-migrate]\n"""\nmodel = "glm-4.5"\n', 5),
        ('[tool.glm-migrate]\nmodels."glm-4.5" = """\n[x]\nglm-4.5"""\n[a]\nm = "glm-4.5"\n', 6),
    ],
)
def test_a_line_of_a_longer_text_is_no_table(tmp_path: Path, text: str, expected: int) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")

    assert told(tmp_path) == {".toml": (SETTINGS, True, [f"pyproject.toml:{expected} glm-4.5"])}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_searched_where_its_mark_says_so(tmp_path: Path, encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    (tmp_path / "a.yaml").write_bytes(mark + "a: 文\nm: glm-4.5\n".encode(encoding))

    assert told(tmp_path) == {".yaml": (SETTINGS, True, ["a.yaml:2 glm-4.5"])}


def test_only_the_first_lines_of_a_file_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("glm-4.5 glm-4\n" * 9, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("glm-4.5\n", encoding="utf-8")

    (one,) = found(tmp_path)

    assert one.files == 2
    assert [(Path(place.path).name, place.line) for place in one.places] == [
        *(("a.yaml", line) for line in range(1, 6)),
        ("b.yaml", 1),
    ]


def test_what_is_too_large_is_not_searched_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unscanned_files, "_LARGE", 10)
    (tmp_path / "a.json").write_text('"glm-4.5 and more"', encoding="utf-8")
    (tmp_path / "a.log").write_text("glm-4.5 and more", encoding="utf-8")

    assert told(tmp_path) == {".json": ("too large to be searched for ids", False, ["a.json"])}


def test_a_report_reads_no_more_than_its_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unscanned_files, "_BUDGET", 20)
    for name in ("a.json", "b.json", "c.json"):
        (tmp_path / name).write_text('"glm-4.5"', encoding="utf-8")

    assert [(one.why[:9], one.files) for one in found(tmp_path)] == [
        ("no code w", 2),
        ("too large", 1),
    ]


def test_what_can_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text("glm-4.5", encoding="utf-8")
    (tmp_path / "a.md").write_text("glm-4.5", encoding="utf-8")

    def refuse(path: str, **_: object) -> bytes:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(guarded, "read", refuse)

    assert told(tmp_path) == {".yaml": ("can't be read: Permission denied", True, ["a.yaml"])}


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    os.mkfifo(tmp_path / "a.yaml")

    assert found(tmp_path) == ()


def test_what_the_settings_leave_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text("M = 'glm-4.5'\n", encoding="utf-8")
    (tmp_path / "new.txt").write_text("glm-4.5\n", encoding="utf-8")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/old.py").write_text("M = 'glm-4.5'\n", encoding="utf-8")
    config = Config(extend_exclude=("old.py",), respect_gitignore=False, root=tmp_path)

    assert told(tmp_path, config) == {
        ".py": (
            "the settings exclude them",
            False,
            [f"lib{os.sep}old.py:1 glm-4.5", "old.py:1 glm-4.5"],
        ),
        ".txt": (PROSE, False, ["new.txt:1 glm-4.5"]),
    }


def test_code_that_is_not_included_is_told(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text("M = 'glm-4.5'\n", encoding="utf-8")
    config = Config(include=("new.py",), respect_gitignore=False, root=tmp_path)

    assert told(tmp_path, config) == {
        ".py": ("the settings do not include them", True, ["old.py:1 glm-4.5"])
    }


def test_built_in_excludes_are_not_walked(tmp_path: Path) -> None:
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules/a.json").write_text("glm-4.5", encoding="utf-8")

    assert found(tmp_path) == ()


def test_of_what_git_ignores_only_the_environment_matters(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text(".env\nnotes.json\n", encoding="utf-8")
    (tmp_path / ".env").write_text("M=glm-4.5\n", encoding="utf-8")
    (tmp_path / "notes.json").write_text('"glm-4.5"', encoding="utf-8")

    assert told(tmp_path, Config()) == {
        ".env": ("git ignores them", True, [".env:1 glm-4.5"]),
        ".json": ("git ignores them", False, ["notes.json:1 glm-4.5"]),
    }
