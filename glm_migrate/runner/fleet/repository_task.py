"""One repository as a task, what it is handled with, and its result: plain data that travels.

The address of a task is a digest of all that its result depends on. Two tasks of one address have
the same result, wherever and whenever they are handled.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Any

from glm_migrate.config.schema import Layer

GIT, BARE, ARCHIVE, DIRECTORY, NONE = "git", "bare", "archive", "directory", "none"
REMOTE = "remote"  # until it is fetched
VERSIONED = (GIT, BARE)
MACHINE = "machine"  # of a failure that says nothing about the repository


@dataclass(frozen=True)
class Limits:
    """What one repository may take.

    Attributes:
        seconds: Of processor time; of time on the clock three times as much.
        megabytes: Of address space.
        checkout: Megabytes that its files may take on disk.
        files: How many it may have.
    """

    seconds: int = 300
    megabytes: int = 4096
    checkout: int = 1024
    files: int = 200_000


@dataclass(frozen=True)
class FleetSettings:
    """With what every repository is checked.

    Attributes:
        file: Content of the settings file that rules all repositories; None where each has its own.
        inline: `KEY=VALUE` pairs.
        layer: Flags, as field values of `Config`.
        isolated: No repository's own settings count.
    """

    file: str | None = None
    inline: tuple[str, ...] = ()
    layer: Layer = field(default_factory=dict, hash=False)
    isolated: bool = False
    limits: Limits = Limits()


@dataclass(frozen=True)
class Repository:
    """A repository as it was named.

    Attributes:
        name: Under which it is reported; each has its own.
        path: Where it lies; of a remote one its address.
        kind: Where its files come from: `git`, `bare`, `archive`, `directory`, `remote` or `none`.
        revision: As it was asked for, then the commit; of what is not versioned a digest.
        size: Bytes that it takes, about; by this the largest are handled first.
        refused: Why it is not handled; empty where it is.
    """

    name: str
    path: str
    kind: str
    revision: str = ""
    size: int = 0
    refused: str = ""


@dataclass(frozen=True)
class Task:
    """One repository at one revision, under some settings, for one version of the tool.

    Attributes:
        processes: How many share its units of work; the result is the same for any number.
    """

    repository: Repository
    settings: FleetSettings
    version: str
    processes: int = 1

    @property
    def address(self) -> str:
        """Digest of all that the result depends on; where the files lie is not part of it."""
        about = replace(self.repository, path="", size=0)
        text = json.dumps([asdict(about), asdict(self.settings), self.version], sort_keys=True)
        return sha256(text.encode(errors="surrogateescape")).hexdigest()


@dataclass(frozen=True)
class Result:
    """What became of a task.

    Attributes:
        record: Plain values; JSON can hold them.
        patch: Empty where nothing is to be changed.
        page: HTML; empty where there is nothing to show.
    """

    record: dict[str, Any]
    patch: bytes = b""
    page: str = ""


@dataclass(frozen=True)
class TaskFailure:
    """Why a task has no result.

    Attributes:
        kind: `time`, `memory`, `size`, `unreadable`, `settings`, `crash`, `killed` or `machine`.
    """

    kind: str
    message: str


class NotHandled(Exception):
    """A repository can't be handled; holds the failure."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(kind, message)
        self.failure = TaskFailure(kind, message)
