"""Text for people: colours, and what must not reach a terminal as it is.

Everything that comes from a file passes `printable`: control characters would let a checked file
write to the reader's terminal. What quotes source passes `clean`, which also masks secrets.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from glm_migrate.model.findings import Severity
from glm_migrate.report.secrets import masked

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
# C1, marks without width, ends of lines and marks that reorder text, tags; what XML does not take.
_UNSEEN = (
    *range(0x80, 0xA0),
    *(0xAD, 0x61C, 0x180E, 0xFEFF, 0xFFFE, 0xFFFF),
    *range(0x200B, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),
)
# C0 has pictures of its own; the others become the replacement sign.
_UNPRINTABLE = {
    **{number: chr(0x2400 + number) for number in range(32)},
    127: "\u2421",
    **dict.fromkeys(_UNSEEN, "\ufffd"),
}
_ESCAPED = re.compile(f"[\x7f{''.join(map(chr, _UNSEEN))}]")
_COMMAND = re.compile(r"##(?=\[|vso\[)")  # hosted runners obey it wherever it stands in a line


def paint(text: str, style: str, color: bool) -> str:
    """`text` in ANSI colours where `color` says so."""
    return f"\x1b[{_SGR[style]}m{text}\x1b[0m" if color and text else text


def severity_style(severity: Severity) -> str:
    return severity.word


def printable(text: str) -> str:
    """`text` with control characters made visible; tabs are spaces."""
    return _COMMAND.sub("# #", text.replace("\t", " " * _TAB).translate(_UNPRINTABLE))


def shown_path(path: str) -> str:
    """`path` as it may begin a line: hosted runners take one with `::` in front for a command."""
    return printable(f"./{path}" if path.startswith("::") else path)


def escaped_json(text: str) -> str:
    """JSON with what can't be printed as escapes, which mean the same."""
    return _ESCAPED.sub(lambda match: json.dumps(match.group())[1:-1], text)


def printable_lines(text: str) -> str:
    """`text` as `printable` has it, but with its ends of lines, for who escapes these otherwise."""
    parts = re.split(r"([\r\n])", text)
    return "".join(part if part in ("\r", "\n") else printable(part) for part in parts)


def clean(text: str) -> str:
    """`text` of a checked file as it may be shown: without secrets and control characters."""
    return printable(masked(text))


def cleaned(value: Any) -> Any:
    """Plain values with every text of them as `clean` has it; keys are ours and stay."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: cleaned(one) for key, one in value.items()}
    return [cleaned(one) for one in value] if isinstance(value, list) else value


def width(text: str) -> int:
    """Columns that printable `text` takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )
