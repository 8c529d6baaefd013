"""TOML as settings."""

from __future__ import annotations

from glm_migrate.analysis.value_trees.interpolation import interpolated, is_interpolated
from glm_migrate.analysis.value_trees.value_tree import (
    BrokenFile,
    Items,
    Node,
    Path,
    Scalar,
    Table,
    TreeEntry,
    ValueTree,
)
from glm_migrate.model.values import UNSEEN
from glm_migrate.text.source import Source, Span
from glm_migrate.text.toml import NotToml
from glm_migrate.text.toml_values import TomlValue, toml_values

_NOWHERE = Span(0, 0)


def read(source: Source) -> ValueTree:
    """The tree of a TOML file.

    Raises:
        BrokenFile: it is no TOML, or not as it can be edited.
    """
    try:
        values = toml_values(source.utf8)
    except NotToml as error:
        raise BrokenFile(str(error).partition(" (at line")[0]) from None
    return ValueTree(source, (_node([(one.path, _scalar(one)) for one in values]),))


def _node(leaves: list[tuple[Path, Scalar]]) -> Node:
    """The table or list of which `leaves` are what stands below it."""
    if len(leaves) == 1 and not leaves[0][0]:
        return leaves[0][1]
    below: dict[str | int, list[tuple[Path, Scalar]]] = {}
    for path, scalar in leaves:
        below.setdefault(path[0], []).append((path[1:], scalar))
    span = Span(leaves[0][1].span.start, leaves[-1][1].span.end) if leaves else _NOWHERE
    if below and all(isinstance(key, int) for key in below):
        return Items(tuple(_node(inner) for inner in below.values()), span)
    entries = ((str(key), _node(inner)) for key, inner in below.items())
    return Table(tuple(TreeEntry(key, node.span, node) for key, node in entries), span)


def _scalar(one: TomlValue) -> Scalar:
    if isinstance(one.value, str):
        if is_interpolated(one.value):
            return interpolated(one.value, one.span, one.span.start if one.plain else -1)
        return Scalar(one.value, one.span, locked=not one.plain)
    known = isinstance(one.value, (bool, int, float))
    return Scalar(one.value if known else UNSEEN, one.span)
