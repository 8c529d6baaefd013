"""Look-ups in tables whose key is seen in part, or not at all."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.tables import keys_of, records
from tests.analysis.python.reading import expression, module, written

TABLE = "T = {'k': 'a', 'l': 'b'}\n"


def entries(text: str, *known: str, code: str = TABLE) -> tuple[list[str], bool]:
    where = module(f"{code}use({text}[key])\n")
    found, is_whole = records(where, expression(where, text), where.end, 1, known)
    return written(found), is_whole


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(TABLE, ["'a'", "'b'"], id="texts"),
        pytest.param("T = dict(k='a', l='b')\n", ["'a'", "'b'"], id="a call of dict"),
        pytest.param("T = {'k': {}, 'l': {'m': 1}}\n", ["{}", "{'m': 1}"], id="records"),
        pytest.param("A = 'a'\nT = {'k': A, 'l': None}\n", ["'a'", "None"], id="named texts"),
        pytest.param("T = {'k': ['a'], 'l': []}\n", ["['a']", "[]"], id="lists"),
        pytest.param("T = {'k': 'a'}\nT['l'] = 'b'\n", ["'a'", "'b'"], id="one is set later"),
    ],
)
def test_every_entry_can_be_meant(code: str, expected: list[str]) -> None:
    assert entries("T", code=code) == (expected, True)


def test_known_keys_are_left_out() -> None:
    assert entries("T", "k") == (["'b'"], True)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("T = {'k': 'a'}\n", id="one entry is no table"),
        pytest.param("class A: pass\nT = {'k': A, 'l': A}\n", id="classes"),
        pytest.param("T = {'k': 'a', 'l': lambda: 1}\n", id="a function among texts"),
        pytest.param("T = load()\n", id="not seen"),
        pytest.param("T = ['a', 'b']\n", id="a list"),
    ],
)
def test_what_is_no_table_of_data_gives_nothing(code: str) -> None:
    assert entries("T", code=code) == ([], False)


def test_an_entry_with_a_computed_key_leaves_the_table_open() -> None:
    found, is_whole = entries("T", code="T = {'k': 'a', 'l': 'b', key(): 'c'}\n")

    assert found == ["'a'", "'b'"]
    assert not is_whole


@pytest.mark.parametrize(
    ("code", "key", "expected"),
    [
        pytest.param("K = 'k'\n", "K", (["k"], True), id="a name"),
        pytest.param("K = 'k'\n", "f'{K}'", (["k"], True), id="alone in an f-string"),
        pytest.param("K = 'k'\n", "f'{K}-x'", ([], False), id="a part of an f-string"),
        pytest.param("C = {'use': 'k'}\n", "C['use']", (["k"], True), id="itself looked up"),
        pytest.param("import os\n", "os.getenv('K', 'k')", (["k"], False), id="a default"),
        pytest.param("", "unknown", ([], False), id="not seen"),
    ],
)
def test_the_keys_that_are_seen(code: str, key: str, expected: tuple[list[str], bool]) -> None:
    where = module(f"{code}use({key})\n")

    assert keys_of(where, expression(where, key), where.end, 1) == expected
