"""Python files: LibCST reads them, nothing beyond this package knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glm_migrate.frontends.python.calls import chat_calls
from glm_migrate.frontends.python.references import references, tied
from glm_migrate.frontends.python.tree import Tree
from glm_migrate.sites import Site
from glm_migrate.source import Source


def sites(
    source: Source, is_old: Callable[[str], bool], known_clients: tuple[str, ...] = ()
) -> Iterator[Site]:
    """Every chat call and every old id of a file, in that order.

    Raises:
        UnparsableSource: `source` is not valid Python.
        NotReproducible: LibCST can't give back its bytes.
    """
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
