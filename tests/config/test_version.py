"""One version, in the metadata of the package and in all that names it."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest

import glm_migrate
from glm_migrate.cli.main import run
from glm_migrate.config.version import VERSION

PROJECT = Path(glm_migrate.__file__).parents[1] / "pyproject.toml"


def test_the_version_is_that_of_the_distribution() -> None:
    declared = re.search(r'^version = "(.*)"', PROJECT.read_text(encoding="utf-8"), re.MULTILINE)

    assert declared is not None
    assert declared[1] == VERSION == version("glm-migrate")


def test_the_package_tells_it() -> None:
    assert glm_migrate.__version__ == VERSION


def test_the_command_line_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert VERSION in capsys.readouterr().out


def test_it_is_a_release_as_the_package_index_counts() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?(?:\.dev\d+)?", VERSION)
