"""Texts and numbers that are known in whole or by their beginning, and what is made of them.

Only what gives the same everywhere is done: methods of `str`, sums, slices, addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from operator import add, mul, pow, sub
from urllib.parse import urljoin, urlunsplit

import libcst as cst

from glm_migrate.analysis.python.dataflow.limits import (
    MAX_FOLDED,
    MAX_NUMBER,
    MAX_NUMBER_TEXT,
    MAX_POWER,
    MAX_TEXT,
)
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.findings import Hop

_CUTS_THE_END = callables("cuts-end")

Constant = str | int | float | None | tuple["Constant", ...]


@dataclass(frozen=True)
class Folded:
    """One value that an expression can have.

    Attributes:
        value: A text, a number, a truth value, None or a tuple of them.
        whole: Else `value` is a text of which only this beginning is known.
        via: From the expression to the first literal that is a part of it.
    """

    value: Constant
    whole: bool = True
    via: tuple[Hop, ...] = ()


UNKNOWN = Folded("", whole=False)
Leaf = Callable[[cst.BaseExpression, int], Sequence[Folded]]


def applied(name: str, receiver: Folded, arguments: Sequence[Folded]) -> Folded:
    """`receiver.name(*arguments)`, as far as it is known and small."""
    text, values = receiver.value, [one.value for one in arguments]
    if not isinstance(text, str) or not all(one.whole for one in arguments):
        return UNKNOWN
    if not receiver.whole:  # what is done to its end is not seen
        return receiver if name in _CUTS_THE_END and text else UNKNOWN
    if len(text) * max((len(str(one)) for one in values), default=1) > MAX_TEXT:
        return UNKNOWN
    try:
        result = getattr(text, name)(*values)
    except (TypeError, ValueError):
        return UNKNOWN
    return replace(receiver, value=tuple(result) if isinstance(result, list) else result)


def strung(parts: Sequence[Sequence[Folded]]) -> Sequence[Folded]:
    """The parts one after the other; what follows an unknown part is not kept."""
    result: list[Folded] = [Folded("")]
    for options in parts:
        result = [
            one if not one.whole else _longer(one, other)
            for one in result
            for other in (options if one.whole else options[:1])
        ]
        result = list(dict.fromkeys(result))[:MAX_FOLDED]
    return result


def _longer(start: Folded, end: Folded) -> Folded:
    text = f"{start.value}{end.value}"
    if isinstance(end.value, tuple) or len(text) > MAX_TEXT:
        return replace(start, whole=False)
    return Folded(text, end.whole, start.via or end.via)


_NUMBERS: dict[type, Callable[[float, float], float]] = {
    cst.Add: add,
    cst.Subtract: sub,
    cst.Multiply: mul,
    cst.Power: pow,
}


def calculated(operator: type, left: Sequence[Folded], right: Sequence[Folded]) -> Sequence[Folded]:
    """What an operator makes of numbers; unknown where one is none, or too large."""
    return [_number(operator, one, other) for one, other in product(left, right)][:MAX_FOLDED]


def _number(operator: type, left: Folded, right: Folded) -> Folded:
    one, other, make = left.value, right.value, _NUMBERS.get(operator)
    if not isinstance(one, (int, float)) or not isinstance(other, (int, float)) or make is None:
        return UNKNOWN
    if max(abs(one), abs(other)) > MAX_NUMBER or (make is pow and not 0 <= other <= MAX_POWER):
        return UNKNOWN
    return Folded(make(one, other), via=left.via or right.via)


def as_number(name: str, text: Folded) -> Folded:
    """`int(text)` or `float(text)`."""
    if (
        not text.whole
        or not isinstance(text.value, (str, int, float))
        or len(str(text.value)) > MAX_NUMBER_TEXT
    ):
        return UNKNOWN
    try:
        return replace(text, value=int(text.value) if name == "int" else float(text.value))
    except (ValueError, OverflowError):
        return UNKNOWN


def extremes(name: str, options: Sequence[Sequence[Folded]]) -> Sequence[Folded]:
    """`min(…)` or `max(…)` of numbers; beside an unknown one each of the others can come out."""
    found: list[Folded] = []
    for chosen in product(*options):
        known = [one for one in chosen if one.whole and isinstance(one.value, (int, float))]
        if len(known) < len(chosen):
            found += [*known, UNKNOWN]
        else:
            pick = min if name == "min" else max
            found.append(pick(known, key=lambda one: float(str(one.value))))
    return list(dict.fromkeys(found))[:MAX_FOLDED]


def sliced(text: Folded, lower: Folded | None, upper: Folded | None) -> Folded:
    """`text[lower:upper]` of a text that is known in whole."""
    start, stop = (None if one is None else one.value for one in (lower, upper))
    if not isinstance(text.value, str) or not text.whole:
        return UNKNOWN
    if not isinstance(start, int | None) or not isinstance(stop, int | None):
        return UNKNOWN
    return replace(text, value=text.value[start:stop])


def addresses(bases: Sequence[Folded], paths: Sequence[Folded]) -> Sequence[Folded]:
    """What `urljoin` makes; the base is its beginning where the path is not known."""
    found = []
    for base, path in product(bases, paths):
        if not isinstance(base.value, str) or not isinstance(path.value, str) or not base.whole:
            found.append(UNKNOWN)
        elif path.whole:
            found.append(Folded(urljoin(base.value, path.value), via=base.via))
        else:
            found.append(replace(base, whole=False))
    return found


def with_slashes(parts: Sequence[Sequence[Folded]]) -> Sequence[Folded]:
    """Parts of an address with one `/` between them: `URL(base) / "chat"`."""
    slash = (Folded("/"),)
    texts = [[_trimmed(one) for one in options] for options in parts]
    return strung([one for options in texts for one in (slash, options)][1:])


def _trimmed(part: Folded) -> Folded:
    is_text = isinstance(part.value, str) and part.whole
    return replace(part, value=str(part.value).strip("/")) if is_text else part


def unsplit(parts: Folded) -> Folded:
    """What `urlunsplit` or `urlunparse` makes of a tuple of texts."""
    values = parts.value
    if not isinstance(values, tuple) or not all(isinstance(one, str) for one in values):
        return UNKNOWN
    texts = [str(one) for one in values]
    plain = len(texts) in (5, 6) and not any(texts[3:])
    return Folded(urlunsplit((*texts[:3], "", "")), via=parts.via) if plain else UNKNOWN
