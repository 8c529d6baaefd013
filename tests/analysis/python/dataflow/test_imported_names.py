"""Full names by the imports of a module."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.imported_names import full_name, is_one_of
from tests.analysis.python.reading import expression, module, node, point_of


@pytest.mark.parametrize(
    ("code", "chain", "expected"),
    [
        ("import yaml", "yaml.safe_load", "yaml.safe_load"),
        ("import yaml as y", "y.safe_load", "yaml.safe_load"),
        ("from yaml import safe_load", "safe_load", "yaml.safe_load"),
        ("from yaml import safe_load as s", "s", "yaml.safe_load"),
        ("import os.path", "os.path.join", "os.path.join"),
        ("from os import path", "path.join", "os.path.join"),
        ("yaml = 1", "yaml.safe_load", "yaml.safe_load"),
    ],
)
def test_a_chain_has_the_name_that_its_import_gives(code: str, chain: str, expected: str) -> None:
    where = module(f"{code}\nuse({chain})\n")
    node = expression(where, chain)

    assert full_name(node, where.symbols.point(node)) == expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("", "sorted(x)", True),
        ("from copy import replace", "replace(x)", True),
        ("import copy", "copy.replace(x)", True),
        ("import copy as c", "c.replace(x)", True),
        ("copy = 'a'", "copy.replace(x)", False),
        ("", "replace(x)", False),
        ("", "x.sorted(x)", False),
    ],
)
def test_a_call_is_known_by_its_imports(code: str, text: str, expected: bool) -> None:
    where = module(f"{code}\nuse({text})\n")
    call = node(where, text, cst.Call)

    assert is_one_of(call, point_of(where, text), {"sorted", "copy.replace"}) is expected
