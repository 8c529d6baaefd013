"""Entries of an archive as files, links and directories below one directory, and nowhere else.

An archive comes from anybody. Its names may climb upwards, its links lead out, its sizes lie and
its contents inflate without end; what is read is counted while it is read.
"""

from __future__ import annotations

import stat
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from glm_migrate.runner.fleet.task import NotHandled

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")


@dataclass(frozen=True)
class Member:
    """One entry; `link` is where it leads, empty for a file."""

    name: str
    link: str
    stream: IO[bytes] | None


def is_archive(path: str) -> bool:
    """Whether a file is called like an archive that can be read."""
    return path.lower().endswith(SUFFIXES)


def members(path: Path) -> Iterator[Member]:
    """The files and links of an archive, in its order.

    Raises:
        NotHandled: it is none, or damaged.
    """
    read = _zip if path.name.lower().endswith(".zip") else _tar
    try:
        yield from read(path)
    except NotHandled:
        raise
    except Exception as error:  # damaged ones raise whatever the decompressors do
        raise NotHandled("unreadable", f"the archive can't be read: {error}") from None


def _tar(path: Path) -> Iterator[Member]:
    with tarfile.open(path, "r|*") as archive:
        for one in archive:
            if one.isfile():
                yield Member(one.name, "", archive.extractfile(one))
            elif one.issym():
                yield Member(one.name, one.linkname, None)


def _zip(path: Path) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for one in archive.infolist():
            if one.is_dir():
                continue
            with archive.open(one) as stream:
                if stat.S_ISLNK(one.external_attr >> 16):
                    yield Member(one.filename, stream.read(4096).decode(errors="replace"), None)
                else:
                    yield Member(one.filename, "", stream)
