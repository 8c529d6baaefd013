"""A JSON text, read once from its start to its end, with the place of what is asked for.

What nobody asks for is stepped over by the standard library's scanner, so a notebook costs little
more than its bytes. Offsets count characters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from glm_migrate.text.source import Span

# Numbers stay text: nobody asks for them, and one of 5,000 digits is no error here.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)
_SPACE = re.compile(r"[ \t\r\n]*")
_MARK = re.compile(r'["\[\]{}]')
_OPENING = ("{", "[")


class NotJson(Exception):
    """The text is no JSON.

    Attributes:
        reason: What is wrong, a clause.
        offset: Where, in characters.
    """

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason, offset)
        self.reason = reason
        self.offset = offset


class JsonReader:
    """Reads one value after the other; every method raises `NotJson` for a broken text.

    Attributes:
        at: Where the next value starts.
        key: The place of the key that was given last.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.key = Span(0, 0)
        self._skip_space()

    @property
    def first(self) -> str:
        """The first character of the next value, which tells its kind."""
        return self.text[self.at : self.at + 1]

    def members(self) -> Iterator[str]:
        """The keys of an object; the value of each is stepped over unless it is read meanwhile."""
        if self.first != "{":
            self.skip()
            return
        self._open()
        while self.first != "}":
            key, self.key = self._name()
            self._expect(":")
            before = self.at
            yield key
            self._leave(before)
            self._close_or_next("}")
        self._close()

    def items(self) -> Iterator[int]:
        """The numbers of the items of an array; each is stepped over unless it is read."""
        if self.first != "[":
            self.skip()
            return
        self._open()
        number = 0
        while self.first != "]":
            before = self.at
            yield number
            self._leave(before)
            self._close_or_next("]")
            number += 1
        self._close()

    def string(self) -> tuple[str, Span]:
        """A string, and its place with the quotes."""
        start = self.at
        if self.first != '"':
            raise NotJson("a text is expected", start)
        value, self.at = _decoded(self.text, start)
        assert isinstance(value, str), "it starts with a quote"
        place = Span(start, self.at)
        self._skip_space()
        return value, place

    def skip(self) -> Span:
        """Step over a value; its place."""
        start = self.at
        try:
            self.at = _decoded(self.text, start)[1]
        except RecursionError:
            self.at = _brackets_end(self.text, start)
        place = Span(start, self.at)
        self._skip_space()
        return place

    def value(self, most: int) -> object:
        """A value; None for one of more than `most` characters."""
        place = self.skip()
        if place.end - place.start > most:
            return None
        try:
            found: object = json.loads(self.text[place.start : place.end])
        except (ValueError, RecursionError):
            return None
        return found

    def end(self) -> None:
        """Expect nothing more."""
        if self.at < len(self.text):
            raise NotJson("something follows the end", self.at)

    def _name(self) -> tuple[str, Span]:
        """A key, and its place with what is around it."""
        return self.string()

    def _leave(self, before: int) -> None:
        """Step over the value at `before`, if nobody read it."""
        if self.at == before:
            self.skip()

    def _open(self) -> None:
        self.at += 1
        self._skip_space()

    _close = _open

    def _close_or_next(self, closing: str) -> None:
        if self.first == closing:
            return
        self._expect(",")
        if self.first == closing:
            raise NotJson("a value is missing", self.at)

    def _expect(self, mark: str) -> None:
        if self.first != mark:
            raise NotJson(f"{mark!r} is missing", self.at)
        self.at += 1
        self._skip_space()

    def _skip_space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        assert match is not None, "the pattern matches nothing, too"
        self.at = match.end()


def _decoded(text: str, start: int) -> tuple[object, int]:
    """The value at `start`, and where it ends."""
    try:
        found: tuple[object, int] = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise NotJson(error.msg[:1].lower() + error.msg[1:], error.pos) from None
    return found


def _brackets_end(text: str, start: int) -> int:
    """Behind the value at `start`, which is nested too deeply for the library."""
    depth, at = 0, start
    while match := _MARK.search(text, at):
        mark, at = match.group(), match.end()
        if mark == '"':
            at = _decoded(text, match.start())[1]
        elif mark in _OPENING:
            depth += 1
        else:
            depth -= 1
            if not depth:
                return at
    raise NotJson("a bracket is not closed", start)
