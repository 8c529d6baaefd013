"""What well-known callables do: one table, asked for by behaviour."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import glm_migrate
from glm_migrate.knowledge.known_callables import callables, ordered
from glm_migrate.knowledge.sources import DATA, read, sources

TABLE = read(DATA / "known_callables.toml")
BEHAVIOURS = sorted(set(TABLE) - {"sources"})
KNOWN = {name.rpartition(".")[2] for one in BEHAVIOURS for name in TABLE[one]["names"]}
ANALYSIS = Path(glm_migrate.__file__).parent / "analysis"
# What looks like a list of callables and is none.
OTHER_LISTS = {
    "python/extract/chat_calls.py": [["stream"]],  # a parameter of a request
    "python/streams/consumer_search.py": [["job", "stream", "parse"]],  # `ChatCall.method`
}


def test_a_behaviour_has_the_names_of_the_table() -> None:
    assert callables("same-text") == {"strip", "lstrip", "rstrip", "lower", "upper", "casefold"}


def test_several_behaviours_have_the_names_of_each() -> None:
    assert callables("same-text", "as-text") == callables("same-text") | {"str"}
    assert callables() == frozenset()


def test_an_unknown_behaviour_is_an_error_and_not_an_empty_answer() -> None:
    with pytest.raises(KeyError, match="same-txt"):
        callables("same-text", "same-txt")


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_each_behaviour_says_what_it_is_and_where_that_was_read(behaviour: str) -> None:
    record = TABLE[behaviour]

    assert callables(behaviour)
    assert record["what"]
    assert record["sources"]
    assert set(record["sources"]) <= set(sources(TABLE))


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_a_name_stands_once_in_a_behaviour(behaviour: str) -> None:
    names = TABLE[behaviour]["names"]

    assert len(names) == len(set(names))


def test_an_order_is_that_of_the_table() -> None:
    assert ordered("takes-item") == ("next", "anext")


@pytest.mark.parametrize("behaviour", [one for one in BEHAVIOURS if "differs" in TABLE[one]])
def test_what_differs_names_another_behaviour_and_the_reason(behaviour: str) -> None:
    others, _, reason = TABLE[behaviour]["differs"].partition(": ")

    assert set(others.split(", ")) <= set(BEHAVIOURS) - {behaviour}
    assert reason


def test_two_behaviours_with_the_same_names_say_how_they_differ() -> None:
    silent = [callables(one) for one in BEHAVIOURS if "differs" not in TABLE[one]]

    assert len(silent) == len(set(silent))


def words_of(node: ast.AST) -> list[str]:
    """The words of a literal collection, or of a text that is split; empty for anything else."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        text = node.func.value
        is_text = isinstance(text, ast.Constant) and isinstance(text.value, str)
        return str(text.value).split() if is_text and node.func.attr == "split" else []  # type: ignore[attr-defined]
    elements: list[ast.expr | None] = []
    if isinstance(node, (ast.Set, ast.Tuple, ast.List)):
        elements = [*node.elts]
    elif isinstance(node, ast.Dict):
        elements = [*node.keys]
    constants = [one.value for one in elements if isinstance(one, ast.Constant)]
    return [one for one in constants if isinstance(one, str)]


def lists_of_callables(tree: ast.AST) -> Iterator[list[str]]:
    """Literal lists of which two words are names of the table, and sets of such names alone."""
    for node in ast.walk(tree):
        words = words_of(node)
        known = [word for word in words if word.rpartition(".")[2] in KNOWN]
        if len(known) > 1 or (known and known == words and isinstance(node, ast.Set)):
            yield words


@pytest.mark.parametrize(
    "code",
    [
        '_READS = ("read", "read_file")',
        '_OPENERS = frozenset({"io.open"})',
        'called(call) in ("print", "write")',
        '_SEEN = frozenset("create partial dict".split())',
        '_PLACES = {"map": 0, "filter": 0}',
    ],
)
def test_a_list_of_callables_is_recognised(code: str) -> None:
    assert list(lists_of_callables(ast.parse(code)))


def test_a_list_of_something_else_is_none() -> None:
    code = '_KEYS = {"model", "messages"}; _ADDRESS = ("base_url", "stream", "api_base")'

    assert list(lists_of_callables(ast.parse(code))) == []


def test_the_analysis_has_no_list_of_callables_beside_the_table() -> None:
    found = {
        path.relative_to(ANALYSIS).as_posix(): lists
        for path in sorted(ANALYSIS.rglob("*.py"))
        if (lists := list(lists_of_callables(ast.parse(path.read_bytes()))))
    }

    assert found == OTHER_LISTS
