"""A document as Python: every piece of it leads back to its place in the file."""

from __future__ import annotations

import ast
from pathlib import Path

from glm_migrate.analysis.value_trees.as_python import as_python
from glm_migrate.analysis.value_trees.formats import read
from glm_migrate.project.decoding import decode


def test_values_are_literals_and_variables_are_looked_up() -> None:
    source = decode(Path("c.yaml"), b"a: [1, true, null, 1.5, x]\nb: ${M:-glm-4.5}\n")
    python = as_python(read(source).roots)

    assert "ROOT_0 = {'a': [1, True, None, 1.5, 'x', ]" in python.text
    assert "os.environ.get('M', 'glm-4.5')" in python.text
    ast.parse(python.text)


def test_a_piece_leads_back_to_its_value_and_its_key() -> None:
    source = decode(Path("c.yaml"), b"llm:\n  model: glm-4.5\n")
    python = as_python(read(source).roots)
    at = python.text.index("'glm-4.5'")

    assert source.slice(python.scalar(at).span) == "glm-4.5"
    assert python.key(at) == "llm.model"


def test_a_large_file_is_cut_off_and_still_python() -> None:
    source = decode(Path("c.yaml"), b"a:\n" + b"- [x, y, z]\n" * 5_000)
    python = as_python(read(source).roots)

    ast.parse(python.text)
    assert len(python.text) < 200_000
    assert "not_seen" in python.text
