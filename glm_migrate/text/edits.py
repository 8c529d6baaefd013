"""Edits as data: what to replace where, which belong together, and which may go in one round.

Nothing here knows Python: an edit names bytes, and bytes outside all edits can't move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from pathlib import Path

from glm_migrate.text.source import Span


class Applicability(IntEnum):
    """Who decides about a fix; ruff's three words.

    DISPLAY is shown and never applied, UNSAFE needs `--unsafe-fixes`, SAFE is applied by `fix`.
    """

    DISPLAY = 0
    UNSAFE = 1
    SAFE = 2

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, order=True)
class Edit:
    """Replace the bytes of `span` by `text`; an empty span inserts, an empty text deletes."""

    span: Span
    text: str


@dataclass(frozen=True)
class Fix:
    """Edits that make sense only together: all are applied or none.

    Attributes:
        title: What the fix does, in the imperative.
        edits: Never touching each other, all in the file of the finding.
        applicability: Who decides about it.
        keeps: Spans that the fix relies on: it waits a round when another fix edits one.
        precedes_others: It rests on what other fixes replace, as the old id, and goes in a round
            before them.
        after: Edits of other fixes, each with its file, that must be made in a round before.
        settles: Questions of other rules that it settles: the code and the place of each.
    """

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability = Applicability.SAFE
    keeps: tuple[Span, ...] = ()
    precedes_others: bool = False
    after: tuple[tuple[Path, Edit], ...] = ()
    settles: tuple[tuple[str, Span], ...] = ()

    def __post_init__(self) -> None:
        if any(a.span.touches(b.span) for a, b in pairwise(sorted(self.edits))):
            raise ValueError(f"edits of {self.title!r} touch: their order would be ambiguous")


def select(fixes: Iterable[Fix], at_least: Applicability) -> list[Fix]:
    """Those of `fixes` to apply now; the others wait for the next round.

    First come, first served: a fix waits when one of its edits touches an edit already taken,
    unless it is the very same edit, which two fixes may share; and when an edit already taken
    changes what it keeps. A fix below `at_least` is never among them.
    """
    taken: dict[Edit, None] = {}
    edited, kept = _Spans(), _Spans()
    now: list[Fix] = []
    for fix in fixes:
        if fix.applicability < max(at_least, Applicability.UNSAFE):
            continue
        new = [edit for edit in fix.edits if edit not in taken]
        collides = any(edit.span in edited for edit in new)
        disturbed = any(keep in edited for keep in fix.keeps)
        disturbs = any(edit.span in kept for edit in new)
        if not (collides or disturbed or disturbs):
            taken.update(dict.fromkeys(fix.edits))
            edited.add(edit.span for edit in new)
            kept.add(fix.keeps)
            now.append(fix)
    return now


class _Spans:
    """Spans by the blocks of the text that they lie in, so that few are compared."""

    _BLOCK = 512

    def __init__(self) -> None:
        self._blocks: dict[int, list[Span]] = defaultdict(list)

    def add(self, spans: Iterable[Span]) -> None:
        for span in spans:
            for block in self._of(span):
                self._blocks[block].append(span)

    def __contains__(self, span: Span) -> bool:
        """Whether one of the spans touches `span`."""
        return any(one.touches(span) for b in self._of(span) for one in self._blocks.get(b, ()))

    def _of(self, span: Span) -> range:
        """The blocks of `span` and of its neighbours to the left and right."""
        return range((span.start - 1) // self._BLOCK, (span.end + 1) // self._BLOCK + 1)


def apply(utf8: bytes, fixes: Iterable[Fix]) -> bytes:
    """`utf8` with the edits of all `fixes`, which must not touch each other."""
    edits = sorted({edit for fix in fixes for edit in fix.edits})
    parts, end = [], 0
    for edit in edits:
        if edit.span.start < end:
            raise ValueError(f"edits overlap at byte {edit.span.start}")
        parts += [utf8[end : edit.span.start], edit.text.encode()]
        end = edit.span.end
    return b"".join([*parts, utf8[end:]])


def joined(edits: Iterable[Edit]) -> tuple[Edit, ...] | None:
    """`edits` with neighbours made one; None when some overlap and can't be."""
    result: list[Edit] = []
    for edit in sorted(edits):
        if result and result[-1].span.touches(edit.span):
            last = result.pop()
            if edit.span.start < last.span.end:
                return None
            edit = Edit(Span(last.span.start, edit.span.end), last.text + edit.text)
        result.append(edit)
    return tuple(result)


def original(offset: int, rounds: Sequence[Sequence[Edit]]) -> int:
    """Where a byte of the rewritten text was before; of new text where it was put in."""
    for changes in reversed(rounds):
        offset = _before(offset, changes)
    return offset


def _before(offset: int, changes: Sequence[Edit]) -> int:
    shift = 0
    for edit in sorted(changes):
        size = len(edit.text.encode())
        start = edit.span.start + shift
        if offset < start:
            break
        if offset < start + size:
            return edit.span.start
        shift += size - (edit.span.end - edit.span.start)
    return offset - shift
