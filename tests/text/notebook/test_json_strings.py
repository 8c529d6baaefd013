"""JSON strings: the way from each byte of a text to the file, and back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.text.notebook.json_strings import Escapes, JsonString
from glm_migrate.text.source import Span


def string(raw: bytes) -> JsonString:
    data = b'"' + raw + b'"'
    return JsonString.of(json.loads(data), Span(0, len(data)), data)


@pytest.mark.parametrize(
    ("raw", "text", "piece"),
    [
        pytest.param(b"abc", b"b", b"b", id="plain"),
        pytest.param(rb"a\nb", b"\n", rb"\n", id="an escape"),
        pytest.param(rb"\u4e2d!", b"!", b"!", id="behind a code point"),
        pytest.param(rb"\ud83d\ude00x", b"x", b"x", id="behind a pair"),
        pytest.param("中!".encode(), b"!", b"!", id="behind three bytes"),
        pytest.param(rb"\\n", b"n", b"n", id="behind an escaped backslash"),
    ],
)
def test_a_piece_of_the_text_is_found_in_the_file(raw: bytes, text: bytes, piece: bytes) -> None:
    one = string(raw)
    start = one.utf8.index(text)

    assert one.raw_slice(start, start + len(text)) == piece


def test_half_a_pair_is_a_mark_that_encodings_have() -> None:
    assert string(rb"\ud83d").text == "\ufffd"


@given(st.text(max_size=12), st.booleans())
def test_all_of_a_text_is_all_of_its_string(text: str, is_ascii: bool) -> None:
    one = string(json.dumps(text, ensure_ascii=is_ascii)[1:-1].encode())

    assert one.raw_slice(0, len(one.utf8)) == one.raw


@pytest.mark.parametrize(
    ("data", "written"),
    [
        pytest.param(b'"a"', "é".encode(), id="nothing to go by"),
        pytest.param(rb'"\u4e2d"', rb"\u00e9", id="escaped"),
        pytest.param(rb'"\u4E2D"', rb"\u00E9", id="with upper-case digits"),
        pytest.param(rb'"\\u4e2d"', "é".encode(), id="an escaped backslash"),
        pytest.param('"中"'.encode(), "é".encode(), id="as it is"),
    ],
)
def test_new_text_is_escaped_as_the_file_is(data: bytes, written: bytes) -> None:
    assert Escapes.of(data).escaped("é") == written
