"""Text that comes from settings or data, as a string literal of a program.

What is written into somebody's program is always a literal and nothing else, whatever it holds.
"""

from __future__ import annotations

import re

ID = re.compile(r"[\w./:@-]{1,200}")  # what a model id looks like

_OPENING = re.compile(r"([a-zA-Z]*)(\"\"\"|'''|\"|')")


def quoted(text: str, like: str = '""') -> str:
    """A literal for `text`, with the prefix and the quotes of the literal `like`."""
    opening = _OPENING.match(like)
    prefix, quote = (opening[1], opening[2]) if opening else ("", '"')
    if ID.fullmatch(text):
        return f"{prefix}{quote}{text}{quote}"
    return f"{quote}{''.join(_written(char) for char in text)}{quote}"  # `r` knows no escapes


def _written(char: str) -> str:
    if char in "\\\"'":
        return f"\\{char}"
    if char.isprintable():
        return char
    number = ord(char)
    return f"\\x{number:02x}" if number < 256 else f"\\U{number:08x}"
