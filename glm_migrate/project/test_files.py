"""Which files hold tests, and which names these read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

_NAME = re.compile(r"test_.*\.py|.*_tests?\.py|tests?\.py|conftest\.py")
_FOLDERS = frozenset({"test", "tests", "testing"})
_WORD = re.compile(rb"[A-Za-z_]\w*")


def is_test_file(path: PurePath) -> bool:
    """Whether a Python file holds tests, by its name or a directory above it."""
    if path.suffix != ".py":
        return False
    return _NAME.fullmatch(path.name) is not None or not _FOLDERS.isdisjoint(path.parts[:-1])


def words(texts: Iterable[bytes]) -> frozenset[str]:
    """Every name that stands in some test files."""
    return frozenset(word.decode() for text in texts for word in _WORD.findall(text))
