"""Who owns the files of a repository, as its `CODEOWNERS` says."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from glm_migrate.project.boundary import Boundary
from glm_migrate.text import guarded

_PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_COMMENT = re.compile(r"(?<!\\)#")
_MOST = 20  # owners that are told


def owners(root: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """The owners of the files `paths`, of the whole repository where there are none of these.

    Of the lines that match a file the last one counts, as forges have it.
    """
    lines = _lines(root)
    if not lines:
        return ()
    concerned = tuple(paths) or ("any",)
    found = (owner for path in concerned for owner in _of(path, lines))
    return tuple(sorted(dict.fromkeys(found)))[:_MOST]


def by_file(root: Path | None) -> Callable[[str], tuple[str, ...]]:
    """Who owns a file, by its path from `root`; the file that says so is read once."""
    lines = _lines(root) if root else []
    return cache(lambda path: _of(path, lines))


def _of(path: str, lines: list[tuple[str, tuple[str, ...]]]) -> tuple[str, ...]:
    from pathspec import GitIgnoreSpec

    for pattern, named in reversed(lines):
        if GitIgnoreSpec.from_lines([pattern]).match_file(path):
            return named
    return ()


def _is_pattern(text: str) -> bool:
    """Whether it is one that can match; a forge skips the lines of others."""
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([text])
    except ValueError:
        return False
    return True


def _lines(root: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Pattern and owners of each line; GitLab's headings of sections are no lines."""
    within = Boundary((os.path.realpath(root),))
    for place in _PLACES:
        try:
            within.expect(str(root / place))
            data = within.read(str(root / place), guarded.LARGEST_SETTINGS)
        except OSError:
            continue
        rows = (_COMMENT.split(one)[0].split() for one in data.decode(errors="replace").split("\n"))
        found = [(row[0], tuple(row[1:])) for row in rows if row and row[0][:1] not in "[^"]
        return [one for one in found if _is_pattern(one[0])]
    return []
