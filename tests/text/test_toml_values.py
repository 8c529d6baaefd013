"""The values of a TOML file with their places, as far as a parser agrees."""

from __future__ import annotations

import pytest

from glm_migrate.text.toml import NotToml
from glm_migrate.text.toml_values import toml_strings, toml_values

TEXT = b"""a = 1 # one
[llm]
model = "glm-4.5"
ratio = 1_000.5
when = 1979-05-27T07:32:00Z
list = ["x", {y = 'z'}, true]
[[p]]
q.r = \"\"\"s\"\"\"
"""


def test_every_value_has_its_path_and_its_place() -> None:
    found = {one.path: TEXT[slice(*one.span)] for one in toml_values(TEXT)}

    assert found[("a",)] == b"1"
    assert found[("llm", "model")] == b"glm-4.5"
    assert found[("llm", "list", 1, "y")] == b"z"
    assert found[("p", 0, "q", "r")] == b"s"
    assert len(found) == 8


def test_strings_are_those_of_the_values_that_are_texts() -> None:
    assert [one.value for one in toml_strings(TEXT)] == ["glm-4.5", "x", "z", "s"]


@pytest.mark.parametrize("text", [b"a = ", b"[a", b'a = "\xff"', b"a = 1\na = 2\n"])
def test_what_no_parser_takes_is_refused(text: bytes) -> None:
    with pytest.raises(NotToml):
        toml_values(text)
