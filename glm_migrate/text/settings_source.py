"""A settings file as text: UTF-8, with comments behind `#`, and values that nobody else may see."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from glm_migrate.errors import UnreadableSource
from glm_migrate.text.file_suffixes import SETTINGS, WITHOUT_COMMENTS
from glm_migrate.text.source import Source

# `key: |`, `- >-`: https://yaml.org/spec/1.2.2/#81-block-scalar-styles, read 2026-11-29.
_BLOCK = re.compile(r"[|>][-+\d]{0,2}")
_DASH = re.compile(r"- +")
_PROPERTIES = ("&", "!")
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
        found = [(row, match.start()) for row, line in rows if (match := _DIRECTIVE.search(line))]
        if not found:
            return ()
        held = _rows_of_texts(self)
        return tuple(place for place in found if place[0] not in held)


def _rows_of_texts(source: Source) -> frozenset[int]:
    """The lines of longer texts of a file that hold nothing else."""
    form = SETTINGS.get(source.path.suffix.lower(), "")
    if form == "toml":
        return frozenset(_rows_of_toml(source))
    return frozenset(_rows_of_yaml(source.text)) if form == "yaml" else frozenset()


def _rows_of_toml(source: Source) -> Iterator[int]:
    from glm_migrate.text.toml import NotToml
    from glm_migrate.text.toml_values import toml_strings

    try:
        spans = [one.span for one in toml_strings(source.utf8)]
    except NotToml:
        return
    for start, end in spans:
        yield from range(source.position(start).line + 1, source.position(end).line)


def _rows_of_yaml(text: str) -> Iterator[int]:
    """The lines of block scalars: all that is indented more than the key or dash before them."""
    column = -1
    for row, line in enumerate(text.splitlines(), 1):
        indent = len(line) - len(line.lstrip(" "))
        if column >= 0 and (not line.strip() or indent > column):
            yield row
            continue
        column = _block_column(line)


def _block_column(line: str) -> int:
    """The column of the key or dash before the block scalar that a line begins; -1 for none."""
    words = line.partition(" #")[0].split()
    if len(words) < 2 or not _BLOCK.fullmatch(words.pop()):
        return -1
    while len(words) > 1 and words[-1].startswith(_PROPERTIES):
        words.pop()
    at = dash = len(line) - len(line.lstrip(" "))
    while found := _DASH.match(line, at):
        dash, at = at, found.end()
    if words[-1].endswith(":"):
        return at
    return dash if words[-1] == "-" else -1
