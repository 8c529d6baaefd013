"""The bytes of a notebook that a search sees: its JSON strings nearly as the code they hold."""

from __future__ import annotations

import re

_LETTER = re.compile(rb"\\u00([2-7][0-9a-fA-F])")
# An image among the outputs; a search through megabytes of them takes seconds.
_IMAGE = re.compile(rb"\"[A-Za-z0-9+/=\\]{4000,}")
_LARGE = 1 << 18  # bytes


def searchable(data: bytes) -> bytes:
    """The bytes without images, with quotes and ASCII letters as code has them."""
    if len(data) > _LARGE:
        data = _IMAGE.sub(b'"', data)
    if _LETTER.search(data):
        data = _LETTER.sub(lambda match: bytes.fromhex(match[1].decode()), data)
    return data.replace(rb"\"", b'"')
