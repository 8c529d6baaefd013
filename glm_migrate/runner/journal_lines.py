"""The lines of a journal: what each says, and whether it still says what was written.

A record is a line of JSON and the bytes that it tells of. Both are told by a digest, so a file that
was changed or damaged since is known as such; only its end can be missing, after a power failure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

_DIGEST = 64  # characters in front of each line


@dataclass(frozen=True)
class JournalLines:
    """What was read.

    Attributes:
        records: What each line says, with its bytes.
        damaged: Something else follows than the beginning of one more record.
    """

    records: tuple[tuple[Mapping[str, Any], bytes], ...]
    damaged: bool


def written(about: Mapping[str, object], data: bytes = b"") -> bytes:
    """A record as it stands in the file."""
    line = json.dumps({**about, "bytes": len(data), "digest": sha256(data).hexdigest()}).encode()
    return sha256(line).hexdigest().encode() + b" " + line + b"\n" + data + b"\n"


def read(text: bytes) -> JournalLines:
    """All records of a file."""
    records: list[tuple[Mapping[str, Any], bytes]] = []
    position = 0
    while position < len(text):
        end = text.find(b"\n", position)
        about = _about(text[position:end]) if end >= 0 else None
        if about is None:
            return _ending(records, text[position:])
        data = text[end + 1 : end + 1 + about["bytes"]]
        position = end + 2 + about["bytes"]
        if position > len(text):
            return JournalLines(tuple(records), damaged=False)
        if sha256(data).hexdigest() != about["digest"]:
            return JournalLines(tuple(records), damaged=True)
        records.append((about, data))
    return JournalLines(tuple(records), damaged=False)


def _about(line: bytes) -> Mapping[str, Any] | None:
    """What a line says; None where it is not as it was written."""
    expected, _, said = line.partition(b" ")
    if len(expected) != _DIGEST or sha256(said).hexdigest().encode() != expected:
        return None
    about: Mapping[str, Any] = json.loads(said)
    return about


def _ending(records: list[tuple[Mapping[str, Any], bytes]], rest: bytes) -> JournalLines:
    """What follows can be a line that was not wholly written, or room that was never filled."""
    is_cut = b"\n" not in rest or not rest.strip(b"\0")
    return JournalLines(tuple(records), damaged=not is_cut)
