"""The tests of a project, and which names they read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from glm_migrate.project.boundary import Boundary
from glm_migrate.project.file_kinds import is_test_file
from glm_migrate.text import guarded

_WORD = re.compile(rb"[A-Za-z_]\w*")


def names_read(paths: Iterable[str], within: Boundary) -> frozenset[str]:
    """Every name that stands in the tests among some files."""
    return words(texts([path for path in paths if is_test_file(Path(path))], within))


def words(texts: Iterable[bytes]) -> frozenset[str]:
    """Every name that stands in some test files."""
    return frozenset(word.decode() for text in texts for word in _WORD.findall(text))


def texts(paths: Sequence[str], within: Boundary) -> Iterator[bytes]:
    """The bytes of those files that can be read."""
    for path in paths:
        with suppress(OSError):
            yield guarded.read(path, holds=within.holds)
