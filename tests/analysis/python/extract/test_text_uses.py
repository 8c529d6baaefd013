"""What the text of an id decides besides asking a model."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.interface import Alias
from glm_migrate.analysis.python.extract.text_uses import text_use
from tests.analysis.python.reading import module


def alias(code: str) -> tuple[Alias, cst.CSTNode]:
    """The variable `M` of a module, and the text that it gets."""
    read = module(code)
    root = read.symbols.root
    definition = root.definitions["M"][0]
    assert definition.value is not None
    return Alias(read, "M", read.end, root), definition.value


@pytest.mark.parametrize(
    ("use", "reason"),
    [
        pytest.param("print(M[-1])", "", id="shown"),
        pytest.param("V = M[-1]", "`M[-1]` is read", id="a piece"),
        pytest.param("getattr(x, M)", "`M` is the name of an attribute in getattr(…)", id="name"),
        pytest.param("{'a' + 'b': 1}[M]", "", id="another key"),
        pytest.param("L = {'glm' + '-4.5': 1}\nL[M]", "`M` is looked up in `L`", id="its key"),
        pytest.param("M in 'glm-4.5 x'", "`M` is looked for in `'glm-4.5 x'`", id="its text"),
        pytest.param("M == 'glm' + '-4.5'", "`M` is compared with `'glm' + '-4.5'`", id="its sum"),
    ],
)
def test_text_use(use: str, reason: str) -> None:
    variable, origin = alias(f'M = "glm-4.5"\n{use}\n')

    assert str(text_use(variable, origin, "glm-4.5") or "") == reason
