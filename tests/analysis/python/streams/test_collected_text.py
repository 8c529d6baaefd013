"""Whether the items of a container are taken out as texts."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.streams.collected_text import is_taken_out
from tests.analysis.python.reading import module


@pytest.mark.parametrize(
    ("code", "taken"),
    [
        pytest.param("''.join(d)", True, id="joined"),
        pytest.param("''.join(sorted(d.values()))", True, id="values joined"),
        pytest.param("for k, v in d.items():\n    t = t + v", True, id="added"),
        pytest.param("print(d[0])", True, id="printed"),
        pytest.param("d.pop().strip()", True, id="asked"),
        pytest.param("for v in d:\n    if v:\n        t += v", False, id="tested"),
        pytest.param("''.join(d[k] or '' for k in d)", False, id="with a default"),
        pytest.param("len(d)", False, id="counted"),
        pytest.param("e = d[0]", False, id="named"),
        pytest.param("''.join(e)", False, id="another one"),
    ],
)
def test_is_taken_out(code: str, taken: bool) -> None:
    assert is_taken_out(module(f"d = make()\n{code}\n"), cst.Name("d")) is taken
