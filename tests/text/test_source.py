"""Bytes on disk ↔ text ↔ spans: nothing is lost on the way, and what would be lost is refused."""

from __future__ import annotations

import ast
import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.errors import UnencodableText, UnreadableSource
from glm_migrate.text.source import Position, Source, Span

PATH = Path("example.py")
BOM = codecs.BOM_UTF8


def decoded(data: bytes) -> Source:
    return Source.decode(PATH, data)


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        pytest.param(b"", "utf-8", "", id="an empty file"),
        pytest.param(b"x = 1", "utf-8", "x = 1", id="no final newline"),
        pytest.param("# é你".encode(), "utf-8", "# é你", id="UTF-8 without a cookie"),
        pytest.param(BOM + b"x\n", "utf-8", "x\n", id="a byte order mark is no text"),
        pytest.param(
            BOM + b"# coding: utf-8\n", "utf-8", "# coding: utf-8\n", id="mark and cookie"
        ),
        pytest.param(
            b"# coding: latin-1\n# \xe9", "iso-8859-1", "# coding: latin-1\n# é", id="latin-1"
        ),
        pytest.param(
            b"#!/usr/bin/python\n# vim: set fileencoding=gbk :\n'\xc4\xe3'\n",
            "gbk",
            "#!/usr/bin/python\n# vim: set fileencoding=gbk :\n'你'\n",
            id="GBK in the second line",
        ),
        pytest.param(
            b"# -*- coding: iso-8859-5 -*-\r\n#\xb0\r\n",
            "iso-8859-5",
            "# -*- coding: iso-8859-5 -*-\r\n#А\r\n",
            id="Cyrillic with CRLF",
        ),
        pytest.param(b"a\rb\r\nc\n\rd", "utf-8", "a\rb\r\nc\n\rd", id="every kind of newline"),
        pytest.param(b"\x0c\nx\n", "utf-8", "\x0c\nx\n", id="form feed"),
    ],
)
def test_decode(data: bytes, encoding: str, text: str) -> None:
    source = decoded(data)

    assert (source.encoding, source.text) == (encoding, text)
    assert source.utf8 == text.encode()
    assert source.replace(source.utf8) == source


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(
            b"# \xff\n", "invalid or missing encoding declaration", id="no UTF-8 in line 1"
        ),
        pytest.param(b"1\n2\n# \xff\n", "'utf-8' codec can't decode", id="no UTF-8 further down"),
        pytest.param(b"# coding: klingon\n", "unknown encoding: klingon", id="an unknown encoding"),
        pytest.param(b"# coding: rot13\nk\n", "not a text encoding", id="a codec that is no text"),
        pytest.param(
            BOM + b"# coding: gbk\n", "encoding problem: utf-8", id="a mark against a cookie"
        ),
        pytest.param(
            b"# coding: utf-7\n+AGE-\n",
            "would change when written back",
            id="two spellings of one text",
        ),
        pytest.param(
            b"# coding: ascii\n# \xe9\n",
            "'ascii' codec can't decode",
            id="more than the cookie says",
        ),
        *(
            pytest.param(
                b"# -*- coding: %b -*-\nx = 'glm-4.5'\n" % name.encode(),
                f"it declares {name}, in which its own declaration does not read so",
                id=f"{name}, which is not the truth",
            )
            for name in ("cp037", "cp500", "cp1140", "utf-16-le", "utf-32-be", "punycode", "idna")
        ),
        pytest.param(
            b"#" * 5000 + b" coding: cp273\n'glm-4.5'\n",
            "it declares cp273",
            id="far to the right",
        ),
        pytest.param(
            b"#!/usr/bin/python\n# coding=cp875\n'glm-4.5'\n", "it declares cp875", id="in line 2"
        ),
    ],
)
def test_what_cannot_be_written_back_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSource) as error:
        decoded(data)

    assert reason in str(error.value)
    assert str(error.value).startswith("example.py: ")
    assert "exclude" in str(error.value)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([b"", BOM]))
