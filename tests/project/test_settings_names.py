"""The format of settings, by the name of the file alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.project.decoding import decode
from glm_migrate.project.file_kinds import is_settings_file, settings_format
from glm_migrate.project.settings_names import code_among, format_of_name, is_of_a_tool
from glm_migrate.text.settings_source import SettingsSource


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.yaml", "yaml"), ("a.YML", "yaml"), ("a.json", "json"), ("a.jsonc", "json"),
        ("a.toml", "toml"), ("a.ini", "ini"), ("a.cfg", "ini"), (".env", "dotenv"),
        (".env.local", "dotenv"), ("prod.env", "dotenv"), ("Dockerfile", "docker"),
        ("Dockerfile.dev", "docker"), ("run.sh", "shell"), ("a.py", ""), ("a.md", ""),
        ("dockerfile_parser.py", ""), ("environment.py", ""), ("env", ""), ("a.ipynb", ""),
    ],
)  # fmt: skip
def test_the_name_tells_the_format(name: str, expected: str) -> None:
    assert format_of_name(name) == expected
    assert is_settings_file(Path(name)) is bool(expected)


def test_a_file_of_dependencies_holds_no_settings() -> None:
    assert settings_format(Path("pyproject.toml")) == ""


@pytest.mark.parametrize("name", ["package.json", "uv.lock", "a-lock.json", "tsconfig.json"])
def test_files_of_tools_are_known(name: str) -> None:
    assert is_of_a_tool(name)
    assert not is_of_a_tool("config.json")


def test_settings_are_decoded_as_such() -> None:
    assert isinstance(decode(Path("a.yaml"), b"a: 1\n"), SettingsSource)
    assert not isinstance(decode(Path("a.py"), b"a = 1\n"), SettingsSource)


def test_code_is_what_is_no_settings() -> None:
    names = [
        "a/b.py",
        "a/b.PY",
        "a/.env.py",
        "a/run",
        "a/n.ipynb",
        "a/c.yaml",
        "a/.env",
        "a/x.toml",
    ]

    assert code_among(names) == [one for one in names if not format_of_name(one[2:])] == names[:5]
