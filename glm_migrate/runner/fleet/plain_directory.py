"""A directory that no version control holds, as a repository: its files and links, in one order.

What can't be searched is named, so that it does not look empty.
"""

# Paths stay strings here, as in `listing`.
# ruff: noqa: PTH114, PTH115, PTH118

from __future__ import annotations

import io
import os
from collections.abc import Iterator

from glm_migrate.runner.fleet.archives import Member
from glm_migrate.runner.fleet.machine_faults import why_not_read
from glm_migrate.runner.fleet.repository_task import NotHandled
from glm_migrate.text import guarded


def of_directory(path: str) -> Iterator[Member]:
    """The files and links of a directory, and as refused what can't be read of it.

    Raises:
        NotHandled: nothing of it can be read.
    """
    for full, error in below(path):
        inner = os.path.relpath(full, path).replace(os.sep, "/")
        if error is None:
            yield _of_file(full, inner)
        elif inner == ".":
            raise NotHandled("unreadable", f"it can't be read: {why_not_read(error)}")
        else:
            yield Member(f"{inner}/", "", None, refusal=why_not_read(error))


def below(top: str) -> Iterator[tuple[str, OSError | None]]:
    """What is no directory below `top`, and each that can't be searched, with the error.

    Links are not followed.
    """
    errors: list[OSError] = []
    for folder, directories, names in os.walk(top, onerror=errors.append):
        yield from _drained(errors)
        links = [one for one in directories if os.path.islink(os.path.join(folder, one))]
        directories[:] = sorted({*directories} - {".git", *links})
        yield from ((os.path.join(folder, name), None) for name in sorted((*names, *links)))
    yield from _drained(errors)


def _drained(errors: list[OSError]) -> Iterator[tuple[str, OSError]]:
    while errors:
        error = errors.pop(0)
        yield str(error.filename), error


def _of_file(full: str, inner: str) -> Member:
    if os.path.islink(full):
        return Member(inner, os.readlink(full), None)
    try:
        return Member(inner, "", io.BytesIO(guarded.read(full)))
    except OSError as error:
        return Member(inner, "", None, refusal=why_not_read(error))
