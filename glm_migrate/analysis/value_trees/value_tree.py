"""A settings file as a tree of values, each with the bytes that it takes in the file.

Whatever the format is, a reader makes this of it: tables, lists and scalars. Nothing is
constructed, looked up or run; what a format leaves to the moment of reading is not seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from glm_migrate.analysis.limits import MAX_SETTINGS
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.model.values import UNSEEN, Constant
from glm_migrate.text.source import Source, Span

Path = tuple[str | int, ...]
_Own = TypeVar("_Own", bound="_Remembering")
_Result = TypeVar("_Result")


class BrokenFile(Exception):
    """The text is not of its format.

    Attributes:
        reason: What is wrong, a clause without any text of the file.
        line: Where, from 1.
    """

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line


@dataclass(frozen=True)
class Scalar:
    """One value.

    Attributes:
        value: As the format's own readers give it; `UNSEEN` where that is not known.
        span: What is written, with its quotes.
        locked: The text can't be edited in place: it is written with escapes, or over lines.
        shared: Why a change reaches other places as well; None where it does not.
        variable: The environment variable that comes first, where this is what stands behind it,
            as in `${NAME:-value}`.
        raw: The text of a value that is put together when it is read, byte by byte as it is
            written; empty for all others.
    """

    value: Constant
    span: Span
    locked: bool = False
    shared: UnsafeReason | None = None
    variable: str = ""
    raw: str = ""


class _Remembering:
    """What holds many values, each of which asks the same about it."""

    @cached_property
    def _answers(self) -> dict[object, object]:
        return {}

    def remembered(self: _Own, find: Callable[[_Own], _Result]) -> _Result:
        """What `find` says of it, which is asked once."""
        if find not in self._answers:
            self._answers[find] = find(self)
        return self._answers[find]  # type: ignore[return-value]


@dataclass(frozen=True)
class TreeEntry:
    """One key of a table."""

    key: str
    key_span: Span
    value: Node


@dataclass(frozen=True)
class Table(_Remembering):
    """Keys with values, in the order of the file; of two with one key the last counts."""

    entries: tuple[TreeEntry, ...]
    span: Span

    def get(self, key: str) -> Node | None:
        found = [entry.value for entry in self.entries if entry.key == key]
        return found[-1] if found else None

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(entry.key for entry in self.entries)


@dataclass(frozen=True)
class Items(_Remembering):
    """Values in a row."""

    items: tuple[Node, ...]
    span: Span


Node = Scalar | Table | Items


@dataclass(frozen=True)
class ValueTree:
    """A file.

    Attributes:
        roots: What stands in it; several where the format has several documents in one file.
        is_environment: Its keys are environment variables.
        is_script: It is run or filled in, and its values are only those of plain lines.
        folds_case: Keys are the same in whatever case they are written.
        texts: Every value is read as a text.
    """

    source: Source
    roots: tuple[Node, ...]
    is_environment: bool = False
    is_script: bool = False
    folds_case: bool = False
    texts: bool = False

    @cached_property
    def listed(self) -> Mapping[str, frozenset[Span]]:
        """Where texts stand as keys or as items of lists, by the text in lower case."""
        found: defaultdict[str, set[Span]] = defaultdict(set)
        for path, scalar in self.scalars():
            if isinstance(scalar.value, str) and path and isinstance(path[-1], int):
                found[scalar.value.lower()].add(scalar.span)
            for key in path:
                if isinstance(key, str):
                    found[key.lower()].add(Span(0, 0))
        return {text: frozenset(spans) for text, spans in found.items()}

    def shared(self, scalar: Scalar) -> UnsafeReason | None:
        """Why a change of a value reaches other places as well; None where it does not."""
        if scalar.shared or not isinstance(scalar.value, str):
            return scalar.shared
        others = self.listed.get(scalar.value.lower(), frozenset()) - {scalar.span}
        return UnsafeReason(UnsafeKind.IN_A_LIST) if others else None

    def scalars(self) -> Iterator[tuple[Path, Scalar]]:
        """Every scalar with the keys and numbers that lead to it, once for each way."""
        for root in self.roots:
            yield from scalars(root)


def at_keys(node: Node, keys: Sequence[str]) -> Node | None:
    """What tables in one another hold under keys."""
    found: Node | None = node
    for key in keys:
        found = found.get(key) if isinstance(found, Table) else None
    return found


def scalars(node: Node, path: Path = (), most: int = MAX_SETTINGS) -> Iterator[tuple[Path, Scalar]]:
    """Every scalar below `node`; the walk ends after `most` steps, for aliases multiply."""
    stack: list[tuple[Path, Node]] = [(path, node)]
    while stack and most:
        most -= 1
        at, current = stack.pop()
        if isinstance(current, Scalar):
            yield at, current
        elif isinstance(current, Table):
            stack += [((*at, one.key), one.value) for one in reversed(current.entries)]
        else:
            stack += [((*at, number), one) for number, one in enumerate(current.items)][::-1]


def unseen(span: Span, raw: str = "") -> Scalar:
    """A value that only the moment of reading decides."""
    return Scalar(UNSEEN, span, locked=True, raw=raw)
