"""What a call asks of the server, in words: today, and once it is migrated.

What is not known says so; nothing here is a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from glm_migrate import knowledge
from glm_migrate.inventory.call_records import (
    NO_REASON,
    UNKNOWN,
    UNSEEN,
    Cost,
    ModelChange,
    PropertyChange,
)
from glm_migrate.knowledge import Model
from glm_migrate.knowledge.model_facts import Price, tokens
from glm_migrate.model.calls import ChatCall, Host
from glm_migrate.model.values import Literal
from glm_migrate.policy import sampling, thinking
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.rename_hazards import plan as rename_plan
from glm_migrate.text.source import Span

Staying = Mapping[tuple[Path, Span], str]  # where an id stands that stays → why


def address(call: ChatCall) -> str:
    """Where the request goes."""
    endpoint = call.client.endpoint
    if gateway := knowledge.gateways().get(endpoint.name):
        return gateway.title
    if endpoint.host is Host.NATIVE:
        return "Z.AI or BigModel"
    if endpoint.host is Host.UNKNOWN:
        return f"{UNSEEN}: {call.client.unseen}" if call.client.unseen else UNSEEN
    return endpoint.url or endpoint.name or endpoint.host.value


# Models, with their prices and lengths


def models(call: ChatCall, migration: Migration, stays: Staying) -> Iterator[ModelChange]:
    """Every id that the call can ask, and what keeps others from being seen."""
    value = call.model
    for literal in value.candidates:
        if isinstance(literal.value, str):
            yield _model(literal, call, migration, stays.get((literal.path, literal.span)))
    for why in () if value.complete else value.unseen or ("where it comes from",):
        yield ModelChange("", "", "none", str(why))


def _model(
    literal: Literal, call: ChatCall, migration: Migration, reason: str | None
) -> ModelChange:
    """What becomes of one id; `reason` is why the user keeps it, None where it may move."""
    id, known = str(literal.value), migration.model(literal.value)
    rename = rename_plan(literal, call, migration)
    plan = None if rename is None else rename.decision
    if plan is None or reason is not None:
        why = _why_kept(known, migration) if plan is None else f"kept: {reason or NO_REASON}"
        return ModelChange(id, id, "same", why, *_facts(known, None, call, migration))
    target = knowledge.models().get(migration.target.id)
    how = plan.applicability.word if plan.applicability is not None else "none"
    facts = _facts(known, target, call, migration)
    return ModelChange(id, plan.new or id, how, plan.advice, *facts)


def _facts(
    old: Model | None, new: Model | None, call: ChatCall, migration: Migration
) -> tuple[PropertyChange, PropertyChange, Cost | None]:
    """Price and length before and after, in words, and the price in numbers.

    Args:
        new: The target; None where the id stays.
    """
    context = PropertyChange(length(old), tokens(migration.target.context) if new else length(old))
    new = new or old
    if not _is_billed(call, migration):
        return PropertyChange(UNKNOWN, UNKNOWN), context, None
    price = PropertyChange(money(old), money(new))
    if old and new and old.price and new.price and not _is_comparable(old.price, new.price):
        price = PropertyChange(money(old), f"{UNKNOWN} in {old.price.currency}")
    return price, context, _cost(old, new)


def _is_comparable(old: Price, new: Price) -> bool:
    """Whether both are in one currency; what is free is free in each."""
    return old.currency == new.currency or old.free or new.free


def _cost(old: Model | None, new: Model | None) -> Cost | None:
    if old is None or new is None or old.price is None or new.price is None:
        return None
    before, after = _sums(old.price), _sums(new.price)
    if before is None or after is None or not _is_comparable(old.price, new.price):
        return None
    return Cost((old.price if new.price.free else new.price).currency, before, after)


def _sums(price: Price) -> tuple[float, float] | None:
    if price.input is None or price.output is None:
        return None
    return price.input, price.output


def _why_kept(model: Model | None, migration: Migration) -> str:
    if model is None:
        return "not a known GLM id"
    if model.id == migration.target.id:
        return "the target"
    return "not older than the target" if model.kind == "text" else f"a model for {model.kind}"


def _is_billed(call: ChatCall, migration: Migration) -> bool:
    """Whether the call goes to the vendor and is billed by tokens."""
    return migration.asks_vendor(call) and call.client.endpoint.host is not Host.CODING


def money(model: Model | None) -> str:
    """A price as `USD 0.6/2.2 (2026-10-08)`: input and output, per million tokens."""
    price = model.price if model else None
    if model is None or price is None:
        return UNKNOWN
    if price.free:
        return f"free ({model.sources['price'].date})"
    sums = "/".join("?" if one is None else f"{one:g}" for one in (price.input, price.output))
    return f"{price.currency} {sums} ({model.sources['price'].date})"


def length(model: Model | None) -> str:
    return UNKNOWN if model is None or model.context is None else tokens(model.context)


# Thinking and sampling


# What a model does about thinking, whatever the call says.
_BY_ITSELF = ("none", "own", "mandatory")


def _by_model(
    call: ChatCall, migration: Migration, change_of: Callable[[Model, bool], PropertyChange]
) -> PropertyChange:
    """What is `told` of each known model, by whether it becomes the target; once if all agree."""
    moved = {literal for literal, _ in migration.possible_moves(call)}
    changes = {
        model.id: change_of(model, literal in moved)
        for literal in call.model.candidates
        if (model := migration.model(literal.value))
    }
    if len(set(changes.values())) == 1:
        return next(iter(changes.values()))
    return PropertyChange(
        "; ".join(f"{id}: {change.before}" for id, change in changes.items()) or UNKNOWN,
        "; ".join(f"{id}: {change.after}" for id, change in changes.items()) or UNKNOWN,
    )


def thinks(call: ChatCall, migration: Migration) -> PropertyChange:
    """Whether the model thinks."""
    if not migration.asks_vendor(call):
        said = thinking.stated(call)
        word = UNKNOWN if said is None else _word(said, call, settled=True)
        return PropertyChange(word, word)

    def of(model: Model, moves: bool) -> PropertyChange:
        before = _word(thinking.before(call, model), call, model.thinking in _BY_ITSELF)
        return PropertyChange(before, _target_thinks(call, migration) if moves else before)

    return _by_model(call, migration, of)


def _target_thinks(call: ChatCall, migration: Migration) -> str:
    state = thinking.after(call, migration)
    settled = migration.target.thinking in _BY_ITSELF or state is thinking.Thinking.OFF
    return _word(state, call, settled)


def _word(state: thinking.Thinking, call: ChatCall, settled: bool) -> str:
    """`on`, `off` or `on by default`, which nothing but the model's default decides."""
    if state is thinking.Thinking.UNSEEN:
        return UNSEEN
    said = settled or thinking.stated(call) is not None
    return state.value if said else f"{state.value} by default"


