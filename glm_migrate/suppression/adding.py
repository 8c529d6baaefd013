"""Suppression comments for findings: where they can stand so that they silence them.

A place is taken only where the result is seen to silence: what looks like the end of a line can lie
in a string, behind a backslash, or behind a comment that a directive does not follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from glm_migrate.config.schema import Config
from glm_migrate.model.findings import Finding
from glm_migrate.rules.rule import Rule
from glm_migrate.suppression.comments import comment_row, scan
from glm_migrate.suppression.filtering import settle
from glm_migrate.text import edits
from glm_migrate.text.edits import Edit, Fix
from glm_migrate.text.source import Source, Span

_WIDEST = 100  # columns; beyond, the line above is the better place


@dataclass(frozen=True)
class Ignored:
    """A source with comments, and the findings for which there was no place."""

    after: Source
    left: tuple[Finding, ...] = ()


def with_ignores(
    source: Source,
    findings: Sequence[Finding],
    tail: str,
    config: Config,
    rules: Sequence[Rule],
) -> Ignored:
    """`source` with a comment for each line that has `findings`, all in that file.

    Args:
        tail: What follows the codes: the last day and the reason, as `tail` has them.
    """
    by_row: dict[int, list[Finding]] = {}
    for one in findings:
        by_row.setdefault(source.position(one.span.start).line, []).append(one)
    now, left = source, []
    for row in sorted(by_row, reverse=True):  # so that what is above keeps its place
        found = by_row[row]
        codes = ",".join(sorted({one.code for one in found}))
        comment = f"# glm-migrate: ignore[{codes}]{tail}"
        tried = (_applied(now, edit) for edit in _places(now, row, comment))
        if text := next((one for one in tried if _silences(*one, found, config, rules)), None):
            now = text[0]
        else:
            left += found
    return Ignored(now, tuple(left))


def tail(reason: str, until: date | None) -> str:
    """What follows the codes of a directive."""
    words = " ".join(reason.split())
    return (f" until={until}" if until else "") + (f" -- {words}" if words else "")


def _places(source: Source, row: int, comment: str) -> Iterator[Edit]:
    """Where a comment about a row could be, the best place first."""
    at_end = _at_end(source, comment_row(source, row), comment)
    first, _ = scan(source).extent(row)
    above = [_above(source, one, comment) for one in dict.fromkeys((row, first))]
    is_wide = len(source.line(row)) + 2 + len(comment) > _WIDEST
    yield from [*above, at_end] if is_wide else [at_end, *above]


def _at_end(source: Source, row: int, comment: str) -> Edit:
    end = source.offset(row) + len(source.line(row).rstrip().encode())
    return Edit(Span(end, end), f"  {comment}")


def _above(source: Source, row: int, comment: str) -> Edit:
    line, start = source.line(row), source.offset(row)
    indent = line[: len(line) - len(line.lstrip())]
    newline = "\r\n" if b"\r\n" in source.utf8 else "\n"
    return Edit(Span(start, start), f"{indent}{comment}{newline}")


def _applied(source: Source, edit: Edit) -> tuple[Source, Edit]:
    text = edits.apply(source.utf8, [Fix("Add a comment", (edit,))])
    return source.replace(text, [(edit.span, edit.text)]), edit


def _silences(
    after: Source, edit: Edit, found: Sequence[Finding], config: Config, rules: Sequence[Rule]
) -> bool:
    """Whether a text with a comment more has none of these findings to report."""
    if not scan(after).complete:
        return False
    size = len(edit.text.encode())
    moved = [
        replace(one, span=Span(one.span.start + size, one.span.end + size))
        if edit.span.start <= one.span.start
        else one
        for one in found
    ]
    return not any(one in moved for one in settle(after, moved, config, rules)[0])
