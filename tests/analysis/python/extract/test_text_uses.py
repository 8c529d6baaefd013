"""What the text of an id decides besides asking a model, and which variables hold it."""

from __future__ import annotations

import re

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.interface import Alias
from glm_migrate.analysis.python.extract.id_variables import names_of
from glm_migrate.analysis.python.extract.text_patterns import pattern_of
from glm_migrate.analysis.python.extract.text_uses import text_use, turned_round
from tests.analysis.python.reading import module


@pytest.mark.parametrize(
    ("code", "text", "fits"),
    [
        pytest.param('"glm" + "-4.5"', "glm-4.5", True, id="a sum"),
        pytest.param('"glm-" + v', "glm-4.5", True, id="a sum with a gap"),
        pytest.param('f"glm-{v:.1f}"', "glm-4.5", True, id="formatted"),
        pytest.param('f"{a}/glm-{v}"', "glm-4.5", False, id="more in front"),
        pytest.param('"glm-%s" % v', "glm-4.5", True, id="filled in"),
        pytest.param('"{}-{}".format(a, b)', "glm-4.5", None, id="nothing is seen"),
        pytest.param('"glm-{}-air".format(v)', "glm-4.5", False, id="more behind"),
        pytest.param('"-".join(["glm", v])', "glm-4.5", True, id="joined"),
        pytest.param('"-".join(parts)', "glm-4.5", None, id="parts that are not seen"),
        pytest.param('("GLM" + "-4.5").lower()', "glm-4.5", True, id="in another case"),
        pytest.param("v", "glm-4.5", None, id="a name"),
        pytest.param("f(v)", "glm-4.5", None, id="a call"),
    ],
)
def test_pattern_of(code: str, text: str, fits: bool | None) -> None:
    read = module("pass")
    pattern = pattern_of(read, cst.parse_expression(code), read.end)

    found = None if pattern is None else bool(re.fullmatch(pattern, text, re.IGNORECASE))
    assert found is fits


def alias(code: str) -> tuple[Alias, cst.CSTNode]:
    """The variable `M` of a module, and the text that it gets."""
    read = module(code)
    root = read.symbols.root
    definition = root.definitions["M"][0]
    assert definition.value is not None
    return Alias(read, "M", read.end, root), definition.value


def test_names_of() -> None:
    variable, _ = alias('M = "glm-4.5"\nN = M\n\n\ndef f(a, b):\n    return b\n\n\nf(1, N)\n')

    assert [one.text for one in names_of(variable)] == ["M", "N", "b"]


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

    assert text_use(variable, origin, "glm-4.5") == reason


def test_turned_round() -> None:
    read = module('M = {"a": "glm-4.5"}\nR = {v: k for k, v in M.items()}\n')
    key, value = read.symbols.strings

    assert turned_round(read, value) == "the values of `M` become keys"
    assert turned_round(read, key) == ""
