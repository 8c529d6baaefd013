"""A declared type goes with the values of its name, and only where one is declared."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.annotated import alternatives, with_annotation
from glm_migrate.analysis.python.dataflow.interface import ResolvedValues
from tests.analysis.python.reading import module


def test_the_declared_type_is_told_beside_the_values() -> None:
    where = module("model: str = load()\nother = load()\n")
    definitions = where.end.scope.module.definitions
    declared, plain = (definitions[name][0] for name in ("model", "other"))
    (note,) = with_annotation(where, declared, ResolvedValues()).annotations

    assert where.code(note.node) == "str"
    assert with_annotation(where, plain, ResolvedValues()).annotations == ()


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("str", ["str"]),
        ("t.LLM", ["LLM"]),
        ("LLM | None", ["LLM", "None"]),
        ("t.Optional['app.LLM']", ["LLM"]),
        ("Union[LLM, dict[str, str]]", ["LLM", "dict"]),
        ("Annotated[list[str], NoDecode]", ["list", "NoDecode"]),
        ("Annotated[str, Field(min_length=1)]", ["str", ""]),
    ],
)
def test_the_types_that_a_declaration_allows(declared: str, expected: list[str]) -> None:
    assert list(alternatives(cst.parse_expression(declared))) == expected
