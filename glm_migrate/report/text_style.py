"""Text for people: colours, and what must not reach a terminal as it is.

Everything that comes from a file passes `printable`: control characters would let a checked file
write to the reader's terminal. Secrets in quoted source lines pass `masked`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from glm_migrate.model.findings import Severity

_SGR = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "bold": "1",
    "frame": "1;34",
    "help": "1;36",
    "added": "32",
    "removed": "31",
    "safe": "36",
}
_TAB = 4
# C0 has pictures of its own; the others, and marks that reorder text, become the replacement sign.
_UNPRINTABLE = {
    **{number: chr(0x2400 + number) for number in range(32)},
    127: "\u2421",
    **dict.fromkeys(
        (*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029),
        "\ufffd",
    ),
    **dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd"),  # which XML does not take
}
_SECRET_NAME = (
    r"(?:api_?-?key|access_?-?key|secret(?:_?-?key)?|token|password|passwd|authorization"
    r"|credentials?)"
)
_SECRETS = (
    # api_key="…", API_KEY: str = "…", "Authorization": "Bearer …", os.environ["X_TOKEN"] = "…",
    # getenv("ZAI_API_KEY", "…"): a name that ends in a secret's word, then a string.
    re.compile(
        rf"{_SECRET_NAME}[\"']?\s*\]?\s*(?::\s*[\w.\[\] |]+)?\s*[=:,]\s*[rRbBuUfF]{{0,2}}"
        r"([\"'])(?P<secret>(?:\\.|(?!\1).)+)",
        re.IGNORECASE,
    ),
    # What vendors' keys look like, wherever they stand.
    re.compile(r"\b(?P<secret>[0-9a-f]{32}\.[0-9A-Za-z]{16})\b"),
    re.compile(r"\b(?P<secret>sk-[0-9A-Za-z_-]{16,})"),
)


def paint(text: str, style: str, color: bool) -> str:
    """`text` in ANSI colours where `color` says so."""
    return f"\x1b[{_SGR[style]}m{text}\x1b[0m" if color and text else text


def severity_style(severity: Severity) -> str:
    return severity.word


def printable(text: str) -> str:
    """`text` with control characters made visible; tabs are spaces."""
    return text.replace("\t", " " * _TAB).translate(_UNPRINTABLE)


@lru_cache(maxsize=64)  # many findings can share a long line
def masked(text: str) -> str:
    """`text` with every character of what looks like a secret's value as `*`."""
    for pattern in _SECRETS:
        text = pattern.sub(_stars, text)
    return text


def width(text: str) -> int:
    """Columns that printable `text` takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )


def _stars(match: re.Match[str]) -> str:
    start, end = match.start("secret") - match.start(), match.end("secret") - match.start()
    return match[0][:start] + "*" * (end - start) + match[0][end:]
