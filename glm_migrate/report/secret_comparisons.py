"""Secrets that a program compares: `if api_key == "…"`, whichever side they stand on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from glm_migrate.report.secret_operands import operands

_QUOTED = r"[rRbBuUfF]{0,2}(?P<quote>[\"'])(?P<secret>[^\"'\r\n]{0,400})(?P=quote)"
_DOTTED = r"(?<![\w.])(?P<name>[A-Za-z_][\w.]{0,80})"
_SIGN = r"(?:==|!=|\b(?:not\s{1,9})?in\b)"
_SIDES = (
    re.compile(rf"(?:==|!=)\s{{0,9}}{_QUOTED}"),
    re.compile(rf"(?<!\[){_QUOTED}\s{{0,9}}{_SIGN}"),
)
_NAMES = (
    re.compile(rf"(?:==|!=)\s{{0,9}}{_DOTTED}(?![\w.(\[\"'])"),
    re.compile(rf"{_DOTTED}\s{{0,9}}(?:==|!=)"),
)
# Calls that compare what they are given with each other, or with what they are called on.
_CALLS = re.compile(
    r"\b(?:compare_digest|startswith|endswith|assert\w{0,20}(?:Equals?|In|Is))(?P<given>\()"
)
_LOOKED_UP = re.compile(r"(?:[\w)\]]\[|get\(|getenv\()\s{0,9}[rRbBuUfF]{0,2}$")
_CASE = re.compile(r"^[ \t]{1,200}case\b(?P<pattern>[^\r\n]{1,400})", re.MULTILINE)
_STRING = re.compile(_QUOTED)
_LINE = re.compile(r"[^\r\n]*")
_LONGEST_LINE = 4_000  # characters


def compared(text: str, word: re.Pattern[str]) -> tuple[list[tuple[int, int]], set[str]]:
    """The strings, and the names of variables, that are compared with something called `word`."""
    spans: list[tuple[int, int]] = []
    names: set[str] = set()
    for start, end in _lines_with(word, text):
        spans += _strings(text, start, end)
        names |= {match["name"] for one in _NAMES for match in one.finditer(text, start, end)}
        for call in _CALLS.finditer(text, start, end):
            names |= operands(text, call.start("given"), end).names
    return [span for span in spans if not _is_lookup(text, span[0])], names


def _lines_with(word: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """The lines in which a word stands, each once."""
    done = 0
    for match in word.finditer(text):
        if match.start() < done:
            continue
        start = max(text.rfind("\n", 0, match.start()), text.rfind("\r", 0, match.start())) + 1
        line = _LINE.match(text, match.end())
        done = line.end() if line else match.end()
        if done - start <= _LONGEST_LINE:
            yield start, done


def _strings(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for one in _SIDES:
        yield from (match.span("secret") for match in one.finditer(text, start, end))
    for call in _CALLS.finditer(text, start, end):
        yield from (match.span("secret") for match in _STRING.finditer(text, call.end(), end))
    if text[start:end].lstrip().startswith("match "):
        yield from _cases(text, start, end)


def _cases(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The strings in the patterns of a `match`, up to a line that is as far out as it."""
    indent = len(text[start:end]) - len(text[start:end].lstrip())
    over = re.compile(rf"^[ \t]{{0,{indent}}}[^\s#]", re.MULTILINE).search(text, end + 1)
    for case in _CASE.finditer(text, end, over.start() if over else len(text)):
        strings = _STRING.finditer(text, *case.span("pattern"))
        yield from (match.span("secret") for match in strings)


def _is_lookup(text: str, start: int) -> bool:
    """Whether a string is the name under which something is looked up."""
    return _LOOKED_UP.search(text[max(0, start - 24) : start - 1]) is not None
