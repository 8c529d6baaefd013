"""JSON as people write it: comments, commas too many, single quotes, keys without quotes.

What https://spec.json5.org (read 2026-11-29) allows beside JSON, and the `#` of commentjson.
"""

from __future__ import annotations

import re

from glm_migrate.text.json_scan import JsonReader, NotJson
from glm_migrate.text.source import Span

QUOTES = ('"', "'")

_SPACE = re.compile(r"(?:\s|\ufeff|(?://|#)[^\n\r\u2028\u2029]*|/\*.*?\*/)*", re.DOTALL)
_TEXTS = {
    '"': re.compile(r'"(?:[^"\\\n\r]|\\(?:\r\n|.))*"', re.DOTALL),
    "'": re.compile(r"'(?:[^'\\\n\r]|\\(?:\r\n|.))*'", re.DOTALL),
}
_ESCAPE = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\n\r\u2028\u2029])|(.))", re.DOTALL
)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}
_NAME = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_WORD = re.compile(
    r"(?:true|false|null|[+-]?(?:Infinity|NaN|0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)"
    r"(?:[eE][+-]?\d+)?))(?![\w$.])"
)


class Json5Reader(JsonReader):
    """Reads one value after the other, as `JsonReader` does."""

    def string(self) -> tuple[str, Span]:
        """A string, and its place with the quotes."""
        start = self.at
        pattern = _TEXTS.get(self.first)
        if pattern is None:
            raise NotJson("a text is expected", start)
        place = self._taken(pattern, "a text has no end")
        return _ESCAPE.sub(_meant, self.text[start + 1 : place.end - 1]), place

    def skip(self) -> Span:
        """Step over a value; its place."""
        start = self.at
        if self.first in QUOTES:
            return self.string()[1]
        if self.first not in ("{", "["):
            return self._taken(_WORD, "a value is expected")
        for _ in self.members() if self.first == "{" else self.items():
            pass
        return Span(start, self.at)

    def _name(self) -> tuple[str, Span]:
        if self.first in QUOTES:
            return self.string()
        place = self._taken(_NAME, "a key is expected")
        return self.text[place.start : place.end], place

    def _taken(self, pattern: re.Pattern[str], problem: str) -> Span:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise NotJson(problem, self.at)
        self.at = match.end()
        self._skip_space()
        return Span(*match.span())

    def _close_or_next(self, closing: str) -> None:
        if self.first != closing:
            self._expect(",")

    def _skip_space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        assert match is not None, "the pattern matches nothing, too"
        self.at = match.end()


def _meant(escape: re.Match[str]) -> str:
    """What an escape stands for; a line that goes on stands for nothing."""
    four, two, goes_on, other = escape.groups()
    if goes_on:
        return ""
    return chr(int(four or two, 16)) if four or two else _SHORT.get(other, other)
