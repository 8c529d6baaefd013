"""Entries of an archive as files, links and directories below one directory, and nowhere else.

An archive comes from anybody. Its names may climb upwards, its links lead out, its sizes lie and
its contents inflate without end; what is read is counted while it is read.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from glm_migrate.runner.fleet.repository_task import NotHandled

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_CUT_OFF = ("TruncatedHeaderError", "EmptyHeaderError")  # not public, and no end of an archive
_AT_END = "EOFHeaderError"  # nor is this one, which is raised for a block of zeros


@dataclass(frozen=True)
class Member:
    """One entry.

    Attributes:
        link: Where it leads; empty for a file.
        stream: The contents of a file.
        size: Bytes of contents that the archive tells of; a lie in the archives of some.
        refusal: Why it can't be laid down; empty where it can.
    """

    name: str
    link: str
    stream: IO[bytes] | None
    size: int = 0
    refusal: str = ""


def is_archive(path: str) -> bool:
    """Whether a file is called like an archive that can be read."""
    return path.lower().endswith(SUFFIXES)


def members(path: Path) -> Iterator[Member]:
    """The files and links of an archive, in its order; to be read as they come."""
    return _zip(path) if path.name.lower().endswith(".zip") else _tar(path)


@contextmanager
def readable() -> Iterator[None]:
    """Raise `NotHandled` where what is done inside finds an archive damaged."""
    try:
        yield
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        raise NotHandled("unreadable", f"the archive can't be read: {error}") from None
    except OSError as error:
        if error.errno is not None:  # of the system
            raise
        raise NotHandled("unreadable", f"the archive can't be read: {error}") from None
    except (NotImplementedError, RuntimeError) as error:  # an unknown method, a password
        raise NotHandled("unreadable", f"the archive can't be read: {error}") from None


class _Entry(tarfile.TarInfo):
    """An entry of an archive that must have an end: one cut off or damaged would look complete."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> _Entry:
        try:
            return super().fromtarfile(archive)
        except tarfile.HeaderError as error:
            kind = type(error).__name__
            if kind == _AT_END and _is_end(archive):
                raise
            how = "cut off" if kind in _CUT_OFF else "damaged"
            raise NotHandled("unreadable", f"the archive is {how}: {error}") from None
        except (ValueError, LookupError, OverflowError):
            reason = "the archive is damaged: a header has numbers that are none"
            raise NotHandled("unreadable", reason) from None


def _is_end(archive: tarfile.TarFile) -> bool:
    """Whether behind a block of zeros stands another, or nothing: a lone one is no end."""
    assert archive.fileobj is not None
    return not archive.fileobj.read(tarfile.BLOCKSIZE).strip(b"\0")


def _tar(path: Path) -> Iterator[Member]:
    with (
        _decompressed(path) as contents,
        tarfile.open(fileobj=contents, mode="r|", tarinfo=_Entry) as archive,
    ):
        for one in archive:
            if one.isfile():
                yield Member(one.name, "", archive.extractfile(one), one.size)
            elif one.issym():
                yield Member(one.name, one.linkname, None)
            elif one.islnk():
                yield Member(one.name, "", None, refusal="a hard link")


def _decompressed(path: Path) -> IO[bytes]:
    """The archive itself, whatever it is compressed with, also where that was done in parts."""
    with path.open("rb") as file:
        head = file.read(4)
    for mark, opened in _COMPRESSED.items():
        if head.startswith(mark):
            return cast("IO[bytes]", opened(path))
    return path.open("rb")


_COMPRESSED: dict[bytes, Callable[[Path], object]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zX": lzma.open,
    b"]\0\0\x80": lzma.open,
}


def _zip(path: Path) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for one in archive.infolist():
            if one.is_dir():
                continue
            with archive.open(one) as stream:
                if stat.S_ISLNK(one.external_attr >> 16):
                    yield Member(one.filename, stream.read(4096).decode(errors="replace"), None)
                else:
                    yield Member(one.filename, "", stream, one.file_size)
