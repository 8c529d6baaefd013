"""What a value is put together from, and what only decides how it is made."""

from __future__ import annotations

import pytest

from glm_migrate.report.secret_operands import operands


@pytest.mark.parametrize(
    ("value", "names", "strings"),
    [
        pytest.param("a", {"a"}, [], id="a name"),
        pytest.param("self.a.b", {"self.a.b"}, [], id="an attribute"),
        pytest.param('a + "x" + b', {"a", "b"}, ["x"], id="a sum"),
        pytest.param('f"x{a}{b.c!r}"', {"a", "b.c"}, ["x{a}{b.c!r}"], id="an f-string"),
        pytest.param('"x{a}"', set(), ["x{a}"], id="no f-string"),
        pytest.param('"".join([a, "x"])', {"a"}, ["", "x"], id="joined"),
        pytest.param('"{}{}".format(a, "x")', {"a"}, ["{}{}", "x"], id="formatted"),
        pytest.param('"%s" % (a, b)', {"a", "b"}, ["%s"], id="with a percent sign"),
        pytest.param("a.strip().encode()", {"a"}, [], id="methods that keep it"),
        pytest.param('SecretStr("x")', set(), ["x"], id="wrapped"),
        pytest.param('a or "x"', {"a"}, ["x"], id="a choice"),
        pytest.param('a if "y" else b', {"a", "b"}, ["y"], id="a conditional"),
        pytest.param('load("x", a)', set(), [], id="a call that is not known"),
        pytest.param('load("x") + a', {"a"}, [], id="added to such a call"),
        pytest.param('a["x"] + b[c]', set(), [], id="looked up"),
        pytest.param('str(load(a, "x"))', set(), [], id="such a call in a known one"),
        pytest.param('a  # + b "x"', {"a"}, [], id="a comment"),
        pytest.param('")" + a', {"a"}, [")"], id="a bracket in a string"),
        pytest.param("'it\\'s' + a", {"a"}, ["it\\'s"], id="an escaped quote"),
        pytest.param('"x', set(), ["x"], id="a string that does not end"),
        pytest.param(") + a", {"a"}, [], id="a bracket that was opened before"),
    ],
)
def test_the_parts_of_a_value(value: str, names: set[str], strings: list[str]) -> None:
    found = operands(value, 0, len(value))

    assert found.names == names
    assert [value[start:end] for start, end in found.strings] == strings


def test_only_what_lies_between_the_two_places_is_read() -> None:
    text = 'a = b + "x"; c = "y"'
    found = operands(text, 4, 11)

    assert found.names == {"b"}
    assert found.strings == [(9, 10)]
