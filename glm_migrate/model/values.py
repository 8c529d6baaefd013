"""The values that reach a call: what they can be, and where they are written.

Unknown is a value, never a guess: every `Value` says whether its candidates are all there can be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from glm_migrate.model.findings import Hop
from glm_migrate.model.unresolved import Unresolved
from glm_migrate.model.unsafe_reasons import UnsafeReason
from glm_migrate.text.source import Span


class Unseen(Enum):
    """Stands for a part of a literal list or dict that is not itself literal."""

    UNSEEN = "unseen"


UNSEEN = Unseen.UNSEEN
Constant = (
    str | int | float | bool | None | Unseen | tuple["Constant", ...] | Mapping[str, "Constant"]
)


@dataclass(frozen=True)
class Literal:
    """A value as it is written somewhere.

    Attributes:
        value: The Python value; lists are tuples, parts that are not literal are `UNSEEN`.
        span: Where it is written, in `path`.
        path: The file in which it is written; not always the file of the call.
        via: From the use to `span`: each name on the way and the line that binds it.
        editable: The text at `span` is one plain string literal, or a number of a settings file,
            so it can be replaced.
        written: The bytes of these, with prefix and quotes.
        shared: Why changing it would also change something else than the calls it was found
            from; None where nothing else reads it.
        beside: The other texts of the list, set or enumeration that it is one of.
        scope: Qualified name of what holds it.
        setting: The key under which a settings file holds it; empty for a value of a program.
        line: The line of a setting, from 1; 0 for all others, which are told by their span.
        made_of: Where the texts with ids are written that a computed value is made of.
    """

    value: Constant = field(hash=False)  # a dict has no hash
    span: Span
    path: Path
    via: tuple[Hop, ...] = ()
    editable: bool = False
    written: str = ""
    shared: UnsafeReason | None = None
    beside: tuple[str, ...] = ()
    scope: str = ""
    setting: str = ""
    line: int = 0
    made_of: tuple[tuple[Path, Span], ...] = field(default=(), compare=False)

    @property
    def bare(self) -> bool:
        """Whether `span` is the value itself, with no quotes of a program around it."""
        return bool(self.setting)


@dataclass(frozen=True)
class Value:
    """All that an expression was found to be.

    Attributes:
        candidates: What it can be, in the order of the source.
        complete: Nothing else is possible.
        unseen: What could not be seen, one clause each, for messages.
        limits: Those of `unseen` where the search was given up, so that ids may be missed.
    """

    candidates: tuple[Literal, ...] = ()
    complete: bool = False
    unseen: tuple[Unresolved, ...] = ()
    limits: tuple[Unresolved, ...] = ()

    @property
    def constants(self) -> tuple[Constant, ...]:
        return tuple(literal.value for literal in self.candidates)

    @property
    def numbers(self) -> tuple[tuple[Literal, float], ...]:
        """The candidates that are numbers, each with its number; `True` is none."""
        return tuple(
            (literal, literal.value)
            for literal in self.candidates
            if isinstance(literal.value, (int, float)) and not isinstance(literal.value, bool)
        )

    def is_always(self, *constants: Constant) -> bool:
        """Whether it is certainly one of `constants` (compared with type: `1` is not `True`)."""
        return (
            self.complete
            and bool(self.candidates)
            and all(
                any(
                    one is other or (type(one) is type(other) and one == other)
                    for other in constants
                )
                for one in self.constants
            )
        )

    def can_be(self, *constants: Constant) -> bool:
        """Whether one of `constants` is among the candidates seen."""
        return any(
            one is other or (type(one) is type(other) and one == other)
            for one in self.constants
            for other in constants
        )


def joined(values: Sequence[Value]) -> Value:
    """What one of `values` can be, if it is not seen which of them is there."""
    if len(values) == 1:
        return values[0]
    return Value(
        tuple(one for value in values for one in value.candidates),
        all(value.complete for value in values),
        tuple(dict.fromkeys(one for value in values for one in value.unseen)),
        tuple(dict.fromkeys(one for value in values for one in value.limits)),
    )
