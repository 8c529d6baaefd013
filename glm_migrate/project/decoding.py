"""A file's bytes → its source, by what its name says it is; and a text → the bytes of its file."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.errors import UnreadableSource
from glm_migrate.project.file_kinds import NameKind, kind_of_name
from glm_migrate.text.source import Source, declared_encoding


def decode(path: Path, data: bytes) -> Source:
    """The source of a file.

    Raises:
        FileError: the bytes are not text, or not of the format that the name promises.
    """
    kind = kind_of_name(path)
    if kind is NameKind.NOTEBOOK:
        from glm_migrate.text.notebook.source import NotebookSource

        return NotebookSource.decode(path, data)
    if kind is NameKind.SETTINGS:
        from glm_migrate.text.settings_source import SettingsSource

        return SettingsSource.decode(path, data)
    return Source.decode(path, data)


def encoded(path: Path, text: str) -> bytes:
    """The bytes of a file that holds `text`: of Python in the encoding that it declares.

    Raises:
        UnreadableSource: the text has characters that this encoding lacks.
    """
    try:
        data = text.encode()
        if kind_of_name(path) in (NameKind.NOTEBOOK, NameKind.SETTINGS):
            return data
        return text.encode(declared_encoding(path, data))
    except (UnicodeError, LookupError) as error:
        raise UnreadableSource(path, f"{error}; correct the text or its declaration") from None
