"""The changes of a repository as a patch that `git am` takes, byte for byte what `fix` would write.

Contents are compared as bytes, so an encoding or a byte order mark needs no care. Where a line ends
with a carriage return the mail is encoded, because `git am` would drop it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from glm_migrate.report.unified_diff import hunks, quoted

AUTHOR = "glm-migrate <glm-migrate@users.noreply.invalid>"
_SEPARATOR = "---\n"
_NO_COMMIT = "0" * 40


@dataclass(frozen=True)
class FileChange:
    """A file of a repository before and after; `before` is None for one that is new.

    Attributes:
        mode: As git writes it.
    """

    name: str
    mode: str
    before: bytes | None
    after: bytes


@dataclass(frozen=True)
class Message:
    """What a commit says: its first line, and what it explains below."""

    subject: str
    body: str

    @property
    def text(self) -> str:
        return f"{self.subject}\n\n{self.body}"


def mail(changes: Sequence[FileChange], message: Message, commit: str, date: datetime) -> bytes:
    """The patch as a mail; empty where nothing changes.

    Args:
        commit: On which it is based; empty where there is none.
    """
    changes = [one for one in changes if one.before != one.after]
    if not changes:
        return b""
    head = (
        f"From {commit or _NO_COMMIT} Mon Sep 17 00:00:00 2001\n"
        f"From: {AUTHOR}\nDate: {format_datetime(date)}\nSubject: [PATCH] {message.subject}\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
    )
    body = f"{message.body.rstrip()}\n{_SEPARATOR}{_summary(changes)}\n".encode(errors="replace")
    return head.encode() + _encoded(body + diff(changes, commit))


def diff(changes: Sequence[FileChange], commit: str = "") -> bytes:
    """The changes alone, as `git apply` takes them."""
    make = hashlib.sha256 if len(commit) == 64 else hashlib.sha1

    def object_of(data: bytes) -> str:
        return make(b"blob %d\0%b" % (len(data), data)).hexdigest()

    parts: list[bytes] = []
    for one in changes:
        old = object_of(one.before) if one.before is not None else "0" * make().digest_size * 2
        index = f"{old}..{object_of(one.after)}"
        parts.append("".join(_head(one, index)).encode() + _hunks(one))
    return b"".join(parts)


def _encoded(body: bytes) -> bytes:
    if b"\r" in body:
        return b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(body)
    return b"Content-Transfer-Encoding: 8bit\n\n" + body + b"-- \nglm-migrate\n\n"


def _head(change: FileChange, index: str) -> Iterator[str]:
    old, new = quoted(f"a/{change.name}"), quoted(f"b/{change.name}")
    yield f"diff --git {old.rstrip()} {new.rstrip()}\n"
    if change.before is None:
        yield f"new file mode {change.mode}\nindex {index}\n--- /dev/null\n+++ {new}\n"
    else:
        yield f"index {index} {change.mode}\n--- {old}\n+++ {new}\n"


def _hunks(change: FileChange) -> bytes:
    """Each byte as one character, whatever the file's encoding is."""
    before = (change.before or b"").decode("latin-1")
    return hunks(before, change.after.decode("latin-1")).encode("latin-1")


def _summary(changes: Sequence[FileChange]) -> str:
    """What `git format-patch` says there: people read it, `git am` does not."""
    rows = []
    for one in changes:
        text = _hunks(one).split(b"\n")
        added, removed = (sum(line[:1] == sign for line in text) for sign in (b"+", b"-"))
        rows.append(f" {quoted(one.name).rstrip()} | {added} added, {removed} removed\n")
    return "".join(rows)
