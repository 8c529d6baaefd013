"""The way of each value that matters to a GLM call: from the call back to where it is written.

Steps hold places and words, no sites, so they travel between processes. What ends in nothing seen
says so; a way is never made up to look complete.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from glm_migrate import knowledge
from glm_migrate.inventory.call_records import Resolution, Step
from glm_migrate.model.calls import Argument, ChatCall, Host, Via
from glm_migrate.model.findings import Hop
from glm_migrate.model.values import Literal
from glm_migrate.text.shortening import shortened
from glm_migrate.text.source import Source, Span

SourceOf = Callable[[Path], Source | None]

# What a migration of a call depends on, as the API names it.
NAMES = ("model", "temperature", "top_p", "stream", "tools", "thinking")
_HOW = {
    Via.KEYWORD: "",
    Via.SPREAD: "by **spread",
    Via.EXTRA_BODY: "in extra_body",
    Via.BODY: "in the body",
}
_LENGTH = 72


def resolutions(call: ChatCall, source_of: SourceOf) -> Iterator[Resolution]:
    """The client of a call, each of its values in the order of `NAMES`, and what it lacks."""
    yield _client(call)
    for name in NAMES:
        for argument in call.all(name):
            yield _argument(argument, source_of)
    yield from _absent(call)


def _client(call: ChatCall) -> Resolution:
    client, endpoint = call.client, call.client.endpoint
    title = knowledge.client(client.name).title if client.name else "of an unknown library"
    if endpoint.via:
        title += f" at {endpoint.url}"
    elif endpoint.url:
        title += f", by default at {endpoint.url}" if client.via else f" at {endpoint.url}"
    elif endpoint.host is not Host.UNKNOWN:
        title += f" ({endpoint.name or endpoint.host.value})"
    steps = tuple(_step(hop) for hop in (*client.via, *endpoint.via))
    unseen = (str(client.unseen),) if client.unseen else ()
    return Resolution("client", title, (steps,) if steps else (), unseen)


def _absent(call: ChatCall) -> Iterator[Resolution]:
    absent = [name for name in NAMES if not call.sends(name)]
    if absent and not call.complete:
        yield Resolution(
            ", ".join(absent), "not seen in the call", unseen=tuple(map(str, call.unseen))
        )
        return
    facts = knowledge.client(call.client.name)
    fixed = {"model": facts.default_model, **facts.always_sends}
    for name in absent:
        if value := fixed.get(name):
            yield Resolution(name, f"{value}, which the client sends where none is passed")
    if rest := [name for name in absent if not fixed.get(name)]:
        yield Resolution(", ".join(rest), "not sent")


def _argument(argument: Argument, source_of: SourceOf) -> Resolution:
    value = argument.value
    ways = [tuple(_way(literal, argument, source_of)) for literal in value.candidates]
    words = [_HOW[argument.via], "on some paths only" if argument.conditional else ""]
    shown = " or ".join(dict.fromkeys(_written(one, source_of) for one in value.candidates))
    state = ", ".join([shown or "not seen", *filter(None, words)])
    unseen = () if value.complete else tuple(map(str, value.unseen)) or ("where it comes from",)
    entry = _place(source_of, argument.path, argument.span)
    return Resolution(argument.name, state, tuple(ways) or ((entry,),), unseen)


def _way(literal: Literal, argument: Argument, source_of: SourceOf) -> Iterator[Step]:
    """From the call to the literal, with the entry of the call or of a dict where it is passed."""
    steps = [_step(hop) for hop in literal.via]
    entry = _place(source_of, argument.path, argument.span)
    if literal.path == argument.path and _lies_in(literal.span, argument.span):
        yield from (*steps, entry)
        return
    first = _own(literal.via, argument, source_of)
    yield from (*steps[:first], entry, *steps[first:])
    yield _place(source_of, literal.path, literal.span)


def _own(hops: Sequence[Hop], argument: Argument, source_of: SourceOf) -> int:
    """How many of `hops` lead to the dict that holds the entry; the others start at its value."""
    source = source_of(argument.path)
    value = source.slice(argument.value_span) if source else ""
    for index, hop in enumerate(hops):
        if re.search(rf"(?<![\w.]){re.escape(hop.name)}(?!\w)", value):
            return index
    return 0


def _lies_in(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _step(hop: Hop) -> Step:
    return Step(hop.path, hop.line, 0, hop.name)


def _place(source_of: SourceOf, path: Path, span: Span) -> Step:
    source = source_of(path)
    if source is None:
        return Step(path, 1, 0, "(can't be read any more)")
    return Step(path, *source.position(span.start), _short(source.slice(span).rstrip(", \t\r\n")))


def _written(literal: Literal, source_of: SourceOf) -> str:
    source = source_of(literal.path)
    return _short(source.slice(literal.span)) if source else repr(literal.value)


def _short(text: str) -> str:
    """`text` in one line that fits."""
    return shortened(text, _LENGTH)
