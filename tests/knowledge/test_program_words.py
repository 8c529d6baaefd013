"""Words by which names say what they are for: data, each with its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import glm_migrate
from glm_migrate.knowledge.program_words import one_of, words
from glm_migrate.knowledge.sources import DATA, read, sources

TABLE = read(DATA / "program_words.toml")
KINDS = sorted(set(TABLE) - {"sources"})
ANALYSIS = Path(glm_migrate.__file__).parent / "analysis"
# Three words to choose from, in a regular expression.
_CHOICE = re.compile(r"[a-zA-Z]{2,}(?:\\b|\W?)\|[\^_]?[a-zA-Z]{2,}[?_)$]*\|")


def test_words_are_those_of_the_table() -> None:
    assert words("registering") == {"register", "unregister"}


def test_an_expression_matches_each_word_and_nothing_else() -> None:
    pattern = re.compile(one_of("tier"))

    assert all(pattern.fullmatch(word) for word in words("tier"))
    assert not pattern.fullmatch("airflash")


def test_an_unknown_kind_is_an_error_and_not_an_empty_answer() -> None:
    with pytest.raises(KeyError, match="tiers"):
        words("tiers")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_says_what_it_is_and_where_that_was_read(kind: str) -> None:
    record = TABLE[kind]

    assert record["what"]
    assert len(words(kind)) == len(record["words"]) > 0
    assert set(record["sources"]) <= set(sources(TABLE))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_asked_for(kind: str) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in ANALYSIS.rglob("*.py"))

    assert re.search(rf"""(?:words|one_of)\(["']{kind}["']\)""", code)


def choices(tree: ast.AST) -> Iterator[str]:
    """The regular expressions of a module that choose among three words or more."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
            texts = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
            yield from (one for one in texts if isinstance(one, str) and _CHOICE.search(one))


@pytest.mark.parametrize(
    "code", ['re.compile(r"(?i)log|print|dump")', 're.compile(r"^(?:log|print|dump)_")']
)
def test_a_choice_of_words_is_recognised(code: str) -> None:
    assert list(choices(ast.parse(code)))


def test_the_analysis_has_no_expression_of_words_beside_the_data() -> None:
    found = {
        path.relative_to(ANALYSIS).as_posix()
        for path in sorted(ANALYSIS.rglob("*.py"))
        if list(choices(ast.parse(path.read_bytes())))
    }

    assert found == set()
