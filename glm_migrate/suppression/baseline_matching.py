"""Which findings of a file its baseline accepts.

Findings and entries are paired by rule and by the text of the lines. Where more findings say the
same than entries do, those in the scope of an entry come first, then those further up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

from glm_migrate.model.findings import Finding, SuppressedBy, Suppression
from glm_migrate.rules.codes import CANNOT_READ, NOT_REPRODUCIBLE, REWRITE_REJECTED, SYNTAX_ERROR
from glm_migrate.suppression.baseline import BaselineEntry
from glm_migrate.text.source import Source, Span

# Of a file about which nothing else is known: what is accepted today would hide all that comes.
NEVER_ACCEPTED = frozenset({CANNOT_READ, SYNTAX_ERROR, NOT_REPRODUCIBLE, REWRITE_REJECTED})
_HEADER = re.compile(
    r"(?:async\s+)?(?:(?:def|class)\s+(?P<name>\w+)"
    r"|(?:if|elif|else|for|while|with|try|except|finally|match|case)\b)"
)


def mark(source: Source, span: Span) -> str:
    """A hash of the lines of `span` without their indentation, and of where in them it begins."""
    start, end = source.position(span.start), source.position(max(span.start, span.end - 1))
    first = source.line(start.line)
    column = start.column - 1 - (len(first) - len(first.lstrip()))
    rows = (source.line(row).strip() for row in range(start.line, end.line + 1))
    text = "\n".join((*rows, str(column)))
    return sha256(text.encode(errors="surrogateescape")).hexdigest()[:12]


def scope(source: Source, span: Span) -> str:
    """The classes and functions around a place, as indentation tells: `Bot.ask`."""
    row = source.position(span.start).line
    names: list[str] = []
    indent = _indent(source.line(row))
    while indent and row > source.rows_beside(row).start:
        row -= 1
        line = source.line(row)
        header = _HEADER.match(line.strip())
        if header and _indent(line) < indent:
            names.insert(0, header["name"] or "")
            indent = _indent(line)
    return ".".join(filter(None, names))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def entry_of(source: Source, finding: Finding, path: str, message: str) -> BaselineEntry:
    """The entry that accepts `finding`, which lies in `source`."""
    place = finding.span
    return BaselineEntry(path, finding.code, mark(source, place), scope(source, place), message)


class Claims:
    """The entries for one file, each of which accepts one finding."""

    def __init__(self, source: Source, entries: Sequence[BaselineEntry], today: date) -> None:
        self._source = source
        self._entries = entries
        self._free = [n for n, one in enumerate(entries) if not one.is_expired(today)]
        self._claimed: dict[tuple[str, Span], int] = {}

    def claim(self, finding: Finding, *, scoped: bool = False) -> int:
        """Which entry accepts a finding, -1 for none; with `scoped` only one of its scope."""
        key = (finding.code, finding.span)
        if key not in self._claimed:
            found = self._matching(finding, scoped)
            if found < 0:
                return found
            self._free.remove(found)
            self._claimed[key] = found
        return self._claimed[key]

    def _matching(self, finding: Finding, scoped: bool) -> int:
        if finding.code in NEVER_ACCEPTED:
            return -1
        alike = [n for n in self._free if self._entries[n].code == finding.code]
        if alike:
            text = mark(self._source, finding.span)
            alike = [n for n in alike if self._entries[n].mark == text]
        if not alike:
            return -1
        around = scope(self._source, finding.span)
        inside = [n for n in alike if self._entries[n].scope == around]
        return next(iter(inside if scoped else (*inside, *alike)), -1)


def split(
    source: Source, findings: Sequence[Finding], entries: Sequence[BaselineEntry], today: date
) -> tuple[tuple[Finding, ...], tuple[tuple[Finding, Suppression], ...]]:
    """Those of `findings` that `entries` do not accept, and those that they do."""
    claims = Claims(source, entries, today)
    own = sorted((one for one in findings if one.path == source.path), key=lambda one: one.span)
    for scoped in (True, False):
        for one in own:
            claims.claim(one, scoped=scoped)
    kept: list[Finding] = []
    accepted: list[tuple[Finding, Suppression]] = []
    for one in findings:
        number = claims.claim(one) if one.path == source.path else -1
        if number < 0:
            kept.append(one)
        else:
            why = Suppression(SuppressedBy.BASELINE, entries[number].reason, number)
            accepted.append((one, why))
    return tuple(kept), tuple(accepted)


def followed(
    suppressed: Iterable[tuple[Finding, Suppression]],
    entries: Sequence[BaselineEntry],
    before: Source,
    after: Source,
    moved: Callable[[int], int],
) -> tuple[BaselineEntry, ...]:
    """`entries` for the lines that they accept, as an edit of other places has left them.

    Args:
        suppressed: What is not reported of `before`, and why.
        moved: Where a byte of `before` is in `after`.
    """
    result = list(entries)
    for finding, why in suppressed:
        if why.entry < 0 or mark(before, finding.span) != result[why.entry].mark:
            continue
        place = Span(moved(finding.span.start), moved(finding.span.end))
        result[why.entry] = replace(
            result[why.entry], mark=mark(after, place), scope=scope(after, place)
        )
    return tuple(result)
