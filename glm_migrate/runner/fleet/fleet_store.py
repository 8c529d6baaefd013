"""The directory of a fleet: records as they land, one line of JSON each, patches and pages beside.

A record is written after its patch and its page, and a line that a kill cut off is dropped, so what
is there is whole. A repository has one patch, so before that is replaced a line takes back what
another run told of it. While a run lasts, lines stand in the order in which they landed; at its end
each repository has one line, by name. `results.jsonl` is replaced at once, never half written.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Any, NamedTuple

from glm_migrate.errors import UsageError
from glm_migrate.runner.fleet.repository_task import MACHINE, Result, Task

RESULTS = "results.jsonl"
_LOCK, _SCRATCH = ".lock", ".scratch"
_WITHDRAWN = ""  # state of a line that takes an earlier one back
_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")
_OURS = re.compile(r"-[0-9a-f]{8}\.(?:patch|html)(?:\.tmp)?$")  # names that `file_name` gives
_BEGINNING = b'{"address":"'  # of a line: its keys are sorted
_ADDRESS = rb'[0-9a-f]{0,64}|[0-9a-f]{64}(?:"|",.*)'
_LONGEST = 80  # characters of a name in the name of a file


def file_name(name: str) -> str:
    """A repository's name as that of a file, on every system, each another."""
    plain = _PLAIN.sub("-", name).strip(".-")[-_LONGEST:]
    return f"{plain}-{sha256(name.encode(errors='surrogateescape')).hexdigest()[:8]}"


class _StoredLine(NamedTuple):
    """Where the line of a record is, in bytes, and the state that it tells.

    Attributes:
        state: `machine` for a failure that does not last.
    """

    offset: int
    length: int
    state: str


