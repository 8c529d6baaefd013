"""Which ids are looked up in a table or list, as far as all that reads it is seen."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.table_readers import looked_up
from glm_migrate.analysis.python.syntax.string_literals import text_of
from tests.analysis.python.reading import module

TABLE = 'PRICES = {"glm-4": 1}\n'


def keys(code: str, **others: str) -> list[str] | None:
    """The texts that are looked up in what holds the first `glm-4` of the code."""
    where = module(code, **others)
    node = next(one for one in where.symbols.strings if text_of(one) == "glm-4")
    places = looked_up(where, node)
    return None if places is None else sorted(where.source.slice(span) for _, span in places)


SEEN = {
    "read by nothing": (TABLE, []),
    "shown": (f"{TABLE}print(PRICES)\nn = len(PRICES)\n", []),
    "looked up": (f'{TABLE}MODEL = "glm-4.6"\nPRICES[MODEL]\n', ['"glm-4.6"']),
    "got": (f'{TABLE}PRICES.get("glm-5", 0)\n', ['"glm-5"']),
    "looked for": (f'{TABLE}if "glm-5" in PRICES:\n    use()\n', ['"glm-5"']),
    "a list": ('MODELS = ["glm-4", "x"]\n', []),
    "rows of a list": ('MODELS = [("glm-4", "GLM-4")]\n', []),
    "an annotated table": ('PRICES: dict[str, int] = {"glm-4": 1}\n', []),
}
UNSEEN = {
    "a key that is not seen": f"{TABLE}def f(m):\n    return PRICES[m]\n",
    "gone through": f"{TABLE}for one in PRICES:\n    use(one)\n",
    "handed on": f"{TABLE}use(PRICES)\n",
    "rows, read": 'MODELS = [("glm-4", "GLM-4")]\nMODELS[0]\n',
    "a value of a table, read": 'NAMES = {"x": ["glm-4"]}\nNAMES["x"]\n',
    "exported": f'__all__ = ["PRICES"]\n{TABLE}',
    "of a class": 'class A:\n    PRICES = {"glm-4": 1}\n',
    "an argument": 'use(["glm-4", "x"])\n',
    "no table": 'MODEL = "glm-4"\n',
}


@pytest.mark.parametrize(("code", "found"), SEEN.values(), ids=SEEN)
def test_what_is_looked_up_is_told(code: str, found: list[str]) -> None:
    assert keys(code) == found


@pytest.mark.parametrize("code", UNSEEN.values(), ids=UNSEEN)
def test_what_may_look_up_anything_is_not_judged(code: str) -> None:
    assert keys(code) is None


def test_another_file_may_read_it() -> None:
    assert keys(TABLE, other="from example import PRICES\n\nuse(PRICES)\n") is None
    assert keys(TABLE, other="x = 1\n") == []
