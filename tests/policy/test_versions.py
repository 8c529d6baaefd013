"""Versions as a lower bound compares them, and files that hold tests."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from glm_migrate.policy.versions import allows, highest, is_older, keeps_out, narrows
from glm_migrate.project.file_kinds import is_test_file
from glm_migrate.project.test_files import words


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("0.0.3.7", "0.0.4", True, id="a fourth number"),
        pytest.param("0.0.4", "0.0.4", False, id="the same"),
        pytest.param("0.0.4rc1", "0.0.4", True, id="a candidate"),
        pytest.param("2.1.5.20250701", "2.1.5.20250726", True, id="a day"),
        pytest.param("0.0.*", "0.0.4", False, id="a wildcard is no version"),
        pytest.param("0.1", "latest", False, id="a word is none either"),
    ],
)
def test_is_older(one: str, other: str, expected: bool) -> None:
    assert is_older(one, other) is expected


def test_highest_ignores_what_is_no_version() -> None:
    assert highest(["0.0.4", "x", "0.0.10"]) == "0.0.10"


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        pytest.param([], True, id="none"),
        pytest.param([(">=", "0.1"), ("<", "1")], True, id="a range around it"),
        pytest.param([("<", "0.2")], False, id="too low a cap"),
        pytest.param([("!=", "0.2.3")], False, id="a hole"),
        pytest.param([("^", "0.1")], False, id="not of PEP 440"),
    ],
)
def test_bounds_let_a_version_through(bounds: list[tuple[str, str]], expected: bool) -> None:
    assert allows(bounds, "0.2.3") is expected


@pytest.mark.parametrize(
    ("operator", "old", "new", "expected"),
    [
        pytest.param("~=", "0.0", "0.0.4", True, id="a longer compatible release"),
        pytest.param("~=", "0.0.2", "0.0.4", False, id="one of the same length"),
        pytest.param("~=", "0.0.2.1", "0.0.4", False, id="a series that it is not in"),
        pytest.param("^", "0", "0.0.4", True, id="a caret for everything"),
        pytest.param("^", "1.2", "1.3", False, id="a caret within a major release"),
        pytest.param("^", "0.0.3", "0.0.4", False, id="a caret on the last number"),
        pytest.param("~", "1", "1.2", True, id="a tilde for a major release"),
        pytest.param("~", "1.2", "1.2.3", False, id="a tilde for a minor one"),
        pytest.param(">=", "0", "0.0.4", False, id="a bound has no upper end"),
    ],
)
def test_a_higher_version_can_narrow(operator: str, old: str, new: str, expected: bool) -> None:
    assert narrows(operator, old, new) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("tests/helpers.py", True, id="below tests"),
        pytest.param("app/test_llm.py", True, id="by its first word"),
        pytest.param("app/llm_test.py", True, id="by its last word"),
        pytest.param("conftest.py", True, id="fixtures"),
        pytest.param("app/tests.py", True, id="a module of tests"),
        pytest.param("app/contest.py", False, id="only looks like it"),
        pytest.param("tests/data.json", False, id="no code"),
    ],
)
def test_a_test_is_known_by_its_path(path: str, expected: bool) -> None:
    assert is_test_file(PurePosixPath(path)) is expected


def test_the_words_of_tests_are_names() -> None:
    assert words([b"from app import ask\nask(1)\n"]) == {"from", "app", "import", "ask"}


@pytest.mark.parametrize(
    ("operator", "version", "expected"),
    [
        pytest.param("==", "0.0.3.5", True, id="an older pin"),
        pytest.param("==", "0.0.4", False, id="a pin of the first"),
        pytest.param("===", "0.0.3", True, id="a pin as text"),
        pytest.param("", "0.0.3", True, id="a pin of Poetry"),
        pytest.param("==", "0.0.3.*", True, id="a series before it"),
        pytest.param("==", "0.0.*", False, id="a series around it"),
        pytest.param("<", "0.0.4", True, id="everything before it"),
        pytest.param("<", "0.0.4.1", False, id="a little more"),
        pytest.param("<=", "0.0.4", False, id="up to it"),
        pytest.param("<=", "0.0.3.7", True, id="up to the one before"),
        pytest.param("~=", "0.0.3.5", True, id="a compatible release of four numbers"),
        pytest.param("~=", "0.0.3", False, id="a compatible release of three"),
        pytest.param("^", "0.0.3", True, id="a caret on the last number"),
        pytest.param("^", "0.1", False, id="a newer caret"),
        pytest.param("~", "0.0", False, id="a tilde for a minor release"),
        pytest.param(">=", "0.0.1", False, id="a floor"),
        pytest.param("!=", "0.0.4", False, id="a hole"),
        pytest.param("<", "latest", False, id="a word"),
    ],
)
def test_what_keeps_every_version_from_one_on_out(
    operator: str, version: str, expected: bool
) -> None:
    assert keeps_out([(operator, version)], "0.0.4") is expected
