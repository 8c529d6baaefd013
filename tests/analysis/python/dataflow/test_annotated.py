"""A declared type goes with the values of its name, and only where one is declared."""

from __future__ import annotations

from glm_migrate.analysis.python.dataflow.annotated import with_annotation
from glm_migrate.analysis.python.dataflow.interface import ResolvedValues
from tests.analysis.python.reading import module


def test_the_declared_type_is_told_beside_the_values() -> None:
    where = module("model: str = load()\nother = load()\n")
    definitions = where.end.scope.module.definitions
    declared, plain = (definitions[name][0] for name in ("model", "other"))
    (note,) = with_annotation(where, declared, ResolvedValues()).annotations

    assert where.code(note.node) == "str"
    assert with_annotation(where, plain, ResolvedValues()).annotations == ()
