"""Which kind a file is of, by its name alone."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from glm_migrate.analysis import dependencies, notebooks, python, settings
from glm_migrate.analysis.kinds import FILE_KINDS, kind_of


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "pyproject.toml", "setup.cfg", "Pipfile"]
)
def test_a_file_that_declares_dependencies_is_read_for_them(name: str) -> None:
    assert kind_of(PurePath("app") / name) is dependencies


@pytest.mark.parametrize("name", ["app.py", "app.pyi", "script", "notes.txt", "setup.py", "-"])
def test_every_other_file_is_read_as_python(name: str) -> None:
    assert kind_of(PurePath("app") / name) is python


def test_python_is_read_first_because_it_says_which_versions_are_needed() -> None:
    assert list(FILE_KINDS) == [python, notebooks, settings, dependencies]


@pytest.mark.parametrize("name", ["app.py", "requirements.txt", "README.md"])
def test_a_file_is_of_one_kind(name: str) -> None:
    assert [kind.accepts(PurePath(name)) for kind in FILE_KINDS].count(True) == 1
