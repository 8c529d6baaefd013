"""Ids as the carriers write them: what a string names, and what it becomes for a target.

Whole strings only, without regard to case: a longer or shorter string is another model, and an
unknown one is never called old.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from glm_migrate.knowledge.model_facts import models
from glm_migrate.knowledge.sources import DATA, Fact, Table, listed, read, sources
from glm_migrate.knowledge.target_facts import Target


@dataclass(frozen=True)
class Spelling:
    """A string that names a model.

    Attributes:
        text: The string as it was asked for.
        model: Key into `models()`.
        carrier: Who writes the id so: `native`, `openrouter`, `huggingface` … Several carriers
            may share a string; this is the first that writes it so, letter by letter if possible.
        variant: What follows the carrier's id: `:free`, `-FP8`; mostly empty.
        route: What a router puts before it: `zai/`, `openrouter/`, `zai:`, `Pro/`; mostly empty.
    """

    text: str
    model: str
    carrier: str
    variant: str = ""
    route: str = ""


@dataclass(frozen=True)
class Replacement:
    """What to write instead of an id.

    Attributes:
        text: The target as the same carrier writes it; empty when there is none.
        why_not: Why there is none, a clause with its date; empty beside a text.
        confirmed: A source says that the carrier serves it.
        sources: Where this was read.
    """

    text: str
    why_not: str = ""
    confirmed: bool = True
    sources: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Carrier:
    """One that takes model ids, with what it is known to serve.

    Attributes:
        title: Its name in messages.
        ids: Id there → model.
        suffixes: Variant → whether it is kept when the id moves.
        removed: Model → day on which it was taken off.
        never: Models that it never served.
        unconfirmed: Models that it may serve.
        keep: Id → why it must not be replaced.
    """

    title: str
    ids: Mapping[str, str]
    suffixes: Mapping[str, bool]
    removed: Mapping[str, str]
    never: frozenset[str]
    unconfirmed: frozenset[str]
    keep: Mapping[str, str]
    sources: tuple[Fact, ...]

    def written(self, model: str) -> str:
        """The carrier's id of a model; empty when none is known."""
        return next((text for text, one in self.ids.items() if one == model), "")

    def lacks(self, model: str) -> str:
        """Why the carrier does not serve a model; empty when nothing says so."""
        if day := self.removed.get(model):
            return f"{self.title} removed {model} on {day}"
        if model in self.never:
            return f"{self.title} does not serve {model} (as of {self.sources[0].date})"
        return ""


@cache
def _table() -> Table:
    return read(DATA / "spellings.toml")


@cache
def carriers() -> Mapping[str, Carrier]:
    """Every carrier by its key in `spellings.toml`."""
    known = sources(_table())
    return {name: _carrier(record, known) for name, record in _table()["carriers"].items()}


def _carrier(record: Table, known: Mapping[str, Fact]) -> Carrier:
    own = {id: id for id in models()} if record.get("every") else {}
    return Carrier(
        title=record["title"],
        ids={**own, **record.get("ids", {})},
        suffixes=record.get("suffixes", {}),
        removed=record.get("removed", {}),
        never=frozenset(record.get("never", ())),
        unconfirmed=frozenset(record.get("unconfirmed", ())),
        keep=record.get("keep", {}),
        sources=listed(record["sources"], known),
    )


@lru_cache(maxsize=4096)
def spelling(text: str) -> Spelling | None:
    """What `text` names; None for every string that is not, as a whole, a known id."""
    readings = _index().get(text.lower(), ())
    exact = next((one for one in readings if one.text == text), None)
    best = exact or next(iter(readings), None)
    return best and replace(best, text=text)


def routed(text: str) -> Spelling | None:
    """What `text` names to a router, which chooses the provider by what stands before the id."""
    readings = _index().get(text.lower(), ())
    return next((replace(one, text=text) for one in readings if one.route), None)


def all_spellings() -> frozenset[str]:
    """Every known id in lower case, old, new and of other kinds."""
    return frozenset(_index())


@cache
def _index() -> Mapping[str, tuple[Spelling, ...]]:
    index: dict[str, tuple[Spelling, ...]] = {}
    for one in _readings():
        index[one.text.lower()] = (*index.get(one.text.lower(), ()), one)
    return index


def _readings() -> Iterator[Spelling]:
    for name in carriers():
        yield from _written_by(name)
    for route, record in _table()["routes"].items():
        for one in _written_by(record["carrier"]):
            yield replace(one, text=route + one.text, route=route)


def _written_by(name: str) -> Iterator[Spelling]:
    carrier = carriers()[name]
    for text, model in carrier.ids.items():
        yield Spelling(text, model, name)
        for suffix in carrier.suffixes:
            yield Spelling(text + suffix, model, name, suffix)


def replacement(spelling: Spelling, target: Target, gateway: str = "") -> Replacement:
    """What to write instead of `spelling` to reach `target`.

    `gateway` is the name of the endpoint that the call goes to, where it is known: several
    resellers share the same strings, and they differ in what they still serve.
    """
    move = target.moves.get(spelling.model)
    if move is None or move.group == "report":
        why = move.change if move else f"{spelling.model} has no move to {target.id}"
        return Replacement("", why, sources=move.sources if move else ())
    name = gateway if gateway in carriers() else spelling.carrier
    carrier = carriers()[name]
    if why := carrier.lacks(target.id):
        return Replacement("", why, sources=carrier.sources)
    one = _as_written_by(name, spelling)
    if why := _kept(carriers()[one.carrier], one):
        return Replacement("", why, sources=carriers()[one.carrier].sources)
    return _written(one, target)


def _as_written_by(name: str, spelling: Spelling) -> Spelling:
    """The reading of the same string by the carrier `name`, else `spelling` as it is."""
    readings = _index().get(spelling.text.lower(), ())
    return next((one for one in readings if one.carrier == name), spelling)


def _kept(carrier: Carrier, spelling: Spelling) -> str:
    text = spelling.text.lower()
    reasons = (why for id, why in carrier.keep.items() if id.lower() in text)
    return next(reasons, "")


def _written(spelling: Spelling, target: Target) -> Replacement:
    carrier = carriers()[spelling.carrier]
    text = target.spellings.get(spelling.carrier) or carrier.written(target.id)
    if spelling.carrier == "native":
        text = target.id
    if not text:
        why = f"{carrier.title} is not known to serve {target.id}"
        return Replacement("", why, confirmed=False, sources=carrier.sources)
    kept = spelling.variant if carrier.suffixes.get(spelling.variant) else ""
    return Replacement(
        spelling.route + text + kept,
        confirmed=target.id not in carrier.unconfirmed,
        sources=carrier.sources,
    )
