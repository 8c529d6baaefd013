"""Which lines of a text are as they were in an earlier one, and where they were there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from glm_migrate.text.source import Source


def unchanged_rows(before: Source, after: Source) -> Mapping[int, int]:
    """Row of `after` → row of `before`, for those that no edit leads from one to the other."""
    old, new = _lines(before), _lines(after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    found = {row: row for row in range(1, start + 1)}
    inner = SequenceMatcher(
        None, old[start : len(old) - end], new[start : len(new) - end], autojunk=False
    )
    for a, b, size in inner.get_matching_blocks():
        found.update((start + b + n + 1, start + a + n + 1) for n in range(size))
    found.update((len(new) - n, len(old) - n) for n in range(end))
    return found


def _lines(source: Source) -> list[str]:
    return [source.line(row) for row in range(1, source.line_count + 1)]


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines two texts begin with that are the same."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count
