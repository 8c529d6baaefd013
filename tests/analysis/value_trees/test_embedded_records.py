"""Records in texts of settings: each value with its own bytes, or none to edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.value_trees.embedded_records import embedded
from glm_migrate.analysis.value_trees.formats import read
from glm_migrate.analysis.value_trees.value_tree import Scalar
from glm_migrate.project.decoding import decode


def values(text: str) -> list[tuple[object, str, bool]] | None:
    """Each value of the record in the first variable, what is written, and if it is locked."""
    document = read(decode(Path(".env"), text.encode()))
    holder = next(one for _, one in document.scalars())
    record = embedded(document, holder)
    if record is None:
        return None
    assert isinstance(holder, Scalar)
    return [(one.value, document.source.slice(one.span), one.locked) for _, one in record.scalars()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('L=\'{"中": 1, "m": "x"}\'\n', [(1, "1", False), ("x", "x", False)]),
        ('L=["x", {"y": null}]\n', [("x", "x", False), (None, "null", False)]),
        ('L="{\\"m\\": \\"x\\"}"\n', [("x", "x", True)]),
        ('L="{\\"x\\": \\"x\\"}"\n', [("x", '{\\"x\\": \\"x\\"}', True)]),
        ('L=\'{"m": "\\u0078"}\'\n', [("x", "\\u0078", True)]),
        ("L='{\"m\": }'\n", None),
        ("L=x\n", None),
        ("L='" + "[" * 5_000 + "]" * 5_000 + "'\n", None),
    ],
)
def test_the_values_of_a_record(text: str, expected: list[tuple[object, str, bool]] | None) -> None:
    assert values(text) == expected
