"""From a parsed file to its sites: calls first, then the ids that no call was seen to use."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glm_migrate.frontends.python.calls import chat_calls
from glm_migrate.frontends.python.references import references, tied
from glm_migrate.frontends.python.tree import Tree
from glm_migrate.sites import Site
from glm_migrate.source import Source


def read(
    source: Source, is_old: Callable[[str], bool], known_clients: tuple[str, ...]
) -> Iterator[Site]:
    """The sites of `source`; raises as `sites` does."""
    tree = Tree(source)
    calls = tuple(chat_calls(tree, frozenset(known_clients)))
    reached = frozenset(
        literal.span
        for call in calls
        for argument in call.all("model")
        for literal in argument.value.candidates
    )
    refs = tuple(references(tree, is_old, reached))
    for call in calls:
        yield tied(tree, call, refs)
    yield from refs
