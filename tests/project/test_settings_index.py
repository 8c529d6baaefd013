"""The settings files that a module can mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.project.decoding import decode
from glm_migrate.project.module_index import Project
from glm_migrate.project.settings_index import environment_files, named_files


def project(*names: str) -> Project:
    return Project(decode(Path(name), b"") for name in names)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param([".env"], [".env"], id="of the project"),
        pytest.param(["app/.env", "other/.env"], ["app/.env"], id="not of another folder"),
        pytest.param(["deploy/compose.yaml"], ["deploy/compose.yaml"], id="of its deployment"),
        pytest.param(["c.json", "c.ini"], [], id="only what sets variables"),
    ],
)
def test_the_files_that_set_variables(names: list[str], expected: list[str]) -> None:
    found = environment_files(project("app/a.py", *names), Path("app/a.py"))

    assert [one.as_posix() for one in found] == expected


def test_what_a_settings_file_leaves_open_is_set_beside_it() -> None:
    found = environment_files(project("compose.yaml", ".env", "a/.env"), Path("compose.yaml"))

    assert [one.as_posix() for one in found] == [".env"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["app/c.yaml"], ["app/c.yaml"]),
        (["c.yaml", "pyproject.toml"], ["c.yaml"]),
        (["app/c.yaml", "c.yaml", "pyproject.toml"], ["app/c.yaml", "c.yaml"]),
        (["other/c.yaml"], []),
    ],
)
def test_a_path_is_looked_for_where_programs_start(names: list[str], expected: list[str]) -> None:
    found = named_files(project("app/a.py", *names), Path("app/a.py"), "c.yaml")

    assert [one.as_posix() for one in found] == expected