def test_decode_and_encode_are_inverse(text: str, bom: bytes) -> None:
    data = bom + text.encode()
    try:
        source = decoded(data)
    except UnreadableSource:
        return

    assert source.bom + source.text.encode(source.encoding) == data
    assert source.replace(source.utf8).data == data


def test_the_new_text_is_written_in_the_files_own_encoding() -> None:
    source = decoded(b"# coding: gbk\n'\xc4\xe3'\n")

    after = source.replace(source.utf8.replace("你".encode(), "好".encode()))

    assert after.data == b"# coding: gbk\n'\xba\xc3'\n"


def test_a_character_that_the_encoding_lacks_is_refused() -> None:
    source = decoded(b"# coding: latin-1\nx\n")

    with pytest.raises(UnencodableText, match=r"example\.py: 'latin-1' codec can't encode"):
        source.replace(source.utf8 + "你".encode())


@pytest.mark.parametrize(
    ("text", "offset", "position"),
    [
        pytest.param("", 0, (1, 1), id="an empty file has a first place"),
        pytest.param("ab\ncd", 0, (1, 1), id="the first character"),
        pytest.param("ab\ncd", 2, (1, 3), id="the newline belongs to its line"),
        pytest.param("ab\ncd", 3, (2, 1), id="behind a newline"),
        pytest.param("ab\r\ncd", 4, (2, 1), id="CRLF is one newline"),
        pytest.param("ab\rcd", 3, (2, 1), id="CR is a newline"),
        pytest.param("é你x", 5, (1, 3), id="columns count characters, offsets bytes"),
        pytest.param("a\n", 2, (2, 1), id="behind the last newline"),
    ],
)
def test_position(text: str, offset: int, position: tuple[int, int]) -> None:
    assert decoded(text.encode()).position(offset) == Position(*position)


@given(st.text(st.sampled_from("ab é你\r\n\t"), max_size=30))
def test_lines_and_offsets_agree_with_the_text(text: str) -> None:
    source = decoded(text.encode())
    starts = [source.offset(number) for number in range(1, source.line_count + 1)]

    assert starts == sorted(set(starts))
    assert [source.position(start) for start in starts] == [
        (number, 1) for number in range(1, source.line_count + 1)
    ]
    lines = [source.line(number) for number in range(1, source.line_count + 1)]
    assert "".join(lines) == text.replace("\r", "").replace("\n", "")
    assert source.offset(source.line_count + 1) == len(source.utf8)


def test_slice() -> None:
    source = decoded("x = 'é'\n".encode())

    assert source.slice(Span(4, 8)) == "'é'"


@pytest.mark.parametrize(
    ("one", "other", "touches"),
    [
        pytest.param((0, 2), (3, 4), False, id="apart"),
        pytest.param((0, 2), (2, 4), True, id="adjacent"),
        pytest.param((0, 3), (2, 4), True, id="overlapping"),
        pytest.param((2, 2), (2, 2), True, id="two insertions at one place"),
        pytest.param((0, 9), (3, 4), True, id="one within the other"),
    ],
)
def test_touches(one: tuple[int, int], other: tuple[int, int], touches: bool) -> None:
    assert Span(*one).touches(Span(*other)) is touches
    assert Span(*other).touches(Span(*one)) is touches


def test_contains() -> None:
    assert Span(1, 5).contains(Span(1, 5))
    assert Span(1, 5).contains(Span(2, 3))
    assert not Span(1, 5).contains(Span(0, 3))
    assert not Span(1, 5).contains(Span(4, 6))


@pytest.mark.parametrize("cookie", ["utf-8", "latin-1", "gbk", "cp1252", "shift_jis", "utf-8-sig"])
def test_what_is_read_is_what_the_interpreter_reads(cookie: str) -> None:
    data = f"# coding: {cookie}\nx = 'a'\n".encode(cookie)
    if data.startswith(BOM):
        data = data[len(BOM) :]

    assert ast.dump(ast.parse(decoded(data).text)) == ast.dump(ast.parse(data))
