"""A file's bytes → its source, by what its name says it is."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.project.file_kinds import is_notebook, is_settings_file
from glm_migrate.text.source import Source


def decode(path: Path, data: bytes) -> Source:
    """The source of a file.

    Raises:
        FileError: the bytes are not text, or not of the format that the name promises.
    """
    if is_notebook(path):
        from glm_migrate.text.notebook.source import NotebookSource

        return NotebookSource.decode(path, data)
    if is_settings_file(path):
        from glm_migrate.text.settings_source import SettingsSource

        return SettingsSource.decode(path, data)
    return Source.decode(path, data)
