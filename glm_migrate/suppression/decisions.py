"""Questions that a fix made undetectable: kept in a file of the project until somebody decides.

With the older id gone no check can tell that thinking came on, that defaults moved or that a price
table lacks the new id. The file says so instead. It is meant to be reviewed and committed; a
question is settled there by a sentence, or by the code itself where the call then says it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path, PurePath
from typing import Any

from glm_migrate.config.loading import parse
from glm_migrate.errors import ConfigError
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.text.source import CellRow, Source, Span, located, shown_row

OpenDecisions = Mapping[str, tuple["Decision", ...]]  # absolute path → the open ones of that file

FILE = "glm-migrate-decisions.toml"
_NUMBERS = ("line", "cell")
_HEAD = """\
# What `glm-migrate fix` could not decide and no later check can detect, because the older id that
# told it is gone. Settle a question with `glm-migrate decide ID --reason "…"`, or write the reason
# here under `settled`. Commit this file; remove it when everything in it is settled.
"""
_FIELDS = (
    "id",
    "code",
    "path",
    "cell",
    "line",
    "mark",
    "call",
    "key",
    "message",
    "advice",
    "date",
    "settled",
)
_TEXTS = tuple(name for name in _FIELDS if name not in ("key", *_NUMBERS))


@dataclass(frozen=True)
class Decision:
    """One question about one place.

    Attributes:
        code: Of the rule that asked it.
        path: Of the file, relative to the directory of the file of decisions, with `/`.
        line: Where the place was, from 1; of a notebook in its cell.
        mark: A hash of that line without the blanks around it, by which it is found again; the
            line itself may hold a secret.
        call: Qualified name of what holds it.
        message: The question.
        advice: What to do.
        date: Day on which the fix was made.
        settled: How it was decided, and by whom; empty while it is open.
        cell: Of a notebook, from 1; 0 in other files.
        key: What it is about, as in its finding; None in files of versions that did not write it.
        known_as: Its id in the file that it was read from, which it keeps.
    """

    code: str
    path: str
    line: int
    mark: str
    call: str
    message: str
    advice: str
    date: str
    settled: str = ""
    cell: int = 0
    key: tuple[str, ...] | None = None
    known_as: str = field(default="", compare=False)

    @property
    def place(self) -> str:
        """File and line as people write them."""
        line = CellRow(self.line, self.cell, self.line) if self.cell else self.line
        return located(self.path, line)

    @property
    def id(self) -> str:
        """Eight digits that stay while lines move."""
        about = (self.mark,) if self.key is None else self.key
        return self.known_as or _digest((self.code, self.path, self.call, *about))[:8]

    def asks_the_same_as(self, newer: Decision) -> bool:
        """Whether `newer` is the same question; an old file tells only by the line."""
        if (self.code, self.path, self.call) != (newer.code, newer.path, newer.call):
            return False
        return self.mark == newer.mark if self.key is None else self.key == newer.key

    def asks_on_the_same_line_as(self, newer: Decision) -> bool:
        """Whether `newer` is the same question about a line that has not changed."""
        return self.mark == newer.mark and self.asks_the_same_as(newer)

    @property
    def is_open(self) -> bool:
        return not self.settled


def decision_on(finding: Finding, offset: int, after: Source) -> Decision:
    """The question of `finding`, whose place is at `offset` of the file as it is written."""
    row = after.position(offset).line
    return Decision(
        code=finding.code,
        path=PurePath(finding.path).as_posix(),
        line=shown_row(row),
        cell=row.cell if isinstance(row, CellRow) else 0,
        mark=_mark(after.line(row)),
        call=finding.call,
        key=finding.key,
        message=finding.message,
        advice=finding.advice,
        date=date.today().isoformat(),
    )


def read(path: Path, data: bytes) -> tuple[Decision, ...]:
    """The decisions in a file's bytes.

    Raises:
        ConfigError: it is no such file; the message says what is wrong where.
    """
    table = parse(data.decode("utf-8", errors="replace"), str(path))
    entries = table.get("decision", [])
    if not isinstance(entries, list) or set(table) - {"decision"}:
        raise ConfigError(f"{path}: only [[decision]] tables are understood")
    return tuple(_decision(entry, path, number) for number, entry in enumerate(entries, 1))


def _decision(entry: Any, path: Path, number: int) -> Decision:
    where = f"{path}: decision {number}"
    if not isinstance(entry, Mapping):
        raise ConfigError(f"{where} must be a table")
    if unknown := sorted(set(entry) - set(_FIELDS)):
        raise ConfigError(f"{where}: unknown key {unknown[0]!r}; known: {', '.join(_FIELDS)}")
    line, cell = entry.get("line", 1), entry.get("cell", 0)
    texts = {name: entry.get(name, "") for name in _TEXTS}
    if wrong := [name for name, value in texts.items() if not isinstance(value, str)]:
        raise ConfigError(f"{where}: {wrong[0]!r} must be a string")
    for name, value, least in (("line", line, 1), ("cell", cell, 0)):
        if not _is_number(value, least):
            raise ConfigError(f"{where}: {name!r} must be a number from 1")
    if missing := [name for name in ("code", "path", "message") if not texts[name]]:
        raise ConfigError(f"{where}: {missing[0]!r} is missing")
    known_as = texts.pop("id")
    return Decision(line=line, cell=cell, key=_key(entry, where), known_as=known_as, **texts)


def _key(entry: Mapping[str, Any], where: str) -> tuple[str, ...] | None:
    key = entry.get("key")
    if key is None:
        return None
    if not isinstance(key, list) or not all(isinstance(part, str) for part in key):
        raise ConfigError(f"{where}: 'key' must be a list of strings")
    return tuple(key)


def _is_number(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def written(decisions: Iterable[Decision]) -> bytes:
    """A file of decisions, in an order that makes merges easy."""
    ordered = sorted(decisions, key=lambda one: (one.path, one.cell, one.line, one.code, one.id))
    text = _HEAD + "".join(_entry(one) for one in ordered)
    return text.encode(errors="surrogateescape").decode(errors="replace").encode()


def _entry(decision: Decision) -> str:
    values = {name: getattr(decision, name) for name in _FIELDS}
    lines = [
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
        for name, value in values.items()
        if value not in ("", 0, None)
    ]
    return "\n[[decision]]\n" + "".join(lines).replace("\x7f", "\\u007f")


def joined(known: Iterable[Decision], more: Iterable[Decision]) -> tuple[Decision, ...]:
    """`known` with `more`; what is known already keeps its answer and gets the newer place."""
    result = list(known)
    for one, old in with_known(more, result):
        if old is None:
            ids = {other.id for other in result}
            result.append(one if one.id not in ids else replace(one, known_as=_other_id(one, ids)))
        else:
            kept = replace(one, settled=old.settled, date=old.date, known_as=old.id)
            result[_index(result, old)] = kept
    return tuple(result)


def with_known(
    more: Iterable[Decision], known: Iterable[Decision]
) -> list[tuple[Decision, Decision | None]]:
    """Each of `more` with the one of `known` that asks the same; None where it is new.

    Each of `known` stands for one question: that on its own line, else the next one like it.
    """
    free, questions = list(known), list(more)
    found: dict[int, Decision] = {}
    for is_same in (Decision.asks_on_the_same_line_as, Decision.asks_the_same_as):
        for number, one in enumerate(questions):
            old = next((other for other in free if is_same(other, one)), None)
            if number not in found and old is not None:
                found[number] = old
                del free[_index(free, old)]
    return [(one, found.get(number)) for number, one in enumerate(questions)]


def _index(decisions: Iterable[Decision], wanted: Decision) -> int:
    """The place of `wanted` itself: equal ones are other questions."""
    return next(number for number, one in enumerate(decisions) if one is wanted)


def _other_id(decision: Decision, taken: Container[str]) -> str:
    """An id for a question that is asked about several places of one function."""
    parts = (decision.code, decision.path, decision.call, *(decision.key or ()), decision.mark)
    ids = (_digest((*parts, str(number)))[:8] for number in count(1))
    return next(one for one in ids if one not in taken)


def settle(
    decisions: Iterable[Decision], wanted: Callable[[Decision], bool], reason: str
) -> tuple[Decision, ...]:
    """`decisions`, of which the open ones that are `wanted` are settled."""
    return tuple(
        replace(one, settled=reason) if one.is_open and wanted(one) else one for one in decisions
    )


def by_file(decisions: Iterable[Decision], root: Path) -> OpenDecisions:
    """The open ones by the absolute path of their file; `root` is where their paths start."""
    found: dict[str, tuple[Decision, ...]] = {}
    for one in decisions:
        if one.is_open:
            path = os.path.abspath(root / one.path)  # noqa: PTH100
            found[path] = (*found.get(path, ()), one)
    return found


def findings(
    source: Source, decisions: OpenDecisions, calls: Sequence[ChatCall] = ()
) -> Iterator[Finding]:
    """The open ones of a file as findings at the place where the question is now.

    A question is answered by a call at its place that sends what it asked about.
    """
    rules = {rule.code: rule for rule in all_rules()}
    for one in decisions.get(str(source.path.absolute()), ()):
        rule = rules.get(one.code)
        if rule is None:
            continue
        span, call = _found(source, one, calls)
        if call is not None and any(call.sends(name) for name in rule.settled_by):
            continue
        moved = "" if span.end else "the line that it was about has changed; "
        yield rule.finding(
            source.path,
            span,
            one.message,
            key=one.key or (),
            advice=f"{moved}{one.advice}; settle it with: glm-migrate decide {one.id}",
            severity=Severity.WARNING,
            call=one.call,
            asks=True,
        )


def _found(
    source: Source, decision: Decision, calls: Sequence[ChatCall]
) -> tuple[Span, ChatCall | None]:
    """Where a question is now: on its line, else at the only call of its function."""
    span = _place(source, decision)
    if span is not None:
        row = source.position(span.start).line
        on_line = (c for c in calls if source.position(c.name_span.start).line == row)
        call = next(on_line, None)
        return (call.name_span if call else span), call
    inside = [call for call in calls if call.scope == decision.call]
    return (inside[0].name_span, inside[0]) if len(inside) == 1 else (Span(0, 0), None)


def _place(source: Source, decision: Decision) -> Span | None:
    """Where the line of a decision stands now: of equal ones the nearest."""
    rows = [
        row for row in range(1, source.line_count + 1) if _mark(source.line(row)) == decision.mark
    ]
    if not rows:
        return None
    row = min(rows, key=lambda one: _distance(source, one, decision))
    line, start = source.line(row), source.offset(row)
    indent = len(line) - len(line.lstrip())
    return Span(start + len(line[:indent].encode()), start + len(line.rstrip().encode()))


def _distance(source: Source, row: int, decision: Decision) -> tuple[int, int]:
    """How far a row is from where the place was: in cells, then in lines."""
    line = source.position(source.offset(row)).line
    cell = line.cell if isinstance(line, CellRow) else 0
    return abs(cell - decision.cell), abs(shown_row(line) - decision.line)


def _mark(line: str) -> str:
    return _digest((line.strip(),))[:12]


def _digest(parts: Iterable[str]) -> str:
    return sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()
