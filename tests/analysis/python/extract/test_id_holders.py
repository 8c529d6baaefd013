"""The variables, items and calls that give the text of an id."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.id_holders import first_holders, holders, shown
from tests.analysis.python.reading import module, resolved_in

ID = "'glm-4.5'"


def held(code: str, **modules: str) -> list[str]:
    """Whatever gives the one id that the last `use(…)` reads."""
    (found,) = resolved_in(module(f"{code}\n", **modules)).found
    every = (shown(one) for first in first_holders(found) for one in holders(first))
    return sorted(dict.fromkeys(every))


@pytest.mark.parametrize(
    ("code", "names"),
    [
        pytest.param(f"use({ID})", [], id="the call alone"),
        pytest.param(f"M = {ID}\nN = M\nuse(N)", ["M", "N"], id="variables"),
        pytest.param(f"C = {{'m': {ID}}}\nuse(C['m'])", ["C['m']"], id="an item"),
        pytest.param(
            f"C = {{'m': {ID}}}\nD = {{'m': 'x'}}\nN = C.get('m')\nD['m']\nuse(N)",
            ["C.get('m')", "N"],
            id="a variable that gets an item",
        ),
        pytest.param(f"C = {{}}\nC['m'] = {ID}\nuse(C['m'])", ["C['m']"], id="an item set later"),
        pytest.param(f"C = dict(m={ID})\nuse(C['m'])", ["C['m']"], id="a keyword"),
        pytest.param(f"C = {{}}\nC.update(m={ID})\nuse(C['m'])", ["C['m']"], id="an update"),
        pytest.param(
            f"C = {{}}\nC.setdefault('m', {ID})\nuse(C['m'])",
            ["C.setdefault('m', 'glm-4.5')", "C['m']"],
            id="a default",
        ),
        pytest.param(
            f"M = {ID}\nC = {{'m': M}}\nif 'x' in C['m']: pass\nuse(M)",
            ["C['m']", "M"],
            id="a variable that is put into a dict",
        ),
        pytest.param(f"def f():\n    return {ID}\nuse(f())", ["f()"], id="a call"),
        pytest.param(
            f"K = 'm'\nC = {{'m': {ID}}}\nuse(C[K])\nuse(C['m'])",
            ["C['m']", "C[K]"],
            id="an item by a name of its key",
        ),
        pytest.param(
            f"def f(**kw):\n    use(kw['model'])\nf(model={ID})",
            ["kw['model']"],
            id="a keyword of a caller",
        ),
        pytest.param(
            f"class A:\n    def __init__(self):\n        self.m = {ID}\n"
            "    @property\n    def n(self):\n        return self.m\nuse(A().n)",
            ["n", "self.m", "self.n"],
            id="a property",
        ),
        pytest.param(
            f"class A:\n    m = {ID}\na = A()\nN = a.m\nuse(a.m)",
            ["N", "a.m"],
            id="an attribute of a named object",
        ),
    ],
)
def test_what_holds_an_id(code: str, names: list[str]) -> None:
    assert held(code) == names


def test_an_item_that_another_file_reads_holds_it() -> None:
    other = "from example import C\nprint('4.5' in C['m'])\n"

    assert held(f"C = {{'m': {ID}}}\nuse(C['m'])", other=other) == ["C['m']"]
