"""`.env` files, read by python-dotenv's parser; each binding's text tells where its value is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO

from glm_migrate.analysis.value_trees.interpolation import interpolated, is_interpolated
from glm_migrate.analysis.value_trees.value_tree import (
    BrokenFile,
    Scalar,
    Table,
    TreeEntry,
    ValueTree,
)
from glm_migrate.text.byte_offsets import ByteOffsets
from glm_migrate.text.source import Source, Span

_HEAD = re.compile(
    r"\s*(?:export[^\S\r\n]+)?(?P<key>'[^']+'|[^=\#\s]+)[^\S\r\n]*=[^\S\r\n]*(?P<rest>.*)",
    re.DOTALL,
)
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""", re.DOTALL)
_UNQUOTED = re.compile(r"[^\r\n]*")
_COMMENT = re.compile(r"\s+#.*")


def read(source: Source) -> ValueTree:
    """The variables of a file.

    Raises:
        BrokenFile: nothing in it is a variable, though something is no comment.
    """
    entries = tuple(_entries(source.text))
    if not entries and any(_is_something(line) for line in source.text.splitlines()):
        raise BrokenFile("no line sets a variable")
    return ValueTree(source, (Table(entries, Span(0, len(source.utf8))),), is_environment=True)


def _is_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _entries(text: str) -> Iterator[TreeEntry]:
    """Every variable with a value; lines that the parser refuses set none."""
    from dotenv.parser import parse_stream

    offsets, at = ByteOffsets(text), 0
    for binding in parse_stream(StringIO(text)):
        original = binding.original.string
        head = _HEAD.match(original)
        if binding.key is not None and binding.value is not None and head is not None:
            start = at + head.start("rest")
            value = _value(binding.value, head["rest"], start, offsets)
            key = offsets.span(at + head.start("key"), at + head.end("key"))
            yield TreeEntry(binding.key, key, value)
        at += len(original)


def _value(value: str, rest: str, start: int, offsets: ByteOffsets) -> Scalar:
    """A value, of which `rest` is the text from its first character on."""
    quoted = _QUOTED.match(rest)
    inner = quoted.group()[1:-1] if quoted else _unquoted(rest)
    is_plain = inner == value
    begin = start + (quoted is not None)
    span = offsets.span(begin, begin + len(inner))
    if is_interpolated(value):
        return interpolated(value, span, span.start if is_plain else -1)
    return Scalar(value, span, locked=not is_plain)


def _unquoted(rest: str) -> str:
    line = _UNQUOTED.match(rest)
    return _COMMENT.sub("", line.group() if line else "").rstrip()
