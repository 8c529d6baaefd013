"""What of a file's bytes is searched, and what of them is code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from glm_migrate.text.file_suffixes import NOTEBOOK

if TYPE_CHECKING:
    from glm_migrate.text.source import Source

_LETTER = re.compile(rb"\\u00([2-7][0-9a-fA-F])")
# An image among the outputs of a notebook; a search through megabytes of them takes seconds.
_IMAGE = re.compile(rb"\"[A-Za-z0-9+/=\\]{4000,}")
_LARGE = 1 << 18  # bytes


def searchable(path: str, data: bytes) -> bytes:
    """The bytes in which code stands as it would in a file of its own, as far as a search sees."""
    if not path.lower().endswith(NOTEBOOK):
        return data
    if len(data) > _LARGE:
        data = _IMAGE.sub(b'"', data)
    if _LETTER.search(data):
        data = _LETTER.sub(lambda match: bytes.fromhex(match[1].decode()), data)
    return data.replace(rb"\"", b'"')


def plain_code(path: str, data: bytes) -> bytes:
    """The code of a file without what only IPython reads."""
    if not path.lower().endswith(NOTEBOOK):
        return data
    return _notebook(path, data, lambda source: source.code.encode())


def code_of(path: str, data: bytes) -> bytes:
    """The code of a file; of a notebook that can't be read, nothing."""
    if not path.lower().endswith(NOTEBOOK):
        return data
    return _notebook(path, data, lambda source: source.utf8)


def _notebook(path: str, data: bytes, part: Callable[[Source], bytes]) -> bytes:
    """A part of a notebook; nothing of one that can't be read."""
    from pathlib import Path

    from glm_migrate.errors import FileError
    from glm_migrate.project.decoding import decode

    try:
        return part(decode(Path(path), data))
    except FileError:
        return b""
