"""What of a file's bytes is searched, and what of them is code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from glm_migrate.text.file_suffixes import WRAPPED

if TYPE_CHECKING:
    from glm_migrate.text.source import Source


def searchable(path: str, data: bytes) -> bytes:
    """The bytes in which code stands as it would in a file of its own, as far as a search sees."""
    if not (named := _wrapped(path)):
        return data
    from importlib import import_module

    module, function = named
    found: bytes = getattr(import_module(module), function)(data)
    return found


def plain_code(path: str, data: bytes) -> bytes:
    """The code of a file without what only its own runner reads, as IPython does."""
    return _part(path, data, lambda source: source.code.encode()) if _wrapped(path) else data


def code_of(path: str, data: bytes) -> bytes:
    """The code of a file; of one that can't be read, nothing where it is wrapped in other text."""
    return _part(path, data, lambda source: source.utf8) if _wrapped(path) else data


def _wrapped(path: str) -> tuple[str, str] | None:
    return WRAPPED.get(path[path.rfind(".") :].lower())


def _part(path: str, data: bytes, part: Callable[[Source], bytes]) -> bytes:
    """A part of a file's source; nothing of one that can't be read."""
    from pathlib import Path

    from glm_migrate.errors import FileError
    from glm_migrate.project.decoding import decode

    try:
        return part(decode(Path(path), data))
    except FileError:
        return b""
