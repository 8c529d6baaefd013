"""JSON, and what many programs allow in it."""

from __future__ import annotations

from math import inf

import pytest

from glm_migrate.analysis.value_trees.formats import json_file
from glm_migrate.errors import UnparsableSource
from glm_migrate.model.values import UNSEEN
from tests.analysis.value_trees.formats.trees import (
    document,
    ids,
    plain,
    replaced,
    source,
)


def test_json_with_comments_is_read() -> None:
    text = '{\n  // "model": "x"\n  "model": "glm-4.5", /* a */\n  "url": "https://x",\n}\n'
    (scalar,) = ids("a.json", text)

    assert replaced(text, scalar, "y") == text.replace("glm-4.5", "y")


@pytest.mark.parametrize(
    ("text", "locked"),
    [
        pytest.param('"glm-4.5"', False, id="plain"),
        pytest.param('"glm\\u002d4.5"', True, id="with an escape"),
        pytest.param("'glm-4.5'", False, id="in single quotes"),
        pytest.param("'glm-\\\n4.5'", True, id="over two lines"),
    ],
)
def test_a_text_with_escapes_is_read_and_not_edited(text: str, locked: bool) -> None:
    (scalar,) = ids("a.json", f'{{"m": {text}}}')

    assert scalar.locked is locked


def test_a_place_counts_bytes_and_not_characters() -> None:
    text = '{"模型": "glm-4.5"}'
    (scalar,) = ids("a.json", text)

    assert text.encode()[slice(*scalar.span)] == b"glm-4.5"


@pytest.mark.parametrize(
    ("text", "line"), [('{"a": 1,\n "b": }', 2), ('{"a": 1}\n\n{', 3), ("// a\n{'a': }", 2)]
)
def test_a_broken_file_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(UnparsableSource, match=f"line {line}:"):
        document("a.json", text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, -2.5e1, true, null]}', {"a": [1, -25.0, True, None]}),
        ('{"a": ' + "1" * 41 + "}", {"a": UNSEEN}),
        ('[{"a": 1,}, /* , */ "b", ]  // end', [{"a": 1}, "b"]),
        ('"// no comment"', "// no comment"),
        ("{a: 'x', $b: +0x1F, c: -.5, d: Infinity}", {"a": "x", "$b": 31, "c": -0.5, "d": inf}),
    ],
    ids=["values", "a number that is too long", "commas and comments", "a text", "JSON5"],
)
def test_the_values_of_a_file(text: str, value: object) -> None:
    assert plain(json_file.read(source("a.json", text)).roots[0]) == value
