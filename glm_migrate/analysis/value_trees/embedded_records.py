"""Records that a text of a settings file holds: `LLM={"model": "glm-4.5"}` in a `.env`.

Where the text is written byte by byte, each value of the record has a place of its own in the file.
"""

from __future__ import annotations

from dataclasses import replace

from glm_migrate.analysis.value_trees.formats.json_file import tree_of
from glm_migrate.analysis.value_trees.value_tree import (
    BrokenFile,
    Items,
    Node,
    Scalar,
    Table,
    TreeEntry,
    ValueTree,
)
from glm_migrate.model.values import Constant
from glm_migrate.text.json_scan import NotJson
from glm_migrate.text.source import Span


def embedded(document: ValueTree, holder: Scalar) -> ValueTree | None:
    """The record that a text of a document is as JSON; None where it is no record."""
    text = holder.value
    if not isinstance(text, str) or not text.lstrip().startswith(("{", "[")):
        return None
    try:
        root = tree_of(text)
    except (NotJson, BrokenFile, RecursionError):
        return None
    return ValueTree(document.source, (_Placing(document, holder).node(root),))


class _Placing:
    """Gives the nodes of a record that a text holds their places in the file."""

    def __init__(self, document: ValueTree, holder: Scalar) -> None:
        self._holder = holder
        self._written = document.source.slice(holder.span)
        self._is_plain = not holder.locked and self._written == holder.value

    def node(self, node: Node) -> Node:
        """A node of the text as one of the file."""
        span = self._span(node.span, node.value if isinstance(node, Scalar) else None)
        if isinstance(node, Scalar):
            locked = node.locked or not self._is_plain
            return replace(node, span=span, locked=locked, shared=self._holder.shared)
        if isinstance(node, Items):
            return Items(tuple(map(self.node, node.items)), span)
        entries = (
            TreeEntry(one.key, self._span(one.key_span, one.key), self.node(one.value))
            for one in node.entries
        )
        return Table(tuple(entries), span)

    def _span(self, within: Span, value: Constant) -> Span:
        """Where a piece of the text stands; of one with escapes where the value is written once."""
        start = self._holder.span.start
        if self._is_plain:
            return Span(start + within.start, start + within.end)
        if not isinstance(value, str) or self._written.count(value) != 1:
            return self._holder.span
        start += len(self._written.partition(value)[0].encode())
        return Span(start, start + len(value.encode()))
