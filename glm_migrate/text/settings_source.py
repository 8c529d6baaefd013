"""A settings file as text: UTF-8, with comments behind `#`, and values that nobody else may see."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from glm_migrate.errors import UnreadableSource
from glm_migrate.text.file_suffixes import WITHOUT_COMMENTS
from glm_migrate.text.source import Source

_DIRECTIVE = re.compile(r"(?:^|(?<=\s))#\s*glm-migrate\b")


class SettingsSource(Source):
    """A settings file."""

    @classmethod
    def decode(cls, path: Path, data: bytes) -> SettingsSource:
        """Read `data` as UTF-8, with or without a byte order mark.

        Raises:
            UnreadableSource: it is in another encoding.
        """
        bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        try:
            text = data[len(bom) :].decode()
        except UnicodeDecodeError as error:
            reason = f"not UTF-8: {error.reason} at byte {error.start}"
            raise UnreadableSource(path, f"{reason}; convert the file or exclude it") from None
        return cls(path, data, text, "utf-8", bom)

    def replace(self, utf8: bytes, changes: Sequence[object] = ()) -> SettingsSource:
        """The same file with other text."""
        return SettingsSource.decode(self.path, self.bom + utf8)

    @property
    def hides_values(self) -> bool:
        """Secrets lie beside what is found."""
        return True

    def sections(self) -> Iterator[tuple[int, str]]:
        """None: nothing in it is Python."""
        return iter(())

    def comment_places(self) -> Sequence[tuple[int, int]]:
        """Row and column (from 0) of each comment that is about this tool."""
        if self.path.suffix.lower() in WITHOUT_COMMENTS:
            return ()
        rows = enumerate(self.text.splitlines(), 1) if "glm-migrate" in self.text else ()
        return tuple(
            (row, match.start()) for row, line in rows if (match := _DIRECTIVE.search(line))
        )
