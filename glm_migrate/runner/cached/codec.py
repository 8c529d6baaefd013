"""Plain data ↔ what JSON can hold, by the types of the fields.

Reading builds nothing but the classes that the types name, and refuses whatever is of another type:
what was kept may be damaged, or not be ours at all.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from glm_migrate.text.source import CellRow

_T = TypeVar("_T")
_Read = Callable[[Any], Any]


class NotOurs(ValueError):
    """It is not what this module writes for that type."""


def encoded(value: object) -> Any:
    """`value` as lists, numbers and texts."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, CellRow):
        return [int(value), value.cell, value.row]
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple):
        return [encoded(one) for one in value]
    if is_dataclass(value):
        return [encoded(getattr(value, field.name)) for field in fields(value)]
    raise TypeError(f"{type(value).__name__} is no plain data")


def decoded(kind: type[_T], value: object) -> _T:
    """What `encoded` made a list of.

    Raises:
        NotOurs: it is of another type.
    """
    named: Any = kind
    try:
        read: _T = _reader(named)(value)
    except (TypeError, ValueError, IndexError, AttributeError) as error:
        raise NotOurs(str(error)) from None
    return read


@cache
def _reader(kind: Any) -> _Read:
    """What reads a value of a type."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional(_reader(next(one for one in inner if one is not types.NoneType)))
    if origin is tuple:
        return _many(_reader(inner[0])) if inner[1:] == (...,) else _row(tuple, inner)
    if kind is int:
        return _number
    if kind is float:
        return _decimal
    if kind is str:
        return _text
    if kind is bool:
        return _exact(bool)
    if kind is Path:
        return lambda value: Path(_text(value))
    if issubclass(kind, Enum):
        return lambda value: kind(value)
    hints = get_type_hints(kind)
    names = kind._fields if issubclass(kind, tuple) else [one.name for one in fields(kind)]
    return _row(lambda values: kind(*values), tuple(hints[name] for name in names))


def _exact(kind: type) -> _Read:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise NotOurs(f"{value!r:.40} is no {kind.__name__}")
        return value

    return read


def _text(value: Any) -> str:
    if type(value) is not str:
        raise NotOurs(f"{value!r:.40} is no text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    """Many texts at once: the paths of all that was read."""
    if type(value) is not list or set(map(type, value)) - {str}:
        raise NotOurs(f"{value!r:.40} is no list of texts")
    return tuple(value)


def _number(value: Any) -> int:
    """A number, or a line of a notebook."""
    if isinstance(value, list):
        line, cell, row = map(_exact(int), value)
        return CellRow(line, cell, row)
    number: int = _exact(int)(value)
    return number


def _decimal(value: Any) -> float:
    """A price; one without a fraction may be a whole number."""
    if type(value) not in (int, float) or not isfinite(value):
        raise NotOurs(f"{value!r:.40} is no number")
    number: float = value
    return number


def _optional(read: _Read) -> _Read:
    return lambda value: None if value is None else read(value)


def _many(read: _Read) -> _Read:
    if read is _text:
        return _texts
    return lambda value: tuple(map(read, _exact(list)(value)))


def _row(make: Callable[[Any], Any], kinds: tuple[Any, ...]) -> _Read:
    """What reads a list of values, each of its own type."""

    def read(value: Any) -> Any:
        readers = [_reader(kind) for kind in kinds]
        pairs = zip(readers, _exact(list)(value), strict=True)
        return make(tuple(reader(one) for reader, one in pairs))

    return read
