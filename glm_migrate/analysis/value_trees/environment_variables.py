"""The variables that a file sets for programs: all of a `.env`, and parts of other files.

In YAML these are the `environment` of a Compose service, the `env` of a container or of a workflow,
the data of a ConfigMap, and their like elsewhere; in `settings.ini` what python-decouple reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from glm_migrate.analysis.value_trees.interpolation import interpolated, is_interpolated
from glm_migrate.analysis.value_trees.limits import MAX_VARIABLE_NODES
from glm_migrate.analysis.value_trees.value_tree import (
    Items,
    Node,
    Scalar,
    Table,
    TreeEntry,
    ValueTree,
)
from glm_migrate.project.settings_units import DECOUPLED
from glm_migrate.text.file_suffixes import of_format
from glm_migrate.text.source import Span

# Compose, Kubernetes, GitHub, App Engine, Render; GitLab CI and CloudFormation, by their manuals,
# read 2026-11-29. The latter hold other things as well, so only names in capitals count.
_HOLDERS = ("environment", "env", "env_variables", "envVars")
_OTHER_HOLDERS = ("variables", "Variables")
_PAIR = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.*)")
_NAME = re.compile(r"[A-Za-z_]\w*")


def environments(document: ValueTree) -> tuple[Table, ...]:
    """Each set of variables that a program may be started with."""
    if document.is_environment:
        return tuple(root for root in document.roots if isinstance(root, Table))
    if document.source.path.name == DECOUPLED:
        sections = (root.get("settings") for root in document.roots if isinstance(root, Table))
        return tuple(one for one in sections if isinstance(one, Table))
    if document.source.path.suffix.lower() not in of_format("yaml"):
        return ()
    return tuple(table for root in document.roots for table in _below(root))


def _below(root: Node) -> Iterator[Table]:
    stack, left = [root], MAX_VARIABLE_NODES
    while stack and left:
        left -= 1
        node = stack.pop()
        if isinstance(node, Items):
            stack += node.items
        elif isinstance(node, Table):
            stack += (entry.value for entry in node.entries)
            yield from _of(node)


def _of(node: Table) -> Iterator[Table]:
    kind = node.get("kind")
    is_map = isinstance(kind, Scalar) and kind.value == "ConfigMap"
    for entry in node.entries:
        is_other = entry.key in _OTHER_HOLDERS
        if is_other or entry.key in _HOLDERS or (is_map and entry.key == "data"):
            pairs = tuple(one for one in _pairs(entry.value) if one.key.isupper() or not is_other)
            if pairs:
                yield Table(pairs, entry.key_span)


def _pairs(node: Node) -> Iterator[TreeEntry]:
    if isinstance(node, Table):
        yield from (one for one in node.entries if _NAME.fullmatch(one.key))
    elif isinstance(node, Items):
        for item in node.items:
            found = _named(item) if isinstance(item, Table) else _joined(item)
            if found is not None:
                yield found


def _named(item: Table) -> TreeEntry | None:
    """`- name: MODEL`, or `- key: MODEL`, with its `value`."""
    name, value = item.get("name") or item.get("key"), item.get("value")
    if isinstance(name, Scalar) and isinstance(name.value, str) and value is not None:
        return TreeEntry(name.value, name.span, value)
    return None


def _joined(item: Node) -> TreeEntry | None:
    """`- MODEL=value`."""
    text = item.raw or item.value if isinstance(item, Scalar) and not item.variable else None
    match = _PAIR.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    assert isinstance(item, Scalar)
    assert isinstance(text, str)
    value = match["value"]
    # What is written ends with the value, and with a quote behind it where there is one.
    written = item.span.end - item.span.start
    quotes = (written - len(text.encode())) // 2
    end = item.span.end - quotes
    span = Span(end - len(value.encode()), end)
    key = Span(item.span.start, span.start)
    if is_interpolated(value):
        start = -1 if item.locked and not item.raw else span.start
        return TreeEntry(match["name"], key, interpolated(value, span, start))
    return TreeEntry(match["name"], key, Scalar(value, span, item.locked, item.shared))
