"""Which version of a client library a call needs, by the keywords that it passes.

A keyword that came with a later version is a TypeError before it; the same field inside
`extra_body` needs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate import knowledge
from glm_migrate.knowledge import Put
from glm_migrate.model.calls import ChatCall, Via
from glm_migrate.model.dependencies import Need


def needs_of(call: ChatCall) -> Iterator[Need]:
    """What a call needs; nothing where the client or the version is not known."""
    facts = knowledge.client(call.client.name)
    for argument in call.arguments:
        placement = facts.placements.get(argument.name)
        if placement is None or placement.put is not Put.KEYWORD or not placement.since:
            continue
        if argument.via in (Via.KEYWORD, Via.SPREAD) and facts.package:
            line = call.source.position(call.name_span.start).line
            yield Need(facts.package, placement.since, call.source.path, line, argument.name)
