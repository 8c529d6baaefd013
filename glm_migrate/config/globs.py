"""Globs as people know them from `.gitignore`: `*.pb.py`, `vendor`, `app/**/gen_*.py`.

A pattern without a slash matches the name of a file or of any directory above it; a pattern with a
slash matches the path below the project's root, and everything below what it matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
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

    @property
    def by_path(self) -> bool:
        """Whether any pattern looks at more than a name, so that `matches_path` must be asked."""
        return self._whole is not None

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
    alternatives = "|".join(f"{_translate(pattern)}{tail}" for pattern in patterns)
    return re.compile(rf"(?s:{alternatives})\Z") if alternatives else None


_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|\[[!^]?\]?[^\]]*\]|.", re.DOTALL)
_MEANING = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def _translate(pattern: str) -> str:
    def meaning(match: re.Match[str]) -> str:
        token = match[0]
        if token in _MEANING:
            return _MEANING[token]
        if len(token) > 1:
            inside = token[1:-1].replace("\\", r"\\").replace("[", r"\[")
            return f"[^/{inside[1:]}]" if inside[0] in "!^" else f"[{inside}]"
        return re.escape(token)

    return _TOKEN.sub(meaning, pattern.removeprefix("./"))
