"""The tree of a settings file."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.value_trees.formats import (
    read,
)
from glm_migrate.analysis.value_trees.value_tree import (
    Scalar,
    Table,
    TreeEntry,
    ValueTree,
    at_keys,
    scalars,
)
from glm_migrate.project.decoding import decode
from glm_migrate.text.source import Span


def test_of_two_keys_the_last_is_read() -> None:
    span = Span(0, 1)
    table = Table(
        (TreeEntry("a", span, Scalar(1, span)), TreeEntry("a", span, Scalar(2, span))), span
    )

    assert table.get("a") == Scalar(2, span)
    assert table.get("b") is None
    assert table.keys == {"a"}


def tree(text: str) -> ValueTree:
    return read(decode(Path("c.yaml"), text.encode()))


def test_the_ways_to_the_values() -> None:
    found = [(path, one.value) for path, one in tree("a: {b: x}\nc: [1, {d: y}]\n").scalars()]

    assert found == [(("a", "b"), "x"), (("c", 0), 1), (("c", 1, "d"), "y")]


def test_a_walk_ends_after_so_many_steps() -> None:
    (root,) = tree("[1, 2, 3, 4]\n").roots

    assert [one.value for _, one in scalars(root, most=3)] == [1, 2]


def test_what_tables_hold_under_keys() -> None:
    (root,) = tree("a: {b: x}\n").roots

    assert at_keys(root, ["a", "b"]) == Scalar("x", Span(7, 8))
    assert at_keys(root, ["a", "c"]) is None
    assert at_keys(root, ["a", "b", "c"]) is None
    assert at_keys(root, []) is root


@pytest.mark.parametrize(
    ("text", "is_shared"),
    [
        pytest.param("m: glm-4.5\nl: [GLM-4.5]\n", True, id="in a list"),
        pytest.param("m: glm-4.5\nprices: {glm-4.5: 1}\n", True, id="as a key"),
        pytest.param("m: glm-4.5\nn: glm-4.5\n", False, id="as another value"),
        pytest.param("m: glm-4.5\n", False, id="alone"),
    ],
)
def test_a_text_that_the_file_names_as_a_key_or_in_a_list_is_shared(
    text: str, is_shared: bool
) -> None:
    document = tree(text)
    first = next(one for path, one in document.scalars() if path == ("m",))

    assert (document.shared(first) is not None) is is_shared
