"""What a value is put together from: the names and strings whose text becomes part of it.

Of `head + "…"`, `f"{head}…"`, `"".join([head, "…"])` that is all; of `load("file.json", head)` it
is nothing, as what becomes of them is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from keyword import iskeyword

_DOTTED = r"[A-Za-z_]\w{0,80}(?:\.[A-Za-z_]\w{0,80}){0,9}"
_TOKEN = re.compile(
    r"(?P<prefix>[rRbBuUfF]{0,2})(?P<quote>\"{3}|'{3}|\"|')"
    rf"|(?P<called>\.?{_DOTTED})\s{{0,9}}\(|(?P<name>{_DOTTED})|(?P<open>[(\[{{])|(?P<close>[)\]}}])"
    r"|(?P<comment>\#[^\r\n]*)"
)
_FIELD = re.compile(rf"\{{(?P<name>{_DOTTED})")
# Calls whose result has the text of what they are given in it, or is that text.
_KEEPING = frozenset(
    "join format str bytes SecretStr encode decode strip lstrip rstrip removeprefix removesuffix"
    " replace b64encode b64decode quote Header Field get_secret_value".split()
)
_SUBSCRIPT = re.compile(r"[\w)\]\"']\s{0,9}$")
_KEYWORD = re.compile(r"\s{0,9}=(?!=)")


@dataclass
class Operands:
    """The parts of a value.

    Attributes:
        strings: Where the strings stand, without their quotes.
    """

    names: set[str] = field(default_factory=set)
    strings: list[tuple[int, int]] = field(default_factory=list)


def operands(text: str, start: int, end: int) -> Operands:
    """The parts of the value between two places of a file."""
    found, kept, end = Operands(), [True], min(end, len(text))
    position = start
    while (token := _TOKEN.search(text, position, end)) is not None:
        position = token.end()
        if token["quote"]:
            closing = _end_of_string(text, token["quote"], position, end)
            if kept[-1]:
                found.strings.append((position, closing))
                found.names |= set(_fields(token["prefix"], text[position:closing]))
            position = closing + len(token["quote"])
        elif token["called"]:
            found.names |= set(_receiver(token["called"])) if kept[-1] else set()
            kept.append(kept[-1] and _last(token["called"]) in _KEEPING)
        elif token["open"]:
            kept.append(kept[-1] and not _is_subscript(text, token, start))
        elif token["close"]:
            kept[-1:] = [] if len(kept) > 1 else [True]
        elif token["name"] and kept[-1] and _is_operand(text, token, end):
            found.names.add(token["name"])
    return found


def _fields(prefix: str, text: str) -> Iterator[str]:
    """The names in the fields of an f-string."""
    if "f" in prefix.lower():
        yield from (match["name"] for match in _FIELD.finditer(text))


def _receiver(called: str) -> Iterator[str]:
    """`head` of `head.strip(`."""
    before = called.rpartition(".")[0]
    if before and _last(called) in _KEEPING:
        yield before


def _last(called: str) -> str:
    return called.rpartition(".")[2]


def _is_subscript(text: str, token: re.Match[str], start: int) -> bool:
    """Whether a bracket takes an item out of something."""
    before = text[max(start, token.start() - 12) : token.start()]
    return token["open"] == "[" and _SUBSCRIPT.search(before) is not None


def _is_operand(text: str, token: re.Match[str], end: int) -> bool:
    """Whether a name stands for its value: no keyword, and nothing of it is looked up."""
    after = text[token.end() : min(end, token.end() + 12)]
    is_named = iskeyword(token["name"]) or _KEYWORD.match(after) is not None
    return not is_named and not after.startswith(("[", "."))


def _end_of_string(text: str, quote: str, start: int, end: int) -> int:
    position = start
    while position < end:
        if text[position] == "\\":
            position += 2
        elif text.startswith(quote, position) or (len(quote) == 1 and text[position] in "\r\n"):
            return position
        else:
            position += 1
    return end
