"""A file's bytes → its source, by what its name says it is; and a text → the bytes of its file."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from glm_migrate.errors import UnreadableSource
from glm_migrate.project.file_kinds import kind_of_name
from glm_migrate.text.source import Source, declared_encoding


def decode(path: Path, data: bytes) -> Source:
    """The source of a file.

    Raises:
        FileError: the bytes are not text, or not of the format that the name promises.
    """
    module, name = kind_of_name(path).facts.decoder
    decoder: type[Source] = getattr(import_module(module), name)
    return decoder.decode(path, data)


def encoded(path: Path, text: str) -> bytes:
    """The bytes of a file that holds `text`: of Python in the encoding that it declares.

    Raises:
        UnreadableSource: the text has characters that this encoding lacks.
    """
    try:
        data = text.encode()
        if kind_of_name(path).facts.is_utf8:
            return data
        return text.encode(declared_encoding(path, data))
    except (UnicodeError, LookupError) as error:
        raise UnreadableSource(path, f"{error}; correct the text or its declaration") from None
