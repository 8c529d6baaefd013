"""One requirement as text: its name, its constraint, and the bytes of both."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.dependencies.specifiers import (
    canonical,
    parse_clauses,
    parse_requirement,
)


@pytest.mark.parametrize(
    ("text", "name", "clauses"),
    [
        pytest.param("zai-sdk", "zai-sdk", [], id="any version"),
        pytest.param("Zai_SDK>=0.1, <1", "zai-sdk", [(">=", "0.1"), ("<", "1")], id="two clauses"),
        pytest.param("zai-sdk[x,y] ~= 0.1", "zai-sdk", [("~=", "0.1")], id="extras"),
        pytest.param("zai-sdk (>=0.1)", "zai-sdk", [(">=", "0.1")], id="in brackets"),
        pytest.param("zai-sdk==0.1 ; extra == 'a'", "zai-sdk", [("==", "0.1")], id="marker"),
        pytest.param("zai-sdk==0.1  # why", "zai-sdk", [("==", "0.1")], id="a comment"),
        pytest.param("zai-sdk==0.1 --hash=sha256:a", "zai-sdk", [("==", "0.1")], id="a hash"),
    ],
)
def test_a_requirement(text: str, name: str, clauses: list[tuple[str, str]]) -> None:
    found = parse_requirement(text)
    assert found is not None

    assert found.name == name
    assert [(one.operator, one.version) for one in found.clauses] == clauses


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("-r other.txt", id="an option"),
        pytest.param("zai-sdk @ https://example.org/a.whl", id="an address"),
        pytest.param("zai-sdk (>=0.1", id="a bracket that stays open"),
        pytest.param("./local", id="a path"),
    ],
)
def test_all_else_is_none(text: str) -> None:
    assert parse_requirement(text) is None


def test_places_count_bytes_from_the_offset_on() -> None:
    text = "zai-sdk>=0.1,<1"
    found = parse_requirement(text, offset=10)
    assert found is not None

    assert [text[one.span.start - 10 : one.span.end - 10] for one in found.clauses] == [
        ">=0.1",
        "<1",
    ]
    assert [text[one.at.start - 10 : one.at.end - 10] for one in found.clauses] == ["0.1", "1"]


@pytest.mark.parametrize(
    ("text", "insert"),
    [("zai-sdk  # why", "zai-sdk"), ("zai-sdk[a]", "zai-sdk[a]"), ("zai-sdk ()", "zai-sdk (")],
)
def test_where_a_constraint_can_be_written(text: str, insert: str) -> None:
    found = parse_requirement(text)
    assert found is not None

    assert text[: found.insert] == insert


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("^0.1", [("^", "0.1")]),
        ("~1.2", [("~", "1.2")]),
        ("0.1", [("", "0.1")]),
        ("*", []),
        ("^1 || ^2", []),
        ("", []),
    ],
)
def test_constraints_of_poetry(text: str, clauses: list[tuple[str, str]]) -> None:
    assert [(one.operator, one.version) for one in parse_clauses(text)] == clauses


def test_a_name_has_one_spelling() -> None:
    assert {canonical(one) for one in ("Zai_SDK", "zai.sdk", "zai-_-sdk")} == {"zai-sdk"}


@pytest.mark.parametrize(
    "start", ["zai-sdk", "zai-sdk==1", "zai-sdk==1,", "zai-sdk(==1)", "zai-sdk;x"]
)
def test_a_long_run_of_spaces_takes_no_longer_than_reading(start: str) -> None:
    assert parse_requirement(start + " " * 100_000 + "\\x") is None
