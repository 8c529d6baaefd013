"""Where each value of a TOML file stands: TOML libraries give values without positions.

What is read here is compared with what a real TOML parser reads, so a file
that this scanner does not understand is left alone rather than misread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from glm_migrate.text import toml
from glm_migrate.text.source import Span
from glm_migrate.text.toml import NotToml

Path = tuple[str | int, ...]

_BLANK = re.compile(rb"[ \t]*")
_SPACE = re.compile(rb"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(rb"[A-Za-z0-9_-]+")
_OTHER = re.compile(rb"[^,\]}#\r\n]+")
_STRINGS = (
    (re.compile(rb'"""(?:\\.|[^\\])*?"{3,5}', re.DOTALL), 3),
    (re.compile(rb"'''.*?'{3,5}", re.DOTALL), 3),
    (re.compile(rb'"(?:\\.|[^"\\\r\n])*"'), 1),
    (re.compile(rb"'[^'\r\n]*'"), 1),
)


@dataclass(frozen=True)
class TomlValue:
    """One value that is no table and no array.

    Attributes:
        path: Keys and indices that lead to it.
        value: As a TOML parser reads it.
        span: What is written; of a string between its quotes.
        plain: What is written is the value, so a piece of it can be replaced.
    """

    path: Path
    value: Any
    span: Span
    plain: bool


@dataclass(frozen=True)
class TomlString(TomlValue):
    """One string value."""

    value: str


def toml_strings(text: bytes) -> tuple[TomlString, ...]:
    """Every string value of a TOML document, in source order.

    Raises:
        NotToml: a parser refuses the text, or reads other values than this scanner.
    """
    return tuple(one for one in toml_values(text) if isinstance(one, TomlString))


def toml_values(text: bytes) -> tuple[TomlValue, ...]:
    """Every value of a TOML document, in source order.

    Raises:
        NotToml: a parser refuses the text, or reads other values than this scanner.
    """
    try:
        document = toml.parse(text.decode())
    except UnicodeDecodeError as error:
        raise NotToml(str(error)) from None
    found = tuple(_Scanner(text).values())
    if {one.path: repr(one.value) for one in found} != dict(_leaves(document, ())):
        raise NotToml("its values were not all found")
    return found


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one, (*path, key))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _leaves(one, (*path, index))
    else:
        yield path, repr(value)


class _Scanner:
    """Reads the text once, from its start to its end."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._at = 0
        self._tables: dict[Path, int] = {}  # array of tables → index of its last one

    def values(self) -> Iterator[TomlValue]:
        table: Path = ()
        while self._skip(_SPACE) < len(self._text):
            if self._text[self._at : self._at + 1] == b"[":
                table = self._header()
            else:
                yield from self._pair(table)

    def _skip(self, pattern: re.Pattern[bytes]) -> int:
        match = pattern.match(self._text, self._at)
        assert match is not None, "the pattern matches nothing, too"
        self._at = match.end()
        return self._at

    def _take(self, text: bytes) -> bool:
        taken = self._text.startswith(text, self._at)
        self._at += len(text) if taken else 0
        return taken

    def _expect(self, text: bytes) -> None:
        if not self._take(text):
            raise NotToml(f"{text.decode()!r} is missing at byte {self._at}")

    def _header(self) -> Path:
        several = self._take(b"[[")
        if not several:
            self._expect(b"[")
        path: Path = ()
        keys = self._keys()
        for index, key in enumerate(keys):
            path = (*path, key)
            if index < len(keys) - 1 and path in self._tables:
                path = (*path, self._tables[path])
        if several:
            self._tables[path] = self._tables.get(path, -1) + 1
            path = (*path, self._tables[path])
        self._expect(b"]]" if several else b"]")
        return path

    def _keys(self) -> tuple[str, ...]:
        keys: list[str] = []
        while True:
            self._skip(_BLANK)
            keys.append(self._key())
            self._skip(_BLANK)
            if not self._take(b"."):
                return tuple(keys)

    def _key(self) -> str:
        if self._text[self._at : self._at + 1] in (b'"', b"'"):
            return self._string(()).value
        match = _BARE.match(self._text, self._at)
        if match is None:
            raise NotToml(f"a key is missing at byte {self._at}")
        self._at = match.end()
        return match.group().decode()

    def _pair(self, table: Path) -> Iterator[TomlValue]:
        keys = self._keys()
        self._expect(b"=")
        self._skip(_BLANK)
        yield from self._value((*table, *keys))

    def _value(self, path: Path) -> Iterator[TomlValue]:
        first = self._text[self._at : self._at + 1]
        if first in (b'"', b"'"):
            yield self._string(path)
        elif first == b"[":
            yield from self._array(path)
        elif first == b"{":
            yield from self._inline(path)
        else:
            match = _OTHER.match(self._text, self._at)
            if match is None:
                raise NotToml(f"a value is missing at byte {self._at}")
            self._at = match.end()
            raw = match.group().rstrip(b" \t")
            span = Span(match.start(), match.start() + len(raw))
            yield TomlValue(path, _evaluated(raw), span, plain=True)

    def _array(self, path: Path) -> Iterator[TomlValue]:
        self._expect(b"[")
        index = 0
        while True:
            self._skip(_SPACE)
            if self._take(b"]"):
                return
            yield from self._value((*path, index))
            index += 1
            self._skip(_SPACE)
            if not self._take(b","):
                self._expect(b"]")
                return

    def _inline(self, path: Path) -> Iterator[TomlValue]:
        self._expect(b"{")
        while True:
            self._skip(_SPACE)
            if self._take(b"}"):
                return
            yield from self._pair(path)
            self._skip(_SPACE)
            if not self._take(b","):
                self._expect(b"}")
                return

    def _string(self, path: Path) -> TomlString:
        for pattern, quotes in _STRINGS:
            match = pattern.match(self._text, self._at)
            if match is not None:
                self._at = match.end()
                span = Span(match.start() + quotes, match.end() - quotes)
                value = str(_evaluated(match.group()))
                raw = self._text[span.start : span.end].decode()
                return TomlString(path, value, span, raw == value)
        raise NotToml(f"a string has no end at byte {self._at}")


def _evaluated(raw: bytes) -> Any:
    try:
        return toml.parse(f"x = {raw.decode()}")["x"]
    except UnicodeDecodeError as error:
        raise NotToml(str(error)) from None
