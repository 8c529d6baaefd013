"""Add to and remove from the entries of a call or a dict, as the file's author would have.

All knowledge about commas, comments, indentation and line breaks is here, so rules hold none. What
lies between two entries can only be blanks, line breaks, comments and one comma; a comment is never
removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from glm_migrate.text.edits import Edit, joined
from glm_migrate.text.source import Source, Span

_GAP = re.compile(rb"#[^\r\n]*|,")
_NEWLINE = re.compile(rb"\r\n|\r|\n")
_SPACED_EQUAL = re.compile(rb"\w+[ \t]+=[ \t]+")
_BLANK = b" \t\f"


class Style(Enum):
    CALL = "call"  # name=value
    DICT = "dict"  # "name": value


@dataclass(frozen=True)
class Layout:
    """The entries between a pair of brackets.

    Attributes:
        source: The file they stand in.
        style: How an entry is written.
        inside: From behind the opening bracket to before the closing one.
        entries: From first to last character of each entry, without its comma.
    """

    source: Source
    style: Style
    inside: Span
    entries: tuple[Span, ...]

    def entry(self, name: str, value: str) -> str:
        """An entry written as its neighbours are: quotes of keys, blanks around `=`."""
        texts = [self._text[span.start : span.end] for span in self.entries]
        if self.style is Style.DICT:
            quote = next((chr(t[0]) for t in texts if t[:1] in (b"'", b'"')), '"')
            return f"{quote}{name}{quote}: {value}"
        named = [text for text in texts if re.match(rb"\w+[ \t]*=[^=]", text)]
        spaced = bool(named) and all(_SPACED_EQUAL.match(text) for text in named)
        return f"{name} = {value}" if spaced else f"{name}={value}"

    def add(self, entry: str, after: Span | None = None) -> tuple[Edit, ...]:
        """Write `entry` behind the entry `after` (default: the last one)."""
        if not self.entries:
            return (Edit(Span(self.inside.start, self.inside.start), entry),)
        index = self.entries.index(after) if after else len(self.entries) - 1
        anchor = self.entries[index]
        comma = self._comma(index)
        last = index == len(self.entries) - 1
        if not self._starts_line(anchor) or not (
            last or self._starts_line(self.entries[index + 1])
        ):
            if comma is None:
                return (_insert(anchor.end, f", {entry}"),)
            return (_insert(comma + 1, f" {entry},"),)
        line = f"{self._newline(anchor.end)}{self._indent(anchor)}{entry}"
        if comma is not None:
            return (_insert(self._behind_comment(comma + 1), f"{line},"),)
        place = self._behind_comment(anchor.end)
        if place == anchor.end:
            return (_insert(place, f",{line}"),)
        return (_insert(anchor.end, ","), _insert(place, line))

    def holds_comment(self, entry: Span, value: Span | None = None) -> bool:
        """Whether a comment stands in `entry`, or in front of its `value` alone.

        A `#` in a string counts too: it is not told apart here.
        """
        return b"#" in self._text[entry.start : value.start if value else entry.end]

    def remove(self, entries: Iterable[Span]) -> tuple[Edit, ...]:
        """Take `entries` out, with their commas and the lines that they leave empty."""
        gone = sorted({self.entries.index(entry) for entry in entries})
        edits: list[Edit] = []
        for first, last in self._runs(gone):
            edits += self._remove_run(first, last, gone)
        return joined(edits) or ()

    def _runs(self, gone: Sequence[int]) -> list[tuple[int, int]]:
        """Neighbours without a comment between them, which can go as one piece."""
        runs: list[tuple[int, int]] = []
        for index in gone:
            if runs and runs[-1][1] == index - 1 and not self._comments_behind(index - 1):
                runs[-1] = (runs[-1][0], index)
            else:
                runs.append((index, index))
        return runs

    def _remove_run(self, first: int, last: int, gone: Sequence[int]) -> list[Edit]:
        text, start = self._text, self.entries[first].start
        comma = self._comma(last)
        if comma is not None and b"#" in text[self.entries[last].end : comma]:
            gone_with = Span(comma, self._skip_blanks(comma + 1))
            return [Edit(Span(start, self.entries[last].end), ""), Edit(gone_with, "")]
        end = self.entries[last].end if comma is None else comma + 1
        rest = self._skip_blanks(end)
        follower = self.entries[last + 1].start if last + 1 < len(self.entries) else None
        orphan = self._orphaned_comma(first, comma, gone)
        if self._starts_line(self.entries[first]):
            if newline := _NEWLINE.match(text, rest):
                return [*orphan, Edit(Span(self._line_start(start), newline.end()), "")]
            if text[rest : rest + 1] == b"#":
                return [*orphan, Edit(Span(start, rest), "")]
        if follower == rest:
            return [Edit(Span(start, follower), "")]
        if first == 0 and follower is not None and not self._comments_behind(last):
            return [Edit(Span(start, follower), "")]
        if first == 0 or first - 1 in gone:
            return [Edit(Span(start, end), "")]
        return self._remove_from_predecessor(first, comma, Span(start, end))

    def _remove_from_predecessor(self, first: int, comma: int | None, run: Span) -> list[Edit]:
        """The run ends its line: take it from behind the entry before it."""
        before = self._comma(first - 1)
        assert before is not None, "an entry with a successor has a comma"
        if self._comments_behind(first - 1):
            keep = [] if comma is not None else [Edit(Span(before, before + 1), "")]
            return [*keep, Edit(Span(self._blanks_before(run.start), run.end), "")]
        begin = before if comma is None else before + 1
        end = _NEWLINE.match(self._text, self._skip_blanks(run.end))
        if end and begin == before and self._begins_line(before):
            return [Edit(Span(self._line_start(before), end.end()), "")]  # `, name=value`
        return [Edit(Span(begin, run.end), "")]

    def _orphaned_comma(self, first: int, comma: int | None, gone: Sequence[int]) -> list[Edit]:
        """The comma that would become trailing where the author wrote no trailing comma."""
        if comma is not None or first == 0 or first - 1 in gone:
            return []
        before = self._comma(first - 1)
        return [] if before is None else [Edit(Span(before, before + 1), "")]

    @property
    def _text(self) -> bytes:
        return self.source.utf8

    def _gap(self, index: int) -> Span:
        """Between entry `index` and the next one or the closing bracket."""
        after = self.entries[index + 1].start if index + 1 < len(self.entries) else self.inside.end
        return Span(self.entries[index].end, after)

    def _comma(self, index: int) -> int | None:
        gap = self._gap(index)
        for match in _GAP.finditer(self._text, gap.start, gap.end):
            if match.group() == b",":
                return match.start()
        return None

    def _comments_behind(self, index: int) -> bool:
        gap = self._gap(index)
        return b"#" in self._text[gap.start : gap.end]

    def _line_start(self, offset: int) -> int:
        text = self._text
        return max(text.rfind(b"\n", 0, offset), text.rfind(b"\r", 0, offset)) + 1

    def _starts_line(self, entry: Span) -> bool:
        return self._begins_line(entry.start)

    def _begins_line(self, offset: int) -> bool:
        begin = self._line_start(offset)
        return begin >= self.inside.start and not self._text[begin:offset].strip(_BLANK)

    def _indent(self, entry: Span) -> str:
        return self._text[self._line_start(entry.start) : entry.start].decode()

    def _newline(self, offset: int) -> str:
        match = _NEWLINE.search(self._text, offset) or _NEWLINE.search(self._text)
        return match.group().decode() if match else "\n"

    def _skip_blanks(self, offset: int) -> int:
        while self._text[offset : offset + 1] in (b" ", b"\t", b"\f"):
            offset += 1
        return offset

    def _blanks_before(self, offset: int) -> int:
        """Where the blanks before `offset` begin, or `offset` where they are indentation."""
        begin = offset
        while self._text[begin - 1 : begin] in (b" ", b"\t", b"\f"):
            begin -= 1
        return offset if begin == self._line_start(offset) else begin

    def _behind_comment(self, offset: int) -> int:
        """Behind the comment or the blanks that end the line of `offset`, else `offset`."""
        place = self._skip_blanks(offset)
        match = _GAP.match(self._text, place)
        if match and match.group() != b",":
            return match.end()
        return place if _NEWLINE.match(self._text, place) else offset


def _insert(offset: int, text: str) -> Edit:
    return Edit(Span(offset, offset), text)
