from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.text.json_scan import JsonReader, NotJson
from glm_migrate.text.notebook.json_strings import Escapes, JsonString
from glm_migrate.text.source import Span
from tests.examples import examples

VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
LAYOUTS = st.fixed_dictionaries(
    {"indent": st.sampled_from([None, 0, 1, 4, "\t"]), "ensure_ascii": st.booleans()}
)


def read(reader: JsonReader) -> Any:
    """A value put together from what the reader finds."""
    if reader.first == "{":
        return {key: read(reader) for key in reader.members()}
    if reader.first == "[":
        return [read(reader) for _ in reader.items()]
    if reader.first == '"':
        return reader.string()[0]
    place = reader.skip()
    return json.loads(reader.text[place.start : place.end])


def whole(text: str) -> Any:
    reader = JsonReader(text)
    value = read(reader)
    reader.end()
    return value


def only_skipped(text: str) -> None:
    reader = JsonReader(text)
    reader.skip()
    reader.end()


@examples(300)
@given(VALUES, LAYOUTS)
def test_a_value_is_read_as_the_library_reads_it(value: Any, layout: dict[str, Any]) -> None:
    text = f" \n{json.dumps(value, **layout)}\t"

    assert whole(text) == value
    assert JsonReader(text).skip() == Span(2, len(text) - 1)


@examples(200)
@given(st.lists(st.text(), min_size=1), LAYOUTS)
def test_what_is_not_read_is_stepped_over(texts: list[str], layout: dict[str, Any]) -> None:
    reader = JsonReader(json.dumps([texts, {"a": [1], "b": texts}], **layout))
    found: list[str] = []
    for number in reader.items():
        for key in reader.members() if number else ():
            found += [reader.string()[0] for _ in reader.items()] if key == "b" else ()

    assert found == texts
    reader.end()


@examples(300)
@given(st.text(), st.booleans(), st.data())
def test_a_piece_of_a_string_has_its_own_bytes(text: str, ascii: bool, data: Any) -> None:
    stored = json.dumps(text, ensure_ascii=ascii).encode()
    string = JsonString.of(text, Span(0, len(stored)), stored)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = (len(text[:at].encode()) for at in (start, end))

    piece = string.raw_slice(first, last)

    assert json.loads(b'"%b"' % piece) == text[start:end]


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', "[1,]", "[1 2]", "[", '["a'),
        *('["a\\"]', "{1: 2}", "[,]", "] [", '{"a": 1} {', '"a" "b"', "[[1]", "[}"),
    ],
)
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(NotJson):
        whole(text)
    with pytest.raises(NotJson):
        only_skipped(text)


def test_deep_nesting_is_stepped_over() -> None:
    text = "[" * 100_000 + '"]"' + "]" * 100_000

    assert JsonReader(text).skip() == Span(0, len(text))


def test_a_long_number_is_stepped_over() -> None:
    text = "[" + "1" * 10_000 + "]"

    assert JsonReader(text).skip() == Span(0, len(text))


def test_half_a_surrogate_pair_is_no_character() -> None:
    data = rb'"a\ud83d b\ud83d\ude00"'
    string = JsonString.of(json.loads(data), Span(0, len(data)), data)

    assert string.text == "a\ufffd b\U0001f600"
    assert string.raw_slice(1, 4) == rb"\ud83d"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param('"中"', Escapes(), id="as they are"),
        pytest.param(r'"\u4e2d"', Escapes(ascii=True), id="escaped"),
        pytest.param(r'"\u4E2D"', Escapes(ascii=True, upper=True), id="escaped in upper case"),
        pytest.param(r'"\u001b"', Escapes(), id="control characters say nothing"),
        pytest.param(r'"\\u4e2d"', Escapes(), id="an escaped backslash is no escape"),
        pytest.param(r'"中 \u4e2d"', Escapes(), id="both ways"),
        pytest.param(r'"\u00e9"', Escapes(ascii=True), id="one byte beyond ASCII"),
    ],
)
def test_new_text_is_escaped_as_the_rest(data: str, expected: Escapes) -> None:
    assert Escapes.of(data.encode()) == expected
    if expected.ascii:
        assert expected.escaped("中\n") == (rb"\u4E2D\n" if expected.upper else rb"\u4e2d\n")
