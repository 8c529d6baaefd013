"""The lines around a finding with carets below it, and its fix as a small diff.

The layout is ruff's, so that editors and people who know it feel at home. Source lines are shown
with secrets masked and control characters made visible; they are for reading, not for `patch`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from glm_migrate.report.formats.viewport import WHOLE, Viewport
from glm_migrate.report.secrets import masked_in
from glm_migrate.report.text_style import paint, printable, width
from glm_migrate.text import edits
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Source, Span, shown_row

CONTEXT = 2
_DIFF_CONTEXT = 1
_MOST_ROWS = 8
_WIDEST = 200
_BORDER = 3  # columns of the vertical line with a blank on either side
_LEFT = 60
CodeRow = tuple[int, str, str]  # its number; `+`, `-` or a blank; its text
_NEWLINE = re.compile(rb"\r\n|\r|\n")


def frame(source: Source, span: Span, color: bool, columns: int = 0) -> list[str]:
    """The lines of `span` between rulers, with carets; none wider than `columns`, if there are."""
    start, end = source.position(span.start), source.position(max(span.start, span.end - 1))
    before, after = _above(source, start.line), _below(source, end.line)
    size = len(str(_label(source, after[-1] if after else end.line)))
    room = columns - size - _BORDER
    if start.line == end.line:
        text, lead, carets = _marked(source, span)
        gutter, inset = _Gutter(size, color, Viewport.around(lead, carets, room)), ""
        own = [gutter.row(shown_row(start.line), text), gutter.marks(" " * lead + "^" * carets)]
    else:
        gutter, inset = _Gutter(size, color, Viewport.around(0, 0, room)), "  "
        own = _many_lines(source, span, gutter)
    lines = [gutter.blank()]
    lines += [_labelled(source, row, inset, gutter) for row in before]
    lines += own
    lines += [_labelled(source, row, inset, gutter) for row in after]
    return [*lines, gutter.blank()]


def diff(source: Source, fix: Fix, color: bool, columns: int = 0) -> list[str]:
    """What `fix` changes, with a line of context, numbered as after the fix."""
    hunks = list(_hunks(source, fix))
    size = max((len(str(row)) for hunk in hunks for row, _, _ in hunk), default=1)
    gutter = _Gutter(size, color)
    lines = [gutter.blank()]
    for number, hunk in enumerate(hunks):
        if number:
            lines.append(gutter.gap())
        shown = [(row, sign, _shown(source, text)) for row, sign, text in hunk]
        own = _Gutter(size, color, _of_change(shown, columns - size - _BORDER))
        lines += [own.change(*line) for line in shown]
    return [*lines, gutter.blank()]


def _of_change(hunk: Sequence[tuple[int, str, str]], room: int) -> Viewport:
    """A view that shows where the first line that goes and the first that comes differ."""
    old, new = (next((text for _, sign, text in hunk if sign == one), "") for one in "-+")
    same = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    lead = width("".join(char for char, _ in same)) if old and new else 0
    return Viewport.around(lead, min(max(width(old), width(new)) - lead, room // 3), room)


def changed_hunks(source: Source, fix: Fix) -> list[list[CodeRow]]:
    """Per place that `fix` changes its rows and a line of context, to be drawn in another way."""
    return [
        [(row, sign, _shown(source, text)) for row, sign, text in hunk]
        for hunk in _hunks(source, fix)
    ]


def code_rows(source: Source, first: int, last: int) -> list[CodeRow]:
    """The rows `first` to `last` of a file as they may be shown."""
    rows = range(first, last + 1)
    return [(_label(source, row), " ", _shown(source, source.line(row))) for row in rows]


def proposal(source: Source, fix: Fix, color: bool, columns: int = 0) -> list[str]:
    """The code that `fix` would write, as nothing that a run applies."""
    gutter = _Gutter(1, color, Viewport.around(0, 0, columns - 1 - _BORDER))
    hunks = [[text for _, sign, text in hunk if sign == "+"] for hunk in _hunks(source, fix)]
    lines = [gutter.blank()]
    for number, hunk in enumerate(filter(None, hunks)):
        if number:
            lines.append(gutter.gap())
        lines += [gutter.code(_shown(source, text)) for text in hunk]
    return [*lines, gutter.blank()] if any(hunks) else []


@dataclass(frozen=True)
class _Gutter:
    """The column of line numbers and the ruler right of it."""

    size: int
    color: bool
    view: Viewport = WHOLE

    def _spans(self, left: str, rule: str = "|") -> str:
        return paint(f"{left:>{self.size}} {rule}", "frame", self.color)

    def blank(self) -> str:
        return self._spans("")

    def gap(self) -> str:
        return paint("." * max(3, self.size), "frame", self.color)

    def row(self, row: int, text: str) -> str:
        return f"{self._spans(str(row))} {self.view.of(text)}".rstrip()

    def code(self, text: str) -> str:
        return f"{self.blank()} {self.view.of(text)}".rstrip()

    def marks(self, text: str) -> str:
        return f"{self.blank()} {paint(self.view.marks(text), 'error', self.color)}"

    def change(self, row: int, sign: str, text: str) -> str:
        if sign == " ":
            return self.row(row, text)
        style = "added" if sign == "+" else "removed"
        number = str(row) if sign == "+" else ""
        shown = f"{number:>{self.size}} {sign} {self.view.of(text)}".rstrip()
        return paint(shown, style, self.color)


def _label(source: Source, row: int) -> int:
    """The number that stands beside a row."""
    return shown_row(source.position(source.offset(row)).line)


def _labelled(source: Source, row: int, inset: str, gutter: _Gutter) -> str:
    """A row with its number, behind `inset`."""
    return gutter.row(_label(source, row), inset + _shown(source, source.line(row)))


def _above(source: Source, row: int) -> list[int]:
    """The rows of context before `row`, without blank ones at the start."""
    rows = range(max(source.rows_beside(row).start, row - CONTEXT), row)
    filled = [one for one in rows if source.line(one).strip()]
    return list(range(filled[0], row)) if filled else []


def _below(source: Source, row: int) -> list[int]:
    """The rows of context after `row`, without blank ones at the end."""
    rows = range(row + 1, min(source.rows_beside(row).stop, row + CONTEXT + 1))
    filled = [one for one in rows if source.line(one).strip()]
    return list(range(row + 1, filled[-1] + 1)) if filled else []


def _shown(source: Source, text: str) -> str:
    return _cut(printable(masked_in(source, text)[: _WIDEST + 1]))


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _marked(source: Source, span: Span) -> tuple[str, int, int]:
    """The line of a span, and from which column on how many carets point at it."""
    start, end = source.position(span.start), source.position(span.end)
    line = masked_in(source, source.line(start.line))
    first, last = start.column - 1, end.column - 1
    if end.line > start.line:  # the span ends with the newline
        last = len(line)
    before = printable(
        line[:first] if len(line) <= _WIDEST else line[max(0, first - _LEFT) : first]
    )
    if first > _LEFT and len(line) > _WIDEST:
        before = "…" + before[1 - _LEFT :]
    inside = printable(line[first : min(last, first + _WIDEST + 1)])
    text = before + inside + printable(line[last : last + _WIDEST])
    return _cut(text), width(before), max(1, width(inside[: _WIDEST - len(before)]))


def _many_lines(source: Source, span: Span, gutter: _Gutter) -> list[str]:
    start, last = source.position(span.start), source.position(span.end - 1)
    first = source.line(start.line)
    lead = first[: start.column - 1]
    from_start = not lead.strip()
    lines = [_labelled(source, start.line, "/ " if from_start else "  ", gutter)]
    if not from_start:
        lines.append(gutter.marks(" " + "_" * (width(_shown(source, lead)) + 1) + "^"))
    rows: Sequence[int] = range(start.line + 1, last.line + 1)
    cut = len(rows) >= _MOST_ROWS
    shown = rows[: _MOST_ROWS // 2] if cut else rows
    lines += [_labelled(source, row, "| ", gutter) for row in shown]
    if cut:
        lines.append(gutter.gap())
        lines += [_labelled(source, row, "| ", gutter) for row in rows[-2:]]
    tail = _shown(source, source.line(last.line)[: last.column - 1])
    return [*lines, gutter.marks("|" + "_" * (width(tail) + 1) + "^")]


def _hunks(source: Source, fix: Fix) -> Iterator[list[tuple[int, str, str]]]:
    """Per place that `fix` changes: row after the fix, `+`, `-` or blank, and text of each line."""
    above = shift = 0
    for first, last, own in _windows(source, fix):
        if above != source.rows_beside(first).start - 1:  # numbers begin anew
            above, shift = source.rows_beside(first).start - 1, 0
        row, hunk = first + shift - above, []
        for sign, text in _changes(source, first, last, own):
            hunk.append((row, sign, text))
            row += sign != "-"
        shift = row + above - last - 1
        changed = [number for number, (_, sign, _) in enumerate(hunk) if sign != " "]
        if changed:
            start = max(0, changed[0] - _DIFF_CONTEXT)
            yield hunk[start : changed[-1] + _DIFF_CONTEXT + 1]


def _windows(source: Source, fix: Fix) -> list[tuple[int, int, list[Edit]]]:
    """Whole rows that hold the edits and their context: first row, last row, edits."""
    rows = source.line_count if source.line(source.line_count) else source.line_count - 1
    windows: list[tuple[int, int, list[Edit]]] = []
    for edit in sorted(fix.edits):
        row = source.position(edit.span.start).line
        beside = source.rows_beside(row)
        first = max(beside.start, row - _DIFF_CONTEXT)
        last = min(rows, beside.stop - 1, source.position(edit.span.end).line + _DIFF_CONTEXT)
        if windows and first <= windows[-1][1] + 1:
            before, _, own = windows.pop()
            windows.append((before, last, [*own, edit]))
        else:
            windows.append((first, last, [edit]))
    return windows


def _changes(source: Source, first: int, last: int, own: list[Edit]) -> Iterator[tuple[str, str]]:
    from difflib import SequenceMatcher

    base, end = source.offset(first), source.offset(last + 1)
    old = source.utf8[base:end]
    moved = (Edit(Span(a.span.start - base, a.span.end - base), a.text) for a in own)
    new = edits.apply(old, [Fix(fix.text, (fix,)) for fix in moved])
    before, after = _lines(old), _lines(new)
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((" ", text) for text in before[a:b])
        else:
            yield from (("-", text) for text in before[a:b])
            yield from (("+", text) for text in after[c:d])


def _lines(utf8: bytes) -> list[str]:
    lines = [line.decode(errors="replace") for line in _NEWLINE.split(utf8)]
    return lines if lines[-1] else lines[:-1]
