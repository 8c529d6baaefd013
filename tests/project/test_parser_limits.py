"""What the parser would not survive."""

from __future__ import annotations

import pytest

from glm_migrate.project import parser_limits
from tests.runner.orders import (
    CALL,
    DEEP,
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(CALL, False, id="an ordinary file"),
        pytest.param(b"", False, id="an empty file"),
        pytest.param(DEEP, True, id="deep brackets"),
        pytest.param(b"x = (" + b"[1], " * 300 + b")", False, id="many brackets side by side"),
        pytest.param(b"([{" * 33 + b"(" + b")" + b"}])" * 33, False, id="100 deep"),
        pytest.param(b"([{" * 33 + b"((" + b"))" + b"}])" * 33, True, id="101 deep"),
        pytest.param(b"':('\n" * 99 + b"(1)\n" * 300, False, id="brackets in strings"),
        pytest.param(b"':('\n" * 101 + b"(1)\n" * 300, True, id="too many of them"),
        pytest.param(b"x = " + b"1 + " * 500 + b"1", True, id="a long sum"),
        pytest.param(b"x = a" + b"[0]" * 500, True, id="a long chain of subscripts"),
        pytest.param(b"x = a" + b".b()" * 500, True, id="a long chain of calls"),
        pytest.param(b"x = (a\n" + b"    + b\n" * 500 + b")", True, id="a sum over many lines"),
        pytest.param(
            b"x = (a\n" + b"    b +\n" * 500 + b"c)", True, id="with the signs at the end"
        ),
        pytest.param(b"x = (\n" + b"    'a'\n" * 500 + b")", True, id="many strings in a row"),
        pytest.param(b"x = (\n" + b"    rb'a',\n" * 500 + b")", False, id="a long list of strings"),
        pytest.param(b"x = 'a" + b"b" * 9_000 + b"'", False, id="a long string"),
        pytest.param(b"if a: pass\n" + b"elif a: pass\n" * 500, True, id="many branches"),
        pytest.param(b"if a:\n" + b" " * 500 + b"pass", True, id="far to the right"),
        pytest.param(b"#" * (2 << 20), True, id="a large file"),
    ],
)
def test_what_is_suspicious(data: bytes, expected: bool) -> None:
    assert parser_limits.is_suspicious(data) is expected


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"(" * 200 + b"1" + b")" * 200, id="200 deep"),
        pytest.param(b"'" + b"(" * 300 + b"'", id="in a string"),
        pytest.param(b"'''\n" + b"(" * 300 + b"\\''' '''", id="in a string of many lines"),
        pytest.param(b"# it's " + b"(" * 300 + b"\n", id="in a comment"),
        pytest.param(b'"\\"' + b"(" * 300 + b'"', id="behind an escaped quote"),
    ],
)
def test_what_python_reads_is_not_too_deep(data: bytes) -> None:
    assert not parser_limits.is_too_deep(data)
