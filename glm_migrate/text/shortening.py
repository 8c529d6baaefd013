"""Source text cut to a length at which it still reads as code: what is opened is closed."""

from __future__ import annotations

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_ELLIPSIS = "…"


def shortened(text: str, most: int) -> str:
    """`text` in one line of at most `most` characters, as `ask(first, …)`."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    for size in range(most - 1, 0, -1):
        closing = _open_at(text[:size])
        if size + 1 + len(closing) <= most:
            return f"{text[:size]}{_ELLIPSIS}{closing}"
    return _ELLIPSIS


def _open_at(text: str) -> str:
    """What closes the brackets and the string that are open at the end of `text`."""
    closing: list[str] = []
    quote, escaped = "", False
    for char in text:
        if quote:
            quote = "" if char == quote and not escaped else quote
            escaped = char == "\\" and not escaped
        elif char in "\"'":
            quote = char
        elif char in _CLOSING:
            closing.append(_CLOSING[char])
        elif closing and char == closing[-1]:
            closing.pop()
    return quote + "".join(reversed(closing))