def samples(call: ChatCall, migration: Migration) -> PropertyChange:
    """What decides how the answer is sampled."""
    sent = [argument for name in sampling.NAMES if (argument := call[name])]
    if sent:
        kept = sampling.kept(call, migration)
        before, after = (
            ", ".join(sampling.shown(call, argument) for argument in ones) for ones in (sent, kept)
        )
        return PropertyChange(before, after)
    if not call.complete:
        return PropertyChange(UNSEEN, UNSEEN)
    if fixed := knowledge.client(call.client.name).always_sends:
        text = ", ".join(f"{name}={value:g} (by the client)" for name, value in fixed.items())
        return PropertyChange(text, text)
    if not migration.asks_vendor(call):
        return PropertyChange(UNKNOWN, UNKNOWN)

    def of(model: Model, moves: bool) -> PropertyChange:
        before, target = _defaults(model.temperature, model.top_p), migration.target
        return PropertyChange(
            before, _defaults(target.temperature, target.top_p) if moves else before
        )

    return _by_model(call, migration, of)


def _defaults(temperature: float | None, top_p: float | None) -> str:
    words = [
        f"{name} {UNKNOWN if value is None else value}"
        for name, value in (("temperature", temperature), ("top_p", top_p))
    ]
    return f"server default ({', '.join(words)})"
