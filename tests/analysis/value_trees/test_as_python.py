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


def test_a_reference_to_a_key_of_the_file_is_the_value_that_stands_there() -> None:
    text = b"small: glm-4.5\nllm: {model: '${small}', b: '${llm.model}', c: '${no.such}'}\n"
    source = decode(Path("c.yaml"), text)
    python = as_python(read(source).roots)
    places = [
        python.scalar(at).span
        for at in range(len(python.text))
        if python.text[at:].startswith("'glm-4.5'")
    ]

    assert [source.slice(span) for span in places] == ["glm-4.5"] * 3
    assert {span.start for span in places} == {text.index(b"glm-4.5")}
    assert "'c': not_seen" in python.text


def test_references_that_lead_in_a_circle_are_not_seen() -> None:
    source = decode(Path("c.yaml"), b"a: ${b}\nb: ${a}\n")

    assert as_python(read(source).roots).text.count("not_seen") == 2
