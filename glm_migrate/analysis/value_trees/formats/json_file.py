"""JSON as settings, also with all that people write in it: comments, single quotes, bare keys."""

from __future__ import annotations

import re

from glm_migrate.analysis.value_trees.interpolation import interpolated, is_interpolated
from glm_migrate.analysis.value_trees.limits import MAX_NESTING, MAX_NUMBER_TEXT
from glm_migrate.analysis.value_trees.value_tree import (
    BrokenFile,
    Items,
    Node,
    Scalar,
    Table,
    TreeEntry,
    ValueTree,
)
from glm_migrate.model.values import UNSEEN, Constant
from glm_migrate.text.byte_offsets import ByteOffsets
from glm_migrate.text.json_scan import JsonReader, NotJson
from glm_migrate.text.source import Source, Span

_QUOTES = ('"', "'")
_NUMBER = re.compile(r"[-+]?\d+")


def read(source: Source) -> ValueTree:
    """The tree of a JSON file.

    Raises:
        BrokenFile: it is no JSON, not even as people write it.
    """
    text = source.text
    try:
        root = tree_of(text)
    except NotJson:
        root = _as_written(text)
    return ValueTree(source, (root,))


def tree_of(text: str) -> Node:
    """The tree of a text that is JSON by itself.

    Raises:
        NotJson: it is none.
        BrokenFile: it is nested too deeply.
    """
    return _JsonTree(text, JsonReader(text)).root()


def _as_written(text: str) -> Node:
    from glm_migrate.text.json5_scan import Json5Reader

    try:
        return _JsonTree(text, Json5Reader(text)).root()
    except NotJson as error:
        raise BrokenFile(error.reason, text.count("\n", 0, error.offset) + 1) from None


class _JsonTree:
    """Reads a text into nodes."""

    def __init__(self, text: str, reader: JsonReader) -> None:
        self._reader = reader
        self._offsets = ByteOffsets(text)

    def root(self) -> Node:
        node = self._node(0)
        self._reader.end()
        return node

    def _node(self, depth: int) -> Node:
        if depth > MAX_NESTING:
            raise BrokenFile("it is nested too deeply to be read")
        start, first = self._reader.at, self._reader.first
        if first == "{":
            entries = tuple(self._entries(depth))
            return Table(entries, self._offsets.span(start, self._reader.at))
        if first == "[":
            items = tuple(self._node(depth + 1) for _ in self._reader.items())
            return Items(items, self._offsets.span(start, self._reader.at))
        return self._string() if first in _QUOTES else self._other()

    def _entries(self, depth: int) -> list[TreeEntry]:
        entries = []
        for key in self._reader.members():
            place = self._reader.key
            if self._reader.text[place.start] in _QUOTES:
                place = Span(place.start + 1, place.end - 1)
            value = self._node(depth + 1)
            entries.append(TreeEntry(key, self._offsets.span(*place), value))
        return entries

    def _string(self) -> Scalar:
        value, place = self._reader.string()
        inner = Span(place.start + 1, place.end - 1)
        is_plain = self._reader.text[inner.start : inner.end] == value
        span = self._offsets.span(*inner)
        if is_interpolated(value):
            return interpolated(value, span, span.start if is_plain else -1)
        return Scalar(value, span, locked=not is_plain)

    def _other(self) -> Scalar:
        place = self._reader.skip()
        return Scalar(
            _constant(self._reader.text[place.start : place.end]), self._offsets.span(*place)
        )


def _constant(text: str) -> Constant:
    """A number, true, false or null."""
    words: dict[str, Constant] = {"true": True, "false": False, "null": None}
    if text in words:
        return words[text]
    if len(text) > MAX_NUMBER_TEXT:
        return UNSEEN
    if "x" in text.lower():
        return int(text, 16)
    return int(text) if _NUMBER.fullmatch(text) else float(text)
