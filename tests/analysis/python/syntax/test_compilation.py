"""What the interpreter says of a file before and after a rewrite."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.python.syntax.compilation import is_parsed, verify
from glm_migrate.errors import FixRejected
from glm_migrate.text.source import Source
from tests.analysis.python.reading import source


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("v = 1\n", True, id="valid"),
        pytest.param("", True, id="empty"),
        pytest.param("return\n", True, id="a parse alone does not see a return outside"),
        pytest.param("v = '\\d'\n", True, id="a warning is no error"),
        pytest.param("v = (\n", False, id="unclosed"),
        pytest.param("v = '\0'\n", False, id="a null byte"),
        pytest.param("v = " + "(" * 1_000 + ")" * 1_000 + "\n", False, id="too deep"),
    ],
)
def test_a_text_is_parsed_or_not(code: str, expected: bool) -> None:
    assert is_parsed(source(code)) is expected


def test_a_rewrite_that_would_not_compile_is_rejected() -> None:
    with pytest.raises(FixRejected, match=r"example\.py: the rewritten text would not compile"):
        verify(source("f(a=1)\n"), source("f(a=1, a=1)\n"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("f(a=1)\n", "f(a=2)\n", id="both compile"),
        pytest.param("return\n", "return 1\n", id="neither does"),
        pytest.param("return\n", "v = 1\n", id="only the rewritten one does"),
        pytest.param("v = '\\d'\n", "v = '\\w'\n", id="with a warning"),
    ],
)
def test_a_rewrite_is_accepted_where_it_breaks_nothing(before: str, after: str) -> None:
    verify(source(before), source(after))


def test_a_file_is_compiled_from_its_bytes_in_their_encoding() -> None:
    data = "# coding: latin-1\nv = 'ä'\n".encode("latin-1")
    before, after = (Source.decode(Path("a.py"), data + end) for end in (b"", b"w = (\n"))

    verify(before, before)
    with pytest.raises(FixRejected):
        verify(before, after)
