"""The codes that other parts of the tool know, and the rule of each error."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.errors import (
    ChangedOnDisk,
    FileError,
    FixRejected,
    NotReproducible,
    UnencodableText,
    UnparsableSource,
    UnreadableSource,
)
from glm_migrate.rules import codes
from glm_migrate.rules.codes import code_of
from glm_migrate.rules.rule_names import rule_names

NAMES = [name for name in vars(codes) if name.isupper() and not name.startswith("_")]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (UnreadableSource, "GLM900"),
        (UnparsableSource, "GLM901"),
        (NotReproducible, "GLM902"),
        (FixRejected, "GLM904"),
        (ChangedOnDisk, "GLM904"),
    ],
)
def test_an_error_of_a_file_is_reported_under_its_rule(kind: type[FileError], code: str) -> None:
    assert code_of(kind(Path("a.py"), "x")) == code


def test_an_error_without_a_rule_of_its_own_has_that_of_its_kind() -> None:
    assert code_of(UnencodableText(Path("a.py"), "x")) == "GLM904"


@pytest.mark.parametrize("name", NAMES)
def test_a_code_is_that_of_the_rule_of_the_same_name(name: str) -> None:
    assert rule_names()[getattr(codes, name)] == name.lower().replace("_", "-")


def test_there_are_names_and_each_code_has_one() -> None:
    assert "OUTDATED_MODEL_ID" in NAMES
    assert len({getattr(codes, name) for name in NAMES}) == len(NAMES)


def test_a_rule_about_the_run_is_told_by_its_code() -> None:
    assert codes.is_about_the_run(codes.UNUSED_SUPPRESSION)
    assert not codes.is_about_the_run(codes.OUTDATED_MODEL_ID)
