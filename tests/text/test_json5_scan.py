"""JSON as people write it, read by its specification: values, places, and what is refused."""

from __future__ import annotations

import pytest

from glm_migrate.text.json5_scan import Json5Reader
from glm_migrate.text.json_scan import NotJson


def read_whole(text: str) -> None:
    reader = Json5Reader(text)
    reader.skip()
    reader.end()


def texts(text: str) -> dict[str, str]:
    """The texts of an object, each as it is written."""
    reader, found = Json5Reader(text), {}
    for key in reader.members():
        value, place = reader.string()
        found[f"{key} {text[slice(*reader.key)]}"] = f"{value!r} {text[slice(*place)]}"
    reader.end()
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{a: 'x'}", {"a a": "'x' 'x'"}),
        ("\ufeff // c\n{ 'a' /* b */ : \"it's\" , }  /* end */", {"a 'a'": '"it\'s" "it\'s"'}),
        ("{$_1中: '//'}", {"$_1中 $_1中": "'//' '//'"}),
        ("{a: 'x\\\r\ny'}", {"a a": "'xy' 'x\\\r\ny'"}),
        ("{a: '\\x41\\u0042\\'\\q\\0'}", {"a a": "\"AB'q\\x00\" '\\x41\\u0042\\'\\q\\0'"}),
        ("{}", {}),
    ],
)
def test_the_texts_of_an_object(text: str, expected: dict[str, str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    "text",
    ["+1", ".5", "5.", "-0x1F", "Infinity", "-NaN", "1e5", "null", "[1, [2,],]", "{a: {b: 1}}"],
)
def test_values_are_stepped_over(text: str) -> None:
    reader = Json5Reader(f"[{text}]")
    places = [text and reader.skip() for _ in reader.items()]
    reader.end()

    assert len(places) == 1
    assert f"[{text}]"[slice(*places[0])].strip() == text


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("[1 2]", 3),
        ("[,]", 1),
        ("{a 1}", 3),
        ("{1a: 1}", 1),
        ("{a: 'x}", 4),
        ("{a: 'x\n'}", 4),
        ("[0x]", 1),
        ("[truely]", 1),
        ("[1] x", 4),
        ("[/* 1]", 1),
        ("[1", 2),
    ],
)
def test_what_is_none_is_refused_at_its_place(text: str, offset: int) -> None:
    with pytest.raises(NotJson) as error:
        read_whole(text)

    assert error.value.offset == offset
