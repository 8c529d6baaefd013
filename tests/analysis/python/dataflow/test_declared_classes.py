"""The class that an annotation names."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.declared_classes import declared_class
from glm_migrate.analysis.python.dataflow.interface import Annotation
from tests.analysis.python.reading import module

CODE = "from other import B\nclass A: pass\nAlias = Optional[A]\nT = int\n"


@pytest.mark.parametrize(
    ("annotation", "name"),
    [
        pytest.param("A", "A", id="its name"),
        pytest.param("B", "B", id="of another file"),
        pytest.param("'A'", "A", id="as a text"),
        pytest.param("Optional[A]", "A", id="or nothing"),
        pytest.param("A | None", "A", id="or nothing, with a bar"),
        pytest.param("None | A", "A", id="nothing first"),
        pytest.param("Annotated[A, 'x']", "A", id="with notes"),
        pytest.param("typing.Optional['A']", "A", id="both"),
        pytest.param("Alias", "A", id="behind a name"),
        pytest.param("list[A]", None, id="a list of them is none"),
        pytest.param("T", None, id="a type that is not of the project"),
        pytest.param("'A['", None, id="a text that is no type"),
        pytest.param("Unknown", None, id="a name that is not seen"),
    ],
)
def test_the_class_that_an_annotation_names(annotation: str, name: str | None) -> None:
    where = module(f"{CODE}x: {annotation}\n", other="class B: pass\n")
    (note,) = where.syntax.body[-1].body  # type: ignore[misc, union-attr]

    found = declared_class((Annotation(where, note.annotation.annotation, where.end),), 0)

    assert (found and found.node.name.value) == name


def test_annotations_that_lead_to_each_other_end() -> None:
    where = module("A = Optional[B]\nB = Optional[A]\nx: A\n")
    (note,) = where.syntax.body[-1].body  # type: ignore[misc, union-attr]

    assert declared_class((Annotation(where, note.annotation.annotation, where.end),), 0) is None
