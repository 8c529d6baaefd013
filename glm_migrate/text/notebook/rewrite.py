"""Changes of a cell's text → changes of the JSON strings that it is written in.

Only the strings of changed lines are replaced, with the layout of the list that they stand in; what
stays of a line keeps its escapes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from glm_migrate.text.notebook.cells import Cell
from glm_migrate.text.notebook.json_strings import Escapes
from glm_migrate.text.source import Span

Changes = Sequence[tuple[Span, str]]
Pieces = list[tuple[Span, bytes]]

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def rewritten(body: bytes, cell: Cell, changes: Changes, escapes: Escapes) -> Pieces:
    """The pieces of `body` to replace, in order.

    Args:
        body: The file without its byte order mark.
        changes: In bytes of the cell's text and of the line break behind it, in order.
    """
    if cell.is_listed and (inner := _within_strings(cell, changes, escapes)) is not None:
        return inner
    segments = _without_last_break(cell.text.encode(), list(_segments(cell, changes)))
    if cell.is_listed:
        return list(_list_changes(body, cell, _NewLines(cell, escapes).of(segments)))
    only = cell.lines[0]
    raw = b"".join(
        escapes.escaped(one.new) if one.new else only.raw_slice(one.start, one.end)
        for one in segments
    )
    return [(Span(only.span.start + 1, only.span.end - 1), raw)]


def _within_strings(cell: Cell, changes: Changes, escapes: Escapes) -> Pieces | None:
    """The changes as they are, where each lies in one string and makes or removes no line."""
    pieces: Pieces = []
    text = cell.text.encode()
    ends = list(accumulate(len(line.utf8) for line in cell.lines))
    for span, new in changes:
        index = bisect_right(ends, span.start)
        if index == len(ends) or span.end > ends[index]:
            return None
        line, start = cell.lines[index], ends[index] - len(cell.lines[index].utf8)
        inner = Span(span.start - start, span.end - start)
        if "\n" in new or b"\n" in text[slice(*span)] or inner == (0, len(line.utf8)):
            return None
        begin = line.span.start + 1
        place = Span(begin + line.raw_offset(inner.start), begin + line.raw_offset(inner.end))
        pieces.append((place, escapes.escaped(new)))
    return pieces


@dataclass(frozen=True)
class _Segment:
    """A part of the new text: what is new, or else the old bytes from `start` to `end`."""

    new: str = ""
    start: int = 0
    end: int = 0


def _segments(cell: Cell, changes: Changes) -> Iterator[_Segment]:
    at, end = 0, len(cell.text.encode())
    for span, text in changes:
        yield from _kept(at, span.start, end)
        if text:
            yield _Segment(text)
        at = span.end
    yield from _kept(at, end + 1, end)


def _kept(start: int, stop: int, end: int) -> Iterator[_Segment]:
    """What stays; the line break behind the cell is none of its bytes."""
    if start < min(stop, end):
        yield _Segment(start=start, end=min(stop, end))
    if start <= end < stop:
        yield _Segment("\n")


def _without_last_break(text: bytes, segments: list[_Segment]) -> list[_Segment]:
    """The segments of the cell alone: the last line of a cell has no line break."""
    last = segments[-1] if segments else _Segment("")
    if not (last.new.encode() or text[: last.end]).endswith(b"\n"):
        return segments
    rest = _Segment(last.new[:-1], last.start, last.end if last.new else last.end - 1)
    return [*segments[:-1], rest] if rest.new or rest.start < rest.end else segments[:-1]


@dataclass(frozen=True)
class _Line:
    """A string of the new list: the old one at `index`, or else one with `raw` in it."""

    raw: bytes = b""
    index: int = -1


class _NewLines:
    """Puts the strings of the new list together, old ones wherever a whole one stays."""

    def __init__(self, cell: Cell, escapes: Escapes) -> None:
        self._cell = cell
        self._escapes = escapes
        self._lines: list[_Line] = []
        self._begun = b""

    def of(self, segments: Sequence[_Segment]) -> list[_Line]:
        for number, segment in enumerate(segments):
            if segment.new:
                for line in _LINE.findall(segment.new):
                    self._add(self._escapes.escaped(line), is_ended=line.endswith("\n"))
            else:
                self._keep(segment, is_last=number == len(segments) - 1)
        if self._begun:
            self._lines.append(_Line(self._begun))
        return self._lines

    def _keep(self, segment: _Segment, *, is_last: bool) -> None:
        ends = accumulate(len(line.utf8) for line in self._cell.lines)
        for index, (line, end) in enumerate(zip(self._cell.lines, ends, strict=True)):
            first = max(segment.start - end + len(line.utf8), 0)
            last = min(segment.end - end, 0) + len(line.utf8)
            if first >= last:
                continue
            is_ended = line.utf8[:last].endswith(b"\n")
            goes_on = segment.end == end and not is_last and not is_ended
            if (first, last) == (0, len(line.utf8)) and not (self._begun or goes_on):
                self._lines.append(_Line(index=index))
            else:
                self._add(line.raw_slice(first, last), is_ended=is_ended)

    def _add(self, raw: bytes, *, is_ended: bool) -> None:
        self._begun += raw
        if is_ended:
            self._lines.append(_Line(self._begun))
            self._begun = b""


def _list_changes(body: bytes, cell: Cell, lines: Sequence[_Line]) -> Iterator[tuple[Span, bytes]]:
    made: list[bytes] = []
    previous = -1
    for line in [*lines, _Line(index=len(cell.lines))]:
        if line.index < 0:
            made.append(line.raw)
            continue
        yield from _between(body, cell, range(previous + 1, line.index), made)
        made, previous = [], line.index


def _between(
    body: bytes, cell: Cell, gone: range, made: Sequence[bytes]
) -> Iterator[tuple[Span, bytes]]:
    """`made` in the place of the strings `gone`, which may be none."""
    for index, raw in zip(gone, made, strict=False):
        span = cell.lines[index].span
        yield Span(span.start + 1, span.end - 1), raw
    if len(made) > len(gone):
        yield _inserted(body, cell, gone.stop, made[len(gone) :])
    elif len(gone) > len(made):
        yield _removed(cell, gone[len(made) :]), b""


def _inserted(body: bytes, cell: Cell, before: int, made: Sequence[bytes]) -> tuple[Span, bytes]:
    """New strings in front of the one at `before`."""
    if not cell.lines:
        return cell.inside, b", ".join(b'"%b"' % raw for raw in made)
    comma = _comma(body, cell)
    if before == 0:
        place = cell.lines[0].span.start
        return Span(place, place), b"".join(b'"%b"%b' % (raw, comma) for raw in made)
    place = cell.lines[before - 1].span.end
    return Span(place, place), b"".join(b'%b"%b"' % (comma, raw) for raw in made)


def _removed(cell: Cell, gone: range) -> Span:
    """What goes with the strings `gone`, so that the list stays one."""
    first, last = cell.lines[gone.start].span, cell.lines[gone.stop - 1].span
    if gone.stop < len(cell.lines):
        return Span(first.start, cell.lines[gone.stop].span.start)
    if gone.start:
        return Span(cell.lines[gone.start - 1].span.end, last.end)
    return Span(first.start, last.end)


def _comma(body: bytes, cell: Cell) -> bytes:
    """What stands between two strings of the list."""
    if len(cell.lines) > 1:
        return body[cell.lines[0].span.end : cell.lines[1].span.start]
    return b"," + body[cell.inside.start : cell.lines[0].span.start]
