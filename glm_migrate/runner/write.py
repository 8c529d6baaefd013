"""Rewritten files → the disk, so that each is either as it was or as planned, never in between.

What a run is about to do is in its journal before anything is touched, and all new contents are
laid down beside their files before the first file is replaced: a full disk is found while nothing
has changed yet. A file that alone can't be written is refused, not the others.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from glm_migrate.config import state
from glm_migrate.errors import ChangedOnDisk, FileError, GlmMigrateError, NotWritable
from glm_migrate.runner import replacing, stopping
from glm_migrate.runner.journal import Journal
from glm_migrate.runner.replacing import FileReplacement, Staged
from glm_migrate.text import guarded


class WriteFailed(GlmMigrateError):
    """The system refused a write; files that were replaced before stay as planned."""

    def __init__(self, path: Path, reason: str, written: Sequence[Path] = ()) -> None:
        super().__init__(path, reason, tuple(written))
        self.path = path
        self.reason = reason
        self.written = tuple(written)

    def __str__(self) -> str:
        done = len(self.written)
        state = f"{done} {'file was' if done == 1 else 'files were'} written before"
        return (
            f"cannot write {self.path}: {self.reason}; {state if done else 'nothing was written'}"
        )


class NoJournal(WriteFailed):
    """The journal can't be kept, without which nothing is written."""

    def __str__(self) -> str:
        return f"{super().__str__()}; XDG_STATE_HOME can name another place for the journal"


# With these, no other file could be written either; whatever else goes wrong concerns one file.
_HOPELESS = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EIO", "EMFILE", "ENFILE", "ENOMEM")
    if hasattr(errno, name)
)
UNDOABLE = "fix"  # the kind of run that can be taken back


class Run:
    """All that one run writes, under one journal.

    Attributes:
        written: The files that are as planned.
        without_owner: Those of them whose owner could not be kept.
        without_links: Those that had other names, which keep what the file was.
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._journal: Journal | None = None
        self._held = ExitStack()
        self.written: list[Path] = []
        self.without_owner: list[Path] = []
        self.without_links: list[Path] = []

    def commit(self, changes: Sequence[FileReplacement]) -> tuple[FileError, ...]:
        """Write all `changes`; the result names the files left alone, and why.

        A signal to stop takes effect before the first file is replaced or after the run.

        Raises:
            WriteFailed: the system refused to write anything more; what could not be written is
                as it was.
        """
        groups = _grouped([replacing.beside(change) for change in changes])
        refused: list[FileError] = []
        ready: list[list[Staged]] = []
        try:
            with stopping.cleaned_up():
                self._note([one for group in groups for one in group])
                for group in groups:
                    errors = self._laid_down(group)
                    refused += errors
                    ready += [] if errors else [group]
            self._held.enter_context(stopping.held_back())
            for group in ready:
                refused += self._replaced(group)
            return tuple(refused)
        finally:
            for group in groups:
                for one in group:
                    replacing.remove(one.temporary)
            self._forget(refused)

    def save(self, path: Path, data: bytes) -> None:
        """Write a file of our own, new or not.

        Raises:
            WriteFailed: the system refused; the file is as it was.
        """
        try:
            guarded.expect_below(str(path), str(path.parent))
            before = replacing.content(path)
        except OSError as error:
            raise WriteFailed(path, error.strerror or str(error), self.written) from None
        for refusal in self.commit([FileReplacement(path, before, data)]):
            raise WriteFailed(path, refusal.cause or refusal.detail, self.written)

    def end(self) -> None:
        """Nothing more is written: what is written lasts."""
        try:
            replacing.make_lasting(path.parent for path in self.written)
            if self._journal is not None:
                self._journal.end(keep=bool(self.written) and self._kind == UNDOABLE)
        finally:
            self._held.close()

    def _note(self, staged: Sequence[Staged]) -> None:
        try:
            if self._journal is None:
                self._journal = Journal(self._kind)
            self._journal.note(staged)
        except OSError as error:
            place = Path(state.journals())
            raise NoJournal(place, error.strerror or str(error), self.written) from None

    def _forget(self, refused: Sequence[FileError]) -> None:
        if self._journal is not None and refused:
            self._journal.forget(error.path for error in refused)

    def _laid_down(self, group: Sequence[Staged]) -> list[FileError]:
        """Why none of a group can be written; nothing where all are laid down."""
        for one in group:
            data = one.change.after
            try:
                if data is not None and not replacing.lay_down(one.real, one.temporary, data):
                    self.without_owner.append(one.change.path)
                elif one.change.before is not None and not one.real.exists():
                    raise FileNotFoundError
                if one.change.before is not None and one.real.stat().st_nlink > 1:
                    self.without_links.append(one.change.path)
            except OSError as error:
                return _all_refused(group, self._refusal(one.change.path, error))
        return []

    def _replaced(self, group: Sequence[Staged]) -> list[FileError]:
        """Replace a group of files, or none of them and say why."""
        done: list[Staged] = []
        for one in group:
            path = one.change.path
            try:
                if replacing.content(one.real) != one.change.before:
                    changed = ChangedOnDisk(path, "changed on disk in the meantime; run again")
                    self._put_back(done)
                    return _all_refused(group, changed)
                replacing.put(one.real, one.temporary, one.change.after)
            except OSError as error:
                self._put_back(done)
                return _all_refused(group, self._refusal(path, error))
            done.append(one)
            self.written.append(path)
        return []

    def _put_back(self, done: Sequence[Staged]) -> None:
        """Have files of a group be as they were, because another one can't be written."""
        for one in done:
            before = one.change.before
            try:
                if before is not None:
                    replacing.lay_down(one.real, one.temporary, before)
                replacing.put(one.real, one.temporary, before)
            except OSError as error:
                reason = f"it can't be put back as it was: {error.strerror or error}"
                raise WriteFailed(one.change.path, reason, self.written) from None
            self.written.remove(one.change.path)

    def _refusal(self, path: Path, error: OSError) -> FileError:
        """Why this file is left alone; a WriteFailed where that is true of every file."""
        reason = error.strerror or str(error)
        if error.errno in _HOPELESS or (error.errno is None and not _is_missing(error)):
            raise WriteFailed(path, reason, self.written) from None
        if _is_missing(error):
            return ChangedOnDisk(path, "removed from disk in the meantime")
        detail = f"cannot write: {reason}; the file is as it was"
        return NotWritable(path, detail, cause=reason)


@contextmanager
def run(kind: str = UNDOABLE) -> Iterator[Run]:
    """One run that writes; a journal is begun with the first file."""
    going = Run(kind)
    try:
        yield going
    finally:
        going.end()


def commit(changes: Sequence[FileReplacement]) -> tuple[FileError, ...]:
    """Write all `changes` as a run of their own; see `Run.commit`."""
    with run() as going:
        return going.commit(changes)


def _is_missing(error: OSError) -> bool:
    return isinstance(error, FileNotFoundError)


def _grouped(staged: Sequence[Staged]) -> list[list[Staged]]:
    """By group, in the order in which the groups begin."""
    groups: dict[object, list[Staged]] = {}
    for number, one in enumerate(staged):
        groups.setdefault(one.change.group or number, []).append(one)
    return list(groups.values())


def _all_refused(group: Sequence[Staged], error: FileError) -> list[FileError]:
    """The refusal of one file of a group, and those of the others for its sake."""
    detail = f"not written, because it belongs together with {error.path}: {error.detail}"
    others = [one.change.path for one in group if one.change.path != error.path]
    return [error, *(NotWritable(path, detail) for path in others)]
