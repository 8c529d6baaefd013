"""Takes runs back: those that ended while they wrote, and whole ones where the user says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from glm_migrate.errors import ChangedOnDisk, FileError
from glm_migrate.runner import journal, replacing, stopping
from glm_migrate.runner.journal import JournalEntry, JournalRecord
from glm_migrate.runner.replacing import FileReplacement
from glm_migrate.runner.write import UNDOABLE, WriteFailed, run

Holds = Callable[[str], bool]  # whether a real path is one of this project's


@dataclass(frozen=True)
class TakenBack:
    """What became of a run's files.

    Attributes:
        restored: They are as they were before the run.
        left: They were not touched, because they are not as the run wrote them.
    """

    record: JournalRecord
    restored: tuple[Path, ...]
    left: tuple[FileError, ...]


def undoable(holds: Holds) -> list[JournalRecord]:
    """The whole runs that wrote in a project, the last one first."""
    return [one for one in journal.done() if not one.damaged and _concerns(one, holds)]


def damaged(holds: Holds) -> list[JournalRecord]:
    """Whole runs that may have written in a project, of which that is no longer known."""
    return [one for one in journal.done() if one.damaged and _concerns(one, holds)]


def outside(record: JournalRecord, holds: Holds) -> list[Path]:
    """The files of a run that are none of a project's."""
    return [one.path for one in record.entries if not holds(str(one.path))]


def is_interrupted(holds: Holds) -> bool:
    """Whether a run that wrote in a project ended before it was whole."""
    return any(_concerns(one, holds) for one in journal.interrupted())


def recover(holds: Holds) -> list[TakenBack]:
    """Have the tree be as it was before the runs that ended while they wrote there.

    Raises:
        WriteFailed: a file can't be restored; the journal stays.
    """
    with stopping.held_back():
        return [_rolled_back(one) for one in journal.interrupted() if _concerns(one, holds)]


def take_back(record: JournalRecord) -> TakenBack:
    """Have the files of a whole run be as they were before it.

    Raises:
        WriteFailed: the system refused to write.
    """
    changes: list[FileReplacement] = []
    left: list[FileError] = []
    for entry in record.entries:
        try:
            current = _content(entry)
        except OSError as error:
            left.append(ChangedOnDisk(entry.path, f"left alone: {error.strerror or error}"))
            continue
        if current == entry.before:
            continue
        if journal.digest(current) == entry.after:
            changes.append(FileReplacement(entry.path, current, entry.before))
        else:
            left.append(_changed(entry))
    with run("undo") as going:
        left += going.commit(changes)
    if not left:
        record.file.unlink(missing_ok=True)
    return TakenBack(record, tuple(going.written), tuple(left))


def _concerns(record: JournalRecord, holds: Holds) -> bool:
    is_unknown = record.damaged and not record.entries
    return is_unknown or any(holds(str(entry.path)) for entry in record.entries)


def _rolled_back(record: JournalRecord) -> TakenBack:
    restored: list[Path] = []
    left: list[FileError] = []
    for entry in record.entries:
        replacing.remove(entry.temporary)
        try:
            if _is_restored(entry):
                restored.append(entry.path)
        except ChangedOnDisk as error:
            left.append(error)
        except OSError as error:
            reason = error.strerror or str(error)
            raise WriteFailed(entry.path, reason, restored) from None
        finally:
            replacing.remove(entry.temporary)
    replacing.make_lasting(path.parent for path in restored)
    journal.settle(record, keep=bool(left) and record.kind == UNDOABLE)
    return TakenBack(record, tuple(restored), tuple(left))


def _is_restored(entry: JournalEntry) -> bool:
    """Put back a file as it was; False where it never changed."""
    current = _content(entry)
    if current == entry.before:
        return False
    if journal.digest(current) != entry.after:
        raise _changed(entry)
    if entry.before is not None:
        replacing.lay_down(entry.path, entry.temporary, entry.before)
    replacing.put(entry.path, entry.temporary, entry.before)
    return True


def _content(entry: JournalEntry) -> bytes | None:
    """The bytes of the file now; one to which a link leads now is another file."""
    if os.path.realpath(entry.path) != str(entry.path):
        raise OSError(f"{entry.path} is now a link to another file")
    return replacing.content(entry.path)


def _changed(entry: JournalEntry) -> ChangedOnDisk:
    return ChangedOnDisk(entry.path, "changed since the run wrote it; left as it is")
