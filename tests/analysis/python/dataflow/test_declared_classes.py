"""The class that an annotation names."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.declared_classes import declared_class
from glm_migrate.analysis.python.dataflow.effects import inside
from glm_migrate.analysis.python.dataflow.interface import Annotation
from tests.analysis.python.reading import module


def named(code: str, **modules: str) -> str | None:
    """The name of the class that the annotation of `x` names."""
    where = module(code, **modules)
    (note,) = (one.annotation for one in inside(where.syntax) if isinstance(one, cst.AnnAssign))
    found = declared_class((Annotation(where, note.annotation, where.end),), 0)
    return found.node.name.value if found else None


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
    assert named(f"{CODE}x: {annotation}\n", other="class B: pass\n") == name


def test_annotations_that_lead_to_each_other_end() -> None:
    assert named("A = Optional[B]\nB = Optional[A]\nx: A\n") is None
