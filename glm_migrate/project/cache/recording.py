"""What a piece of work reads, noted while it reads: its result holds while that stays the same."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from glm_migrate.project.boundary import Boundary
from glm_migrate.project.cache.signatures import ABSENT, UNKNOWN, Signatures, of_bytes, of_names
from glm_migrate.project.contents import searchable
from glm_migrate.text import guarded

_REFUSED = "!"  # in place of a content: the file is there, and not read because of what it is
_REFUSALS = (errno.EFBIG, errno.EISDIR)
# What stands in a suppression that counts until some day.
_UNTIL, _DIRECTIVE = b"until", b"glm-migrate"

Noted = dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Reads:
    """What was asked for, by path.

    Attributes:
        files: Each with its signature before, and a digest of what was read.
        folders: The same of directories of which the names were asked for.
        outside: What lies outside of the boundary, with where it really lies.
        untold: What can't be told by such words.
        limited: Files with suppressions that count until some day.
    """

    files: Noted = field(default_factory=dict)
    folders: Noted = field(default_factory=dict)
    outside: dict[str, str] = field(default_factory=dict)
    untold: list[str] = field(default_factory=list)
    limited: list[str] = field(default_factory=list)

    @property
    def dated(self) -> bool:
        """Whether the day matters."""
        return bool(self.limited)

    def add(self, other: Reads) -> None:
        """Take over what another process has read."""
        self.limited.extend(other.limited)
        self.files.update(other.files)
        self.folders.update(other.folders)
        self.outside.update(other.outside)
        self.untold.extend(other.untold)


@dataclass(frozen=True)
class RecordingBoundary(Boundary):
    """A boundary that notes what is read inside of it.

    Attributes:
        work: What reads; of another one nothing that was read before is taken.
    """

    work: str = ""
    signatures: Signatures | None = field(default=None, compare=False)
    reads: Reads = field(default_factory=Reads, compare=False)

    def read(self, path: str, limit: int = guarded.LARGEST) -> bytes:
        before = self._signature(path)
        try:
            data = super().read(path, limit)
        except OSError as error:
            self._note_failure(self.reads.files, path, before, error)
            raise
        self._note(self.reads.files, path, before, of_bytes(data))
        if _UNTIL in data and _DIRECTIVE in searchable(path, data).lower():
            self.reads.limited.append(path)
        return data

    def names(self, directory: str) -> frozenset[str]:
        before = self._signature(directory)
        try:
            names = super().names(directory)
        except OSError as error:
            self._note_failure(self.reads.folders, directory, before, error)
            raise
        self._note(self.reads.folders, directory, before, of_names(names))
        return names

    def expect(self, path: str) -> None:
        try:
            super().expect(path)
        except OSError:
            self.reads.outside[path] = os.path.realpath(path)
            raise

    def exhausted(self, path: str) -> None:
        self.reads.untold.append(path)

    def apart(self) -> RecordingBoundary:
        """The same for another process, with nothing noted yet."""
        return replace(
            self, signatures=Signatures(Boundary(self.roots, self.unsaved)), reads=Reads()
        )

    def _signature(self, path: str) -> str:
        return self.signatures.of(path) if self.signatures else UNKNOWN

    def _note(self, noted: Noted, path: str, before: str, now: str) -> None:
        is_kept = self.signatures is not None and self.signatures.is_of(path, before, now)
        if not is_kept or noted.setdefault(path, (before, now)) != (before, now):
            self.reads.untold.append(path)

    def _note_failure(self, noted: Noted, path: str, before: str, error: OSError) -> None:
        if isinstance(error, (FileNotFoundError, NotADirectoryError)):
            self._note(noted, path, before, ABSENT)
        elif error.errno in _REFUSALS:
            self._note(noted, path, before, _REFUSED)
        elif path not in self.reads.outside:
            self.reads.untold.append(path)


def is_same(reads: Reads, within: Boundary, signatures: Signatures) -> bool:
    """Whether all that was read is as it was."""
    return (
        all(signatures.real(path) == real for path, real in reads.outside.items())
        and all(_is_file(path, *known, within, signatures) for path, known in reads.files.items())
        and all(
            _is_folder(path, *known, within, signatures) for path, known in reads.folders.items()
        )
    )


def _is_file(
    path: str, before: str, content: str, within: Boundary, signatures: Signatures
) -> bool:
    return signatures.of(path) == before or _leads_to(
        content, path, within, lambda: of_bytes(within.read(path))
    )


def _is_folder(
    path: str, before: str, names: str, within: Boundary, signatures: Signatures
) -> bool:
    return signatures.of(path) == before or _leads_to(
        names, path, within, lambda: signatures.listing(path)
    )


def _leads_to(content: str, path: str, within: Boundary, look: Callable[[], str]) -> bool:
    """Whether a new look at a path gives the content that it had."""
    try:
        within.expect(path)
        return look() == content
    except (FileNotFoundError, NotADirectoryError):
        return content == ABSENT
    except OSError:
        return False
