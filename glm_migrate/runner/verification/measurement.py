"""Many answers of the real service → what they cost and how they vary, as medians with intervals.

An interval holds the median with 95 per cent: it is read off the order of the values, whatever
their distribution. Below six values no such interval exists; then it is smallest and largest.
"""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb, inf
from typing import Any

from glm_migrate import knowledge
from glm_migrate.runner.verification.forwarding import Exchange
from glm_migrate.runner.verification.judge import Body, model_of
from glm_migrate.runner.verification.schema_values import fits

_FEW = 6
_CHARACTERS = 2  # of a prompt that make a token at least: an upper bound of its cost


@dataclass(frozen=True)
class Interval:
    """A median, and where it lies."""

    median: float
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Measure:
    """One quantity, earlier and now; None where nothing was measured."""

    name: str
    unit: str
    before: Interval | None
    after: Interval | None


def interval(values: Sequence[float]) -> Interval | None:
    ordered = sorted(values)
    if not ordered:
        return None
    count = len(ordered)
    out = _outside(count)
    return Interval(statistics.median(ordered), ordered[out], ordered[count - 1 - out], count)


def _outside(count: int) -> int:
    """How many values may be left out at each end so that 95 per cent stay."""
    if count < _FEW:
        return 0
    missed, out = 0.0, 0
    while out < count // 2:
        missed += comb(count, out) / 2**count
        if 2 * missed > 0.05:
            break
        out += 1
    return max(0, out - 1)


def cost(exchange: Exchange) -> float:
    """What an answer cost by the dated table; zero where no price is known."""
    usage = exchange.usage
    spent = [usage.get(name) or 0 for name in ("prompt_tokens", "completion_tokens")]
    return _priced(exchange.request.body, *(float(one) for one in spent if isinstance(one, int)))


def most(body: Body) -> float:
    """The most that an answer can cost; without end where no price is known."""
    known = knowledge.models().get(model_of(body))
    if known is None or known.price is None:
        return inf
    limit = body.get("max_tokens")
    default = known.default_max_output or 0
    tokens = limit if isinstance(limit, int) else default
    prompt = len(json.dumps(body, ensure_ascii=False)) / _CHARACTERS
    return _priced(body, prompt, float(tokens))


def _priced(body: Body, prompt: float = 0.0, answer: float = 0.0) -> float:
    known = knowledge.models().get(model_of(body))
    price = known.price if known else None
    if price is None:
        return 0.0
    return (prompt * (price.input or 0) + answer * (price.output or 0)) / 1_000_000


def measures(before: Sequence[Exchange], after: Sequence[Exchange]) -> Iterator[Measure]:
    """Every quantity, earlier and now."""
    for (name, unit), values in _QUANTITIES.items():
        both = [interval(list(_seen(values, ones))) for ones in (before, after)]
        if any(both):
            yield Measure(name, unit, *both)


def reasons(exchanges: Sequence[Exchange]) -> Mapping[str, int]:
    """How the answers ended, counted."""
    return Counter(one.script.finish_reason or f"status {one.status}" for one in exchanges)


def _seen(values: Callable[[Exchange], float | None], ones: Sequence[Exchange]) -> Iterator[float]:
    for one in ones:
        if one.status == 200 and (value := values(one)) is not None:
            yield value


def _tokens(exchange: Exchange) -> float | None:
    value = exchange.usage.get("completion_tokens")
    return float(value) if isinstance(value, int) else None


def _reasoning(exchange: Exchange) -> float | None:
    details = exchange.usage.get("completion_tokens_details")
    value = details.get("reasoning_tokens") if isinstance(details, dict) else None
    return float(value) if isinstance(value, int) else None


def _valid(exchange: Exchange) -> float | None:
    """The share of tool calls whose arguments are JSON and fit their schema, in per cent."""
    calls = exchange.script.calls
    if not calls:
        return None
    schemas = dict(_schemas(exchange.request.body))
    good = [_fits(call.arguments or "", schemas.get(call.name, {})) for call in calls]
    return 100.0 * sum(good) / len(good)


def _fits(arguments: str, schema: Any) -> bool:
    try:
        return fits(json.loads(arguments), schema)
    except ValueError:
        return False


def _schemas(body: Body) -> Iterator[tuple[str, Any]]:
    tools = body.get("tools")
    for tool in tools if isinstance(tools, list) else ():
        function = tool.get("function") if isinstance(tool, dict) else None
        if isinstance(function, dict):
            yield str(function.get("name")), function.get("parameters") or {}


_QUANTITIES: Mapping[tuple[str, str], Callable[[Exchange], float | None]] = {
    ("time to the first token", "s"): lambda one: one.first,
    ("time in total", "s"): lambda one: one.total,
    ("output", "tokens"): _tokens,
    ("reasoning", "tokens"): _reasoning,
    ("cost of an answer", ""): cost,
    ("tool calls that are valid", "%"): _valid,
}
