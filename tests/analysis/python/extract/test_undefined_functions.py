"""Functions that nothing in sight defines."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.extract.undefined_functions import undefined_reader
from tests.analysis.python.reading import module, nodes

METHOD = "class A({0}):\n    m = 'x'\n    def f(self):\n        self.{1}(m)\n"


@pytest.mark.parametrize(
    ("code", "reader"),
    [
        pytest.param("check(m)", "check", id="nothing"),
        pytest.param("check(name=m)", "check", id="by a keyword"),
        pytest.param("from .own import check\ncheck(m)", "check", id="a module that is not there"),
        pytest.param("from .own import *\ncheck(m)", "check", id="all of such a module"),
        pytest.param(METHOD.format("", "check"), "check", id="no method"),
        pytest.param("class B:\n    pass\n" + METHOD.format("B", "check"), "check", id="of a base"),
        pytest.param("from lib import check\ncheck(m)", "", id="a library's"),
        pytest.param("from lib import *\ncheck(m)", "", id="all of a library"),
        pytest.param("import lib\nlib.check(m)", "", id="a library's by its module"),
        pytest.param("def check(a): pass\ncheck(m)", "", id="a function"),
        pytest.param("def f(check):\n    check(m)", "", id="a parameter"),
        pytest.param("len(m)\nprint(m)\ndisplay(m)", "", id="built in"),
        pytest.param(METHOD.format("", "log"), "", id="a method that logs"),
        pytest.param(METHOD.format("Lib", "check"), "", id="a base out of sight"),
        pytest.param(METHOD.format("metaclass=M", "check"), "", id="a metaclass"),
        pytest.param("class A:\n    def f(self, m):\n        self.f(m)\n", "", id="its method"),
        pytest.param("m", "", id="no call"),
    ],
)
def test_what_nothing_defines(code: str, reader: str) -> None:
    where = module(f"{code}\n")
    found = [undefined_reader(where, one) for one in nodes(where, "m", cst.Name)]

    assert next(filter(None, found), "") == reader
