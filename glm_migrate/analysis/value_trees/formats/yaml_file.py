"""YAML as settings: PyYAML's node graph, never its objects.

Aliases stay one node however often they are used, so a file of aliases of aliases costs its bytes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from glm_migrate.analysis.value_trees.interpolation import interpolated, is_interpolated
from glm_migrate.analysis.value_trees.limits import (
    MAX_MERGED,
    MAX_NESTING,
    MAX_NUMBER_TEXT,
    MAX_SLOW_TEXT,
)
from glm_migrate.analysis.value_trees.value_tree import (
    BrokenFile,
    Items,
    Node,
    Scalar,
    Table,
    TreeEntry,
    ValueTree,
    unseen,
)
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.model.values import UNSEEN, Constant
from glm_migrate.text.byte_offsets import ByteOffsets
from glm_migrate.text.source import Source, Span

if TYPE_CHECKING:
    import yaml

_TAG = "tag:yaml.org,2002:"
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
_TEMPLATE = re.compile(r"\{\{|\{%")
_TRUE, _FALSE = ("yes", "true", "on"), ("no", "false", "off")


def read(source: Source) -> ValueTree:
    """The tree of a YAML file.

    Raises:
        BrokenFile: it is no YAML, and no template of it either.
    """
    tree = _YamlTree(source.text)
    try:
        roots = _composed(source.text)
    except BrokenFile:
        if _TEMPLATE.search(source.text):
            return ValueTree(source, (), is_script=True)
        raise
    return ValueTree(source, tuple(tree.node(root) for root in roots))


def _composed(text: str) -> list[yaml.Node]:
    """The roots of all documents."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", None)
    if loader is None and len(text) > MAX_SLOW_TEXT:
        raise BrokenFile("it is too large for PyYAML without its C library")
    try:
        roots = list(yaml.compose_all(text, loader or yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BrokenFile(_reason(error), mark.line + 1 if mark else 1) from None
    return [root for root in roots if root is not None]


def _reason(error: yaml.YAMLError) -> str:
    """What is wrong, without the names that PyYAML quotes from the file."""
    problem = str(getattr(error, "problem", None) or "it holds a character that YAML refuses")
    return re.sub(r"\s*(['\"])[^'\"]{2,}\1", "", problem)


class _YamlTree:
    """Makes nodes of PyYAML's."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._offsets = ByteOffsets(text)
        self._known: dict[int, Node] = {}
        self._uses: Counter[int] = Counter()
        self._merged = 0

    def node(self, root: yaml.Node) -> Node:
        self._count(root)
        return self._made(root, 0)

    def _count(self, root: Any) -> None:
        """How often each node is reached; what lies below an alias is reached as often."""
        stack = [(root, 1)]
        while stack:
            node, times = stack.pop()
            seen = self._uses[id(node)]
            self._uses[id(node)] = min(seen + times, 2)
            if seen >= 2:
                continue
            if node.id == "mapping":
                stack += [(inner, times) for pair in node.value for inner in pair]
            elif node.id == "sequence":
                stack += [(inner, times) for inner in node.value]

    def _made(self, node: Any, depth: int) -> Node:
        if id(node) not in self._known:
            if depth > MAX_NESTING:
                raise BrokenFile("it is nested too deeply to be read")
            self._known[id(node)] = unseen(self._span(node))
            self._known[id(node)] = self._make(node, depth)
        return self._known[id(node)]

    def _make(self, node: Any, depth: int) -> Node:
        if node.id == "scalar":
            return self._scalar(node)
        if node.tag not in (f"{_TAG}map", f"{_TAG}seq"):
            return unseen(self._span(node))
        if node.id == "sequence":
            items = tuple(self._made(inner, depth + 1) for inner in node.value)
            return Items(items, self._span(node))
        return Table(tuple(self._entries(node, depth)), self._span(node))

    def _entries(self, node: Any, depth: int) -> Iterator[TreeEntry]:
        """The entries; those that are merged come first, for the table's own win."""
        own: list[TreeEntry] = []
        for key, value in node.value:
            if key.tag == f"{_TAG}merge":
                yield from self._merged_from(value, depth)
            elif key.id == "scalar":
                own.append(TreeEntry(key.value, self._span(key), self._made(value, depth + 1)))
        yield from own

    def _merged_from(self, node: Any, depth: int) -> Iterator[TreeEntry]:
        made = self._made(node, depth + 1)
        for table in reversed(made.items) if isinstance(made, Items) else (made,):
            if not isinstance(table, Table):
                continue
            self._merged += len(table.entries)
            if self._merged > MAX_MERGED:
                raise BrokenFile("too many tables are merged into it")
            yield from table.entries

    def _scalar(self, node: Any) -> Scalar:
        span = self._span(node)
        written = self._text[slice(*self._extent(node))]
        value = _constant(node)
        if not isinstance(value, str):
            return Scalar(value, span)
        shared = UnsafeReason(UnsafeKind.ALIASED) if self._uses[id(node)] > 1 else None
        at = _place_in(written, value)
        if at < 0:
            if is_interpolated(value):
                return unseen(span)
            return Scalar(value, span, locked=True, shared=shared)
        start = span.start + len(written[:at].encode())
        inner = Span(start, start + len(value.encode()))
        if is_interpolated(value):
            return interpolated(value, inner, start)
        return Scalar(value, inner, shared=shared)

    def _span(self, node: Any) -> Span:
        return self._offsets.span(*self._extent(node))

    def _extent(self, node: Any) -> tuple[int, int]:
        """First and last character of what is written, without anchor, tag and blanks."""
        start, end = node.start_mark.index, node.end_mark.index
        match = _PROPERTIES.match(self._text, start, end)
        start = match.end() if match else start
        return start, start + len(self._text[start:end].rstrip())


def _place_in(written: str, value: str) -> int:
    """Where in what is written the value stands, character by character; -1 if nowhere."""
    quotes = 1 if written[:1] in ('"', "'") else 0
    if written[quotes : len(written) - quotes] == value:
        return quotes
    is_block = written[:1] in ("|", ">") and written.count(value) == 1
    return written.find(value) if is_block and value else -1


def _constant(node: Any) -> Constant:
    """What YAML 1.1 makes of a scalar, as far as it is a text, a number, a truth value or none."""
    kind, text = node.tag.removeprefix(_TAG), node.value
    if kind == "str":
        return str(text)
    if kind == "null":
        return None
    if kind == "bool":
        return True if text.lower() in _TRUE else False if text.lower() in _FALSE else UNSEEN
    return _number(kind, text)


def _number(kind: str, text: str) -> Constant:
    plain = text.replace("_", "")
    try:
        if kind == "int" and re.fullmatch(r"[-+]?(?:0|[1-9]\d{0,30})", plain):
            return int(plain)
        if kind == "float" and len(plain) < MAX_NUMBER_TEXT and ":" not in plain:
            return float(plain)
    except ValueError:
        pass
    return UNSEEN
