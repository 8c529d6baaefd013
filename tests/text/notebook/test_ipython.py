from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.text.notebook.ipython import blank, plain
from tests.examples import examples


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("!ls", "~0 ", id="a shell command"),
        pytest.param(
            "x = 1\n!pip install \\\n  a\ny", "x = 1\n(~0          )\n#  \ny", id="joined"
        ),
        pytest.param("files = !ls", "files = ~0 ", id="a shell command with a result"),
        pytest.param("a, b = %sx ls", "a, b = (~0  )", id="a magic with a result"),
        pytest.param("%matplotlib inline\nx", "(~0              )\nx", id="a line magic"),
        pytest.param("%time r = f()\nr", "~0;   r = f()\nr", id="a magic with a statement"),
        pytest.param("%timeit -n 2 -q f()", "~0;             f()", id="a magic with options"),
        pytest.param("r = %timeit -o f()", "r = ~0;        f()", id="a magic that gives a value"),
        pytest.param("%timeit -n1\nx = 1", "(~0       )\nx = 1", id="a magic with options alone"),
        pytest.param("%%time\nx = 1", "(~0  )\nx = 1", id="a cell magic on Python"),
        pytest.param("%%bash\nls", "      \n  ", id="a cell magic on another language"),
        pytest.param("%%writefile a.py\nx", "                \n ", id="a file"),
        pytest.param("f?", "~0", id="help"),
        pytest.param("a.b??\nx", "(~0 )\nx", id="help on an attribute"),
        pytest.param("?f", "~0", id="help from the front"),
        pytest.param(
            "if x:\n    !ls\nelse:\n    x", "if x:\n    ~0 \nelse:\n    x", id="in a block"
        ),
        pytest.param("!中\nx = !中", "(~0)\nx = (~0)", id="wide characters"),
        pytest.param("%", "0", id="a single character"),
        pytest.param("pip install -U zai\n", "                  \n", id="a magic without its mark"),
    ],
)
def test_a_command_is_blanked(text: str, code: str) -> None:
    found = plain(text)

    assert (found.code, found.is_sure) == (code, True)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x = 5 % 3\ny = (a\n % b)", id="a formula"),
        pytest.param('s = """\n!ls\n%x?\n"""', id="a long string"),
        pytest.param("await f()\nasync for x in y:\n    pass", id="await at top level"),
        pytest.param("x = '?'  # really?", id="a question in a string and a comment"),
        pytest.param("f'{x!r}'", id="a conversion"),
        pytest.param("a %= b", id="an operator"),
        pytest.param("", id="nothing"),
        pytest.param("pip = 'x'", id="a variable that is called like a magic"),
    ],
)
def test_python_stays_as_it_is(text: str) -> None:
    assert plain(text).code == text


def test_a_string_beside_a_command_stays() -> None:
    assert plain('s = """\n!ls\n"""\n!ls').code == 's = """\n!ls\n"""\n~0 '


@pytest.mark.parametrize(
    "text", ["x = ___ fill in", "a ? b : c", "f(%x)", "print 'a'", "pip install a\nx"]
)
def test_what_is_no_python_is_not_sure(text: str) -> None:
    assert not plain(text).is_sure


@pytest.mark.parametrize("text", ["  x = 1\n  y = 2", "\n\tx = 1", "   !ls\n   x"])
def test_an_indented_cell_gets_a_block(text: str) -> None:
    found = plain(text)

    assert found.is_sure
    ast.parse(found.header + found.code)


def test_blank_keeps_bytes_and_lines() -> None:
    assert blank("a中\r\nb") == "    \r\n "


PARTS = ["!ls", "%x", "x = !ls", '"""', "'", "(", ")", "\n", " ", "中", "a?", "\\\n", "#", "x = 1"]


@examples(400)
@given(st.lists(st.sampled_from(PARTS), max_size=12).map("".join))
def test_every_byte_keeps_its_place(text: str) -> None:
    code = plain(text).code

    assert len(code.encode()) == len(text.encode())
    assert [len(line.encode()) for line in code.split("\n")] == [
        len(line.encode()) for line in text.split("\n")
    ]


def test_many_commands_take_no_time() -> None:
    text = "!ls\nx = (\n1)\n" * 3_000

    assert plain(text).is_sure
