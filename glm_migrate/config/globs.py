"""Globs as people know them from `.gitignore`: `*.pb.py`, `vendor`, `app/**/gen_*.py`.

A pattern without a slash matches the name of a file or of any directory above it; a pattern with a
slash matches the path below the project's root, and everything below what it matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count
from posixpath import normpath


class Globs:
    """Many patterns asked as one.

    Attributes:
        plain: The patterns that are nothing but a name.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        patterns = [pattern.rstrip("/") for pattern in patterns]
        whole = [pattern for pattern in patterns if "/" in pattern]
        names = [pattern for pattern in patterns if pattern and "/" not in pattern]
        plain = [name for name in names if not re.search(r"[*?\[]", name)]
        self.plain = frozenset(plain)
        self._names = _any_of(name for name in names if name not in self.plain)
        self._whole = _any_of((pattern.lstrip("/") for pattern in whole), below=True)

    def matches_name(self, name: str) -> bool:
        """Whether a pattern without a slash names this file or directory."""
        return name in self.plain or bool(self._names and self._names.match(name))

    def matches_path(self, path: str) -> bool:
        """Whether a pattern with a slash matches `path`, relative to the root, or lies above it."""
        return bool(self._whole and self._whole.match(path))

    def matches(self, path: str) -> bool:
        """Whether the file or any directory above it is matched, by name or by path."""
        parts = (part for part in path.split("/") if part not in ("", ".."))
        return self.matches_path(path) or any(map(self.matches_name, parts))


def rebase(pattern: str, there: str, here: str) -> str:
    """`pattern`, written for the directory `there`, as it must be written for `here`."""
    if "/" not in pattern.rstrip("/") or there == here:
        return pattern
    from os.path import relpath

    return normpath(f"{relpath(there, here)}/{pattern.lstrip('/')}".replace("\\", "/"))


def _any_of(patterns: Iterable[str], below: bool = False) -> re.Pattern[str] | None:
    tail = "(?:/.*)?" if below else ""
    numbers = count()
    alternatives = "|".join(f"{_translate(pattern, numbers)}{tail}" for pattern in patterns)
    return re.compile(rf"(?s:{alternatives})\Z") if alternatives else None


# A glob becomes a regular expression that never tries twice. A star takes as little as it can, and
# what it took is final (the group that a lookahead found, as in `fnmatch`): of several stars only
# the last can need more, so nothing is missed.

_TOKEN = re.compile(r"\*+|\?|/|\[[!^]?\]?[^\]]*\]|.", re.DOTALL)
_Segment = list[str]  # expressions of one character each, and `*`
_ANY = ["**"]  # a segment that stands for any number of them


def _translate(pattern: str, numbers: Iterator[int]) -> str:
    runs: list[list[_Segment]] = [[]]  # what stands between two `**`
    for segment in _segments(pattern.removeprefix("./")):
        if segment == _ANY:
            runs.append([])
        else:
            runs[-1].append(segment)
    first, *others = ("/".join(_segment(one, numbers) for one in run) for run in runs)
    if not others:
        return first
    *inner, last = others
    text = f"{first}/" if first else ""
    for run in filter(None, inner):
        text += _final(f"(?:[^/]*/)*?{run}/", numbers)
    return text + (f"(?:[^/]*/)*{last}" if last else ".*")


def _segments(pattern: str) -> Iterator[_Segment]:
    segment: _Segment = []
    for match in _TOKEN.finditer(pattern):
        token = match[0]
        if token == "/":
            yield segment
            segment = []
        elif token[0] == "*":
            segment.append(token[:2] if not segment and token == "**" else "*")
        else:
            segment.append(_character(token))
    yield segment


def _segment(segment: _Segment, numbers: Iterator[int]) -> str:
    """An expression for one name."""
    first, *others = _split(segment)
    if not others:
        return first
    *inner, last = others
    text = first
    for chunk in filter(None, inner):
        text += _final(f"[^/]*?{chunk}", numbers)
    return f"{text}[^/]*{last}"


def _split(segment: _Segment) -> list[str]:
    """What stands between the stars."""
    chunks = [""]
    for one in segment:
        if one in ("*", "**"):
            chunks.append("")
        else:
            chunks[-1] += one
    return chunks


def _final(expression: str, numbers: Iterator[int]) -> str:
    """An expression that keeps what it first matches."""
    name = f"g{next(numbers)}"
    return f"(?=(?P<{name}>{expression}))(?P={name})"


def _character(token: str) -> str:
    if token == "?":
        return "[^/]"
    if len(token) == 1:
        return re.escape(token)
    inside = token[1:-1]
    negated = inside[:1] in ("!", "^")
    listed = "".join(_listed(inside[negated:]))
    if not listed:
        return "[^/]" if negated else r"[^\s\S]"
    return f"[^/{listed}]" if negated else f"[{listed}]"


def _listed(inside: str) -> Iterator[str]:
    """What stands between brackets; a range that runs backwards holds nothing."""
    at = 0
    while at < len(inside):
        first, last = inside[at], inside[at + 2 : at + 3]
        if last and inside[at + 1] == "-":
            if first <= last:
                yield f"{re.escape(first)}-{re.escape(last)}"
            at += 3
        else:
            yield re.escape(first)
            at += 1
