"""The keys of dicts, as texts."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.dict_keys import text_of_key
from tests.analysis.python.reading import module

VENDOR = "from enum import Enum\nclass Vendor(Enum):\n    GLM = 'glm'\n"


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("T = {'a': 1}\n", "a"),
        (f"{VENDOR}T = {{Vendor.GLM: 1}}\n", "glm"),
        ("T = {Vendor.GLM: 1}\n", "Vendor.GLM"),
        ("T = {NAME: 1}\n", None),
        ("T = {make().key: 1}\n", None),
    ],
)
def test_a_key_as_a_text(code: str, key: str | None) -> None:
    where = module(code)
    (table,) = (one for one in where.symbols.parents if isinstance(one, cst.Dict))
    (entry,) = table.elements
    assert isinstance(entry, cst.DictElement)

    assert text_of_key(where, entry.key) == key
