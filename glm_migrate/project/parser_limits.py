"""Files that could take the process down with them, told by their bytes alone.

The parser is native code that recurses: deep nesting or long chains overflow its stack, and that
kills the process.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, islice, takewhile

_LARGE = 1 << 20  # bytes; from here on parsing takes seconds and gigabytes
_DEEP = 100  # brackets in brackets; the parser dies at about 1,200
_DEEPEST = 200  # CPython reads no program with more
_LONG = 400  # links of a chain of operators, calls, strings or branches; it dies at about 10,000

_NO_BRACKETS = bytes(set(range(256)) - set(b"()[]{}"))
_PAIRS = (b"()", b"[]", b"{}")
_STEP = {ord(char): 1 if char in "([{" else -1 for char in "()[]{}"}
# Comments and strings; one without an end goes on to the end of its line or of the file.
_NO_CODE = re.compile(
    rb"#[^\n]*"
    rb"|(?P<quotes>\"\"\"|''')(?:\\.|[^\\])*?(?:(?P=quotes)|\Z)"
    rb"|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?",
    re.DOTALL,
)
_LINK = re.compile(rb"\b(?:and|or|not|if|else|await|lambda)\b|[-+*/%@&|^~.<>=(\[]")
_STARTS = (*b"+ - * / % & | ^ . < > =".split(), b"and ", b"or ", b"if ", b"else ", b"not ")
_ENDS = (*b"+ - * / % & | ^ . \\".split(), b" and", b" or", b" not")


def is_too_deep(data: bytes) -> bool:
    """Whether brackets stand in so many others that Python itself refuses the file.

    Those in strings and comments don't count, even in f-strings.
    """
    if not _is_deep(data):
        return False
    brackets = _NO_CODE.sub(b"", data).translate(None, _NO_BRACKETS)
    return _depth(brackets) > _DEEPEST


def is_suspicious(data: bytes) -> bool:
    """Whether parsing these bytes might end or stall the process.

    Errs on the side of suspicion: brackets in strings and comments count.
    """
    return (
        len(data) > _LARGE
        or _is_deep(data)
        or data.count(b"elif") > _LONG
        or _indentation(data) > _LONG
        or _has_long_line(data)
        or _has_long_chain(data)
    )


def _is_deep(data: bytes) -> bool:
    """Whether brackets stand in more than `_DEEP` others, told by pairs that are taken away."""
    rest = brackets = data.translate(None, _NO_BRACKETS)
    for taken in range(0, _DEEP, len(_PAIRS)):  # a round takes away as many levels at most
        if taken + _depth_at_most(rest) <= _DEEP:
            return False
        for pair in _PAIRS:
            rest = rest.replace(pair, b"")
    return _depth(brackets) > _DEEP


def _depth_at_most(brackets: bytes) -> int:
    return len(brackets) - sum(map(brackets.count, (b")", b"]", b"}")))


def _depth(brackets: bytes) -> int:
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0)


def _indentation(data: bytes) -> int:
    """Columns of the most indented line, if many; blocks are at least one column deep each."""
    if b" " * _LONG not in data.replace(b"\t", b" "):
        return 0
    return max(map(len, re.findall(rb"^[ \t]+(?=\S)", data, re.MULTILINE)), default=0)


def _has_long_line(data: bytes) -> bool:
    lines = (line for line in data.split(b"\n") if len(line) > _LONG)
    return any(sum(1 for _ in _LINK.finditer(line)) > _LONG for line in lines)


def _has_long_chain(data: bytes) -> bool:
    """Whether many lines in a row go on with what the line before began.

    A row of that length has one of every `_LONG + 1` lines, so most lines need no look.
    """
    lines = data.split(b"\n")
    return any(
        _goes_on(lines[middle]) and _chain_around(lines, middle) > _LONG
        for middle in range(_LONG, len(lines), _LONG + 1)
    )


def _chain_around(lines: Sequence[bytes], middle: int) -> int:
    """How many lines in a row go on, before and behind the line `middle` that does."""
    before = takewhile(_goes_on, reversed(lines[:middle]))
    behind = takewhile(_goes_on, islice(lines, middle + 1, None))
    return 1 + sum(1 for _ in before) + sum(1 for _ in behind)


def _goes_on(line: bytes) -> bool:
    line = line.strip()
    is_string = line.endswith((b'"', b"'")) and line[:3].lstrip(b"rbfuRBFU")[:1] in (b'"', b"'")
    return is_string or line.startswith(_STARTS) or line.endswith(_ENDS)
