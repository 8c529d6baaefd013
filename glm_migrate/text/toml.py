"""TOML that may come from anybody → tables; what would cost the parser too much is refused first.

The standard library's parser recurses with each bracket and takes quadratic time for the parts of a
dotted key, so both are counted beforehand, in one pass.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MAX_DEPTH = 50  # brackets in brackets
MAX_PARTS = 50  # of a dotted key

# Strings, comments and what brackets and keys are made of; a string without an end is one, too.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*(?:"{3,5}|\\?\Z)|'
    r"'''(?:[^']|'(?!''))*(?:'{3,5}|\Z)|"
    r'"(?:[^"\\\n]|\\.)*"?|'
    r"'[^'\n]*'?|#[^\n]*|[\[\]{}.,=\n]",
    re.DOTALL,
)
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}


class NotToml(ValueError):
    """The text is no TOML, or more than anybody writes; the message says where."""


def parse(text: str) -> dict[str, Any]:
    """The tables of a TOML text.

    Raises:
        NotToml: it is none.
    """
    for problem in _excesses(text):
        raise NotToml(problem)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number can be too long for Python
        raise NotToml(str(error)) from None


def _excesses(text: str) -> Iterator[str]:
    depth = parts = 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token == ".":
            parts += 1
        elif len(token) == 1:
            parts = 0
            depth += _STEP.get(token, 0)
        if depth > MAX_DEPTH or parts >= MAX_PARTS:
            line = text.count("\n", 0, match.start()) + 1
            if parts >= MAX_PARTS:
                yield f"a key of more than {MAX_PARTS} parts (at line {line})"
            else:
                yield f"more than {MAX_DEPTH} nested brackets (at line {line})"
