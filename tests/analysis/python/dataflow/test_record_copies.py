"""Which calls copy a record, and what they set anew."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.record_copies import RecordCopy, record_copy
from tests.analysis.python.reading import module, node, point_of

IMPORTS = "import dataclasses\nimport attrs\nfrom copy import replace\n"


def copied(text: str) -> tuple[RecordCopy | None, str]:
    where = module(f"{IMPORTS}use({text})\n")
    found = record_copy(node(where, text, cst.Call), point_of(where, text))
    return found, where.code(found.source) if found else ""


@pytest.mark.parametrize(
    ("text", "dicts"),
    [
        pytest.param("dataclasses.replace(r, m=1)", 0, id="a dataclass"),
        pytest.param("replace(r, m=1)", 0, id="whatever can be copied"),
        pytest.param("attrs.evolve(r, m=1)", 0, id="a class of attrs"),
        pytest.param("r._replace(m=1)", 0, id="a named tuple"),
        pytest.param("replace(r, m=1, **more)", 1, id="with more that is spread"),
    ],
)
def test_what_keywords_set_anew(text: str, dicts: int) -> None:
    found, source = copied(text)

    assert found is not None
    assert source == "r"
    assert isinstance(found.given("m"), cst.Integer)
    assert found.given("n") is None
    assert len(found.dicts) == dicts


@pytest.mark.parametrize("text", ["r.copy(update={'m': 1})", "r.model_copy(update=d, deep=True)"])
def test_what_a_dict_sets_anew(text: str) -> None:
    found, source = copied(text)

    assert found is not None
    assert source == "r"
    assert found.given("update") is None
    assert len(found.dicts) == 1


@pytest.mark.parametrize(
    "text",
    ["r.copy()", "r.model_copy(deep=True)", "text.replace('a', 'b')", "other.evolve(r)", "dict(r)"],
)
def test_other_calls_set_nothing_anew(text: str) -> None:
    assert copied(text) == (None, "")
