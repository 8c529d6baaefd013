"""One requirement as text: its name, its extras, and where its version constraint stands.

Read with patterns and not with a parser, because every byte must keep its place; what the patterns
do not fully match has no constraint that could be edited.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from glm_migrate.text.source import Span

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_CLAUSE = r"(?:===|==|~=|!=|<=|>=|<|>)\s*[A-Za-z0-9.*+!_-]+"
_CLAUSES = rf"{_CLAUSE}(?:\s*,\s*{_CLAUSE})*(?:\s*,)?"
_REQUIREMENT = re.compile(
    rf"\s*(?P<name>{_NAME})(?P<extras>\s*\[[^\]]*\])?"
    rf"(?P<open>\s*\()?(?P<version>\s*{_CLAUSES})?(?P<close>\s*\))?"
    # Spaces belong to one part alone: where two could have them, a long run takes for ever.
    r"(?P<rest>(?:\s*;[^#\\]*)?)(?P<end>(?:(?<!\s)\s*)?(?:#.*|\\?|--.*)?)$"
)
_PART = re.compile(r"(===|==|~=|!=|<=|>=|<|>|\^|~)?\s*([A-Za-z0-9.*+!_-]+)")


@dataclass(frozen=True)
class Clause:
    """One comparison of a constraint.

    Attributes:
        operator: As in PEP 440, or `^`, `~` of Poetry; empty where none is written.
        span: Of operator and version, in the text that was parsed.
        at: Of the version alone.
    """

    operator: str
    version: str
    span: Span
    at: Span


@dataclass(frozen=True)
class Requirement:
    """What one text asks for.

    Attributes:
        name: As PEP 503 normalises it.
        clauses: Its constraint; empty where any version will do.
        insert: Where a constraint can be written when there is none.
    """

    name: str
    clauses: tuple[Clause, ...]
    insert: int


def canonical(name: str) -> str:
    """A name as PEP 503 normalises it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parse_requirement(text: str, offset: int = 0) -> Requirement | None:
    """A line such as `zai-sdk[x]>=0.0.3 ; python_version > "3.8"  # why`; None for anything else.

    Args:
        offset: Byte offset of `text`; the spans of the result count from the same zero.
    """
    match = _REQUIREMENT.match(text)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    behind = match.end("open") if match["open"] else match.end("extras")
    insert = behind if behind >= 0 else match.end("name")
    clauses: tuple[Clause, ...] = ()
    if match["version"]:
        start = match.start("version")
        clauses = parse_clauses(match["version"], offset + len(text[:start].encode()))
    return Requirement(canonical(match["name"]), clauses, offset + len(text[:insert].encode()))


def parse_clauses(text: str, offset: int = 0) -> tuple[Clause, ...]:
    """The comparisons of a constraint of PEP 440 or Poetry; none for `*` or where `||` stands."""
    if "|" in text or text.strip() in ("", "*"):
        return ()
    return tuple(
        Clause(
            match[1] or "",
            match[2],
            Span(offset + match.start(), offset + match.end()),
            Span(offset + match.start(2), offset + match.end(2)),
        )
        for match in _PART.finditer(text)
    )
