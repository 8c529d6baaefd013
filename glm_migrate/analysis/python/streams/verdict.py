"""What is found about one loop's tool calls while its uses of their fragments are judged.

Accusing needs a positive sign. Everything that is not plainly one of the known shapes is unseen,
never naive; a list that is merged by index elsewhere, a helper of an SDK, an object that is handed
to other code are all unseen.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from glm_migrate.analysis.python.dataflow.effects import EffectKind
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.call_keys import Keys
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.model.streams import Handling, Shape
from glm_migrate.model.unresolved import Reason, Unresolved


@dataclass(frozen=True, eq=False)
class Defect:
    """A place where a fragment is taken for the whole."""

    shape: Shape
    seen: PartUse
    what: str = ""


@dataclass(eq=False)
class Verdict:
    """What was found in one loop."""

    joined: list[PartUse] = field(default_factory=list)
    forwarded: list[PartUse] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)
    unseen: list[Unresolved] = field(default_factory=list)
    _accused: set[tuple[Shape, str, int]] = field(default_factory=set)

    @property
    def handling(self) -> Handling:
        if self.defects:
            return Handling.NAIVE
        if self.unseen:
            return Handling.UNSEEN
        if self.joined:
            return Handling.ACCUMULATES
        return Handling.FORWARDS if self.forwarded else Handling.IGNORES

    def accuse(self, shape: Shape, one: PartUse, what: str = "") -> None:
        """Note a defect, once for each line."""
        place = (shape, what, one.module.line(one.node))
        if place not in self._accused:
            self._accused.add(place)
            self.defects.append(Defect(shape, one, what))

    def leave_unseen(self, reason: Reason, subject: str = "", within: str = "") -> None:
        """Note, once, something that can't be followed."""
        found = Unresolved(reason, subject, within)
        if found not in self.unseen:
            self.unseen.append(found)


@dataclass(frozen=True, eq=False)
class Case:
    """One loop while it is judged.

    Attributes:
        keys: By what it tells calls apart.
        joins: The uses that join the arguments' fragments to a text.
    """

    consumer: Consumer
    keys: Keys
    joins: tuple[PartUse, ...]
    found: Verdict = field(default_factory=Verdict)

    @classmethod
    def of(cls, consumer: Consumer) -> Case:
        joins = (one for one in consumer.parts(Part.ARGUMENTS) if joins_text(one))
        return cls(consumer, Keys(consumer), tuple(joins))


def joins_text(one: PartUse) -> bool:
    """Whether a use adds a fragment to a text, or to a list of texts."""
    use = one.effect
    if use.kind is EffectKind.APPENDED and use.made is None:
        return True
    return use.kind is EffectKind.JOINED and use.target is not None