class Store:
    """The results of a fleet in a directory, held by one run at a time."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._where: dict[str, _StoredLine] = {}  # by address
        self._address: dict[str, str] = {}  # by name: that of the result whose patch is there
        self._lock = -1

    def __enter__(self) -> Store:
        try:
            for folder in (self.directory, self.patches, self.pages):
                folder.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self.directory / _LOCK)
        except OSError as error:
            raise UsageError(f"can't write to {self.directory}: {error.strerror}") from None
        try:
            self._find()
        except (UsageError, OSError) as error:
            os.close(self._lock)
            if isinstance(error, UsageError):
                raise
            raise UsageError(f"can't read {self.results}: {error.strerror}") from None
        shutil.rmtree(self.scratch, ignore_errors=True)  # of a run that was killed
        self._file = self.results.open("ab")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()
        shutil.rmtree(self.scratch, ignore_errors=True)
        os.close(self._lock)

    @property
    def results(self) -> Path:
        return self.directory / RESULTS

    @property
    def mirrors(self) -> Path:
        return self.directory / "mirrors"

    @property
    def patches(self) -> Path:
        return self.directory / "patches"

    @property
    def pages(self) -> Path:
        return self.directory / "pages"

    @property
    def scratch(self) -> Path:
        return self.directory / _SCRATCH

    def state(self, task: Task) -> str:
        """The state that the record of a task tells; empty where none has landed that lasts."""
        place = self._where.get(task.address)
        return place.state if place and place.state != MACHINE else ""

    def add(self, task: Task, result: Result) -> None:
        """Keep a result, so that not even a power failure loses it."""
        self._withdraw(task)
        name = file_name(task.repository.name)
        put(self.patches / f"{name}.patch", result.patch)
        put(self.pages / f"{name}.html", result.page.encode(errors="backslashreplace"))
        line = _line({**result.record, "address": task.address})
        self._where[task.address] = _StoredLine(self._land(line), len(line), _state(result.record))
        self._address[task.repository.name] = task.address

    def _withdraw(self, task: Task) -> None:
        """Have what an earlier run told under other settings not count: its files are replaced."""
        name = task.repository.name
        older = self._address.get(name, task.address)
        if older != task.address:
            self._land(_line({"repository": name, "address": older, "state": _WITHDRAWN}))
            del self._where[older]

    def _land(self, line: bytes) -> int:
        """Append a line that not even a power failure loses; the result is where it begins."""
        offset = self._file.tell()
        self._file.write(line)
        self._file.flush()
        os.fsync(self._file.fileno())
        return offset

    def settle(self, tasks: Mapping[str, str]) -> None:
        """Keep the results of these alone, in their order.

        Args:
            tasks: Address of a task → name of its repository.
        """
        temporary = self.results.with_name(f".{RESULTS}.{token_hex(4)}.tmp")
        moved: dict[str, _StoredLine] = {}
        with self.results.open("rb") as old, temporary.open("wb") as new:
            for address in (one for one in tasks if one in self._where):
                place = self._where[address]
                old.seek(place.offset)
                moved[address] = place._replace(offset=new.tell())
                new.write(old.read(place.length))
            new.flush()
            os.fsync(new.fileno())
        self._file.close()
        temporary.replace(self.results)
        self._file = self.results.open("ab")
        self._where = moved
        self._drop_others({file_name(name) for name in tasks.values()})

    def records(self) -> Iterator[dict[str, Any]]:
        """The records that are kept, one after the other."""
        return read(self.results)

    def _drop_others(self, names: set[str]) -> None:
        """Remove patches and pages of repositories that the fleet has no more."""
        for folder in (self.patches, self.pages):
            for path in folder.iterdir():
                if path.stem not in names and _OURS.search(path.name):
                    path.unlink()

    def _find(self) -> None:
        """Find the lines that are there; cut off one of ours that a kill left unfinished.

        Raises:
            UsageError: another program wrote to the file.
        """
        offset = 0
        with suppress(FileNotFoundError), self.results.open("rb") as file:
            for line in file:
                address, name, state = _address_name_and_state(line)
                if not address and not _is_begun(line):
                    raise UsageError(f"{self.results} is not of a fleet; choose another --output")
                if not address:
                    break
                self._where.pop(self._address.get(name, ""), None)
                if state:
                    self._where[address] = _StoredLine(offset, len(line), state)
                self._address[name] = address
                offset += len(line)
        if self.results.exists():
            os.truncate(self.results, offset)


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The records in a file of results, also of a run that was killed."""
    with path.open("rb") as file:
        for number, line in enumerate(file):
            if number and not line.endswith(b"\n"):  # a kill cut it off
                return
            record: dict[str, Any] = json.loads(line)
            if record["state"] != _WITHDRAWN:
                yield record


def _line(record: Mapping[str, Any]) -> bytes:
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode(errors="backslashreplace") + b"\n"


def _is_begun(line: bytes) -> bool:
    """Whether a line is the beginning of one of ours."""
    head = line[: len(_BEGINNING)]
    return (
        not line.endswith(b"\n")
        and _BEGINNING.startswith(head)
        and re.fullmatch(_ADDRESS, line[len(_BEGINNING) :], re.DOTALL) is not None
    )


def _state(record: Mapping[str, Any]) -> str:
    """The state in a record, as `_StoredLine` has it."""
    is_passing = (record.get("failure") or {}).get("kind") == MACHINE
    return MACHINE if is_passing else str(record["state"])


def _address_name_and_state(line: bytes) -> tuple[str, str, str]:
    """Address, name and state of a line; empty where it is not whole."""
    try:
        found = json.loads(line) if line.endswith(b"\n") else {}
        return str(found["address"]), str(found["repository"]), _state(found)
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", "", ""


def put(path: Path, data: bytes) -> None:
    """Have a file hold `data`, or be gone where there is none."""
    if not data:
        path.unlink(missing_ok=True)
        return
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def _locked(path: Path) -> int:
    """A lock that the system takes back when this process ends, however it ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # Windows: two runs at a time are the user's to avoid
        return descriptor
    except OSError:
        os.close(descriptor)
        raise UsageError(f"another run writes to {path.parent}; wait for it") from None
    return descriptor
