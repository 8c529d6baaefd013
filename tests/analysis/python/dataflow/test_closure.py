"""From some names of an object to all of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import glm_migrate
from glm_migrate.analysis.python.dataflow.closure import closure
from glm_migrate.analysis.python.dataflow.limits import MAX_NAMES

GRAPH = {"a": ["b", "c"], "b": ["d"], "c": ["a"], "d": ["d", "e"]}
ANALYSIS = Path(glm_migrate.__file__).parent / "analysis"


def others(name: str) -> list[str]:
    return GRAPH.get(name, [])


def test_all_that_is_led_to_is_met_once_and_the_nearest_first() -> None:
    assert closure("a", others) == ["a", "b", "c", "d", "e"]
    assert closure("ba", others) == ["b", "a", "d", "c", "e"]
    assert closure("aa", others) == closure("a", others)


@pytest.mark.parametrize(
    ("hops", "expected"), [(0, ["a"]), (1, ["a", "b", "c"]), (2, ["a", "b", "c", "d"])]
)
def test_no_name_is_farther_than_the_hops(hops: int, expected: list[str]) -> None:
    assert closure("a", others, hops=hops) == expected


def test_names_are_the_same_by_their_key() -> None:
    assert closure("a", others, key=lambda name: name in "ab", most=9) == ["a", "c"]


def test_an_endless_search_ends() -> None:
    assert closure([0], lambda number: [number + 1]) == list(range(MAX_NAMES))


def worklists(tree: ast.AST) -> list[str]:
    """Lists that a loop goes through and appends to."""
    return [
        node.iter.id
        for node in ast.walk(tree)
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Name)
        if f"{node.iter.id}.append(" in ast.unparse(node)
    ]


def test_a_search_of_its_own_is_recognised() -> None:
    assert worklists(ast.parse("for one in names:\n    names.append(one)")) == ["names"]


def test_no_analysis_searches_for_the_names_of_an_object_by_itself() -> None:
    found = {
        path.relative_to(ANALYSIS).as_posix()
        for path in sorted(ANALYSIS.rglob("*.py"))
        if worklists(ast.parse(path.read_bytes())) and path.name != "closure.py"
    }

    assert found == set()
