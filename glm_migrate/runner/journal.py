"""What a run is about to write, kept on disk before it writes: to finish nothing by halves.

A journal names each file with its bytes before and what it becomes. While its run writes, its name
ends in `.open` and the run holds a lock on it, so that a run that ended early is told from one that
goes on. Afterwards it is kept as `.done`, for `undo`; then its name also says how many records it
consists of.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from glm_migrate.config import state
from glm_migrate.runner import journal_lines, replacing
from glm_migrate.runner.file_lock import lock

_DONE = ".done"
_VERSION = 2
_KEPT = 50  # runs that can be taken back


@dataclass(frozen=True)
class JournalEntry:
    """One file of a run, by its real path.

    Attributes:
        temporary: Where the new bytes are laid down.
        before: None where there was no file.
        after: The digest of the new bytes; empty where the file goes.
    """

    path: Path
    temporary: Path
    before: bytes | None
    after: str


@dataclass(frozen=True)
class JournalRecord:
    """A journal as it was read.

    Attributes:
        file: The journal itself.
        kind: The command of the run; empty where the journal ends before it says so.
        began: When, in words.
        records: How many it consists of.
        damaged: It was changed since it was written, so `entries` may not be all of its files.
    """

    file: Path
    kind: str
    began: str
    entries: tuple[JournalEntry, ...]
    records: int = 0
    damaged: bool = False

    @property
    def set_aside(self) -> Path:
        """Where a damaged journal is kept for who wants to look at it."""
        return self.file.with_name(f"{self.id}.damaged")

    @property
    def id(self) -> str:
        return self.file.name.partition(".")[0]


def digest(data: bytes | None) -> str:
    return "" if data is None else sha256(data).hexdigest()


class Journal:
    """The journal of the run that goes on in this process."""

    def __init__(self, kind: str) -> None:
        """Begin it.

        Raises:
            OSError: it can't be kept.
        """
        folder = Path(state.journals())
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        now = datetime.now(timezone.utc)
        self._file = folder / f"{now:%Y%m%d-%H%M%S-%f}-{token_hex(3)}{state.OPEN}"
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._records = 0
        self._stream = os.fdopen(os.open(self._file, flags, 0o600), "w+b", buffering=0)
        try:
            lock(self._stream.fileno())
            began = now.astimezone().isoformat(" ", "seconds")
            self._add({"version": _VERSION, "kind": kind, "began": began})
            replacing.make_lasting([folder, folder.parent])
        except BaseException:
            self._stream.close()
            self._file.unlink()
            raise

    def note(self, staged: Sequence[replacing.Staged]) -> None:
        """Keep what is about to be written; nothing may be touched before this returns."""
        for one in staged:
            before = one.change.before
            names = {"path": str(one.real), "temporary": one.temporary.name}
            size = None if before is None else len(before)
            about = {**names, "size": size, "after": digest(one.change.after)}
            self._add(about, before or b"")
        os.fsync(self._stream.fileno())

    def forget(self, paths: Iterable[Path]) -> None:
        """Files that were noted but left as they were."""
        self._add({"refused": [os.path.realpath(path) for path in paths]})

    def end(self, *, keep: bool) -> None:
        """The run is whole: keep the journal for `undo`, or let it go."""
        if os.name == "nt":  # which renames no open file
            self._stream.close()
        if keep:
            self._file.replace(_done_name(self._file, self._records))
        else:
            self._file.unlink()
        self._stream.close()
        replacing.make_lasting([self._file.parent])
        if keep:
            _forget_oldest()

    def _add(self, about: Mapping[str, object], data: bytes = b"") -> None:
        self._records += 1
        rest = memoryview(journal_lines.written(about, data))
        while rest:
            rest = rest[self._stream.write(rest) or 0 :]


def done() -> list[JournalRecord]:
    """The runs that were whole, the last one first."""
    return [_read(file) for file in reversed(_files(_DONE))]


def interrupted() -> Iterator[JournalRecord]:
    """The runs that ended while they wrote; each is locked until the next one is asked for."""
    for file in _files(state.OPEN):
        try:
            with file.open("r+b") as stream:
                if not lock(stream.fileno()) or not file.exists():  # it goes on, or is settled
                    continue
                if os.name == "nt":  # which renames no open file
                    stream.close()
                record = _read(file)
                if record.entries or record.damaged:
                    yield record
                elif record.kind:  # nothing was touched yet
                    settle(record, keep=False)
        except OSError:  # it is gone
            continue


def settle(record: JournalRecord, *, keep: bool) -> None:
    """Let an interrupted run's journal go, or keep it as that of a run that was whole.

    One that is damaged is kept under a name that no run looks for.
    """
    if record.damaged:
        record.file.replace(record.set_aside)
    elif keep:
        record.file.replace(_done_name(record.file, record.records))
    else:
        record.file.unlink(missing_ok=True)
    replacing.make_lasting([record.file.parent])


def _files(suffix: str) -> list[Path]:
    folder = Path(state.journals())
    return sorted(file for file in folder.glob(f"*{suffix}"))


def _forget_oldest() -> None:
    for file in _files(_DONE)[:-_KEPT]:
        file.unlink(missing_ok=True)


def _read(file: Path) -> JournalRecord:
    """A journal; what was not wholly written is left out, because nothing was done about it."""
    entries: dict[str, JournalEntry] = {}
    kind = began = ""
    read = journal_lines.read(file.read_bytes())
    for about, data in read.records:
        if about.get("version", _VERSION) != _VERSION:
            return JournalRecord(file, kind, began, (), damaged=True)
        if "kind" in about:
            kind, began = about["kind"], about["began"]
        for path in about.get("refused", ()):
            entries.pop(path, None)
        if "path" in about:
            path = Path(about["path"])
            before = None if about["size"] is None else data
            temporary = path.with_name(about["temporary"])
            entries[about["path"]] = JournalEntry(path, temporary, before, about["after"])
    records = len(read.records)
    is_known = file.suffix != _DONE or file.name == _done_name(file, records).name
    is_whole = is_known and not read.damaged
    return JournalRecord(file, kind, began, tuple(entries.values()), records, not is_whole)


def _done_name(file: Path, records: int) -> Path:
    """The name of a journal whose run was whole: it says of how many records that consists."""
    return file.with_name(f"{file.name.partition('.')[0]}.{records}{_DONE}")
