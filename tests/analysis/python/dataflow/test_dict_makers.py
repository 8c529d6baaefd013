"""Calls and comprehensions that make a dict."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.dict_makers import filtered, is_plain, makes_entries
from tests.analysis.python.reading import module

RECORD = "from typing import TypedDict\n\nclass Options(TypedDict):\n    model: str\n\n"


@pytest.mark.parametrize(
    ("call", "makes"),
    [
        ("dict(model='glm-4.5')", True),
        ("Options(model='glm-4.5')", True),
        ("print(model='glm-4.5')", False),
        ("table['x'](model='glm-4.5')", False),
    ],
)
def test_a_dict_is_made_of_keywords(call: str, makes: bool) -> None:
    where = module(f"{RECORD}x = {call}\n")
    (node,) = (one for one in where.symbols.calls if where.code(one) == call)

    assert makes_entries(where, node, where.symbols.points[node]) is makes


@pytest.mark.parametrize(
    ("code", "plain"),
    [("{}", True), ("{'a': 1, 'b': x}", True), ("{'a': 1, b: 2}", False), ("{**a}", False)],
)
def test_keys_are_plain_where_they_are_all_texts(code: str, plain: bool) -> None:
    where = module(f"use({code})\n")
    node = where.symbols.calls[0].args[0].value
    assert isinstance(node, cst.Dict)

    assert is_plain(where, node) is plain


@pytest.mark.parametrize(
    ("code", "whole"),
    [
        ("{k: v for k, v in d.items()}", "d"),
        ("{k: v for k, v in d.items() if v}", "d"),
        ("{v: k for k, v in d.items()}", None),
        ("{k: f(v) for k, v in d.items()}", None),
        ("{k: v for k, v in pairs}", None),
        ("{k: 1 for k in d}", None),
    ],
)
def test_a_part_of_a_dict_is_that_dict(code: str, whole: str | None) -> None:
    node = cst.parse_expression(code)
    assert isinstance(node, cst.DictComp)
    found = filtered(node)

    assert (found and cst.Module([]).code_for_node(found)) == whole
