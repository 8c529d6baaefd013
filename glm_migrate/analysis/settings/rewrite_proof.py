"""Proof of a rewritten settings file: the same keys in the same places, with a few other values."""

from __future__ import annotations

from glm_migrate.analysis.value_trees.formats import read
from glm_migrate.analysis.value_trees.value_tree import ValueTree
from glm_migrate.errors import FileError, FixRejected
from glm_migrate.text.source import Source


def verify(before: Source, after: Source) -> None:
    """Raise `FixRejected` unless only single values differ, each of the kind that it was."""
    try:
        shapes = _shape(read(before)), _shape(read(after))
    except FileError as error:
        raise FixRejected(before.path, f"the rewritten text: {error.detail}") from error
    if shapes[0] != shapes[1]:
        raise FixRejected(before.path, "more than single values would change")


def _shape(document: ValueTree) -> list[object]:
    """Where a value stands and of which kind it is, in the order of the file."""
    places: dict[object, int] = {}
    return [
        (path, type(scalar.value), scalar.variable, places.setdefault(scalar.span, len(places)))
        for path, scalar in document.scalars()
    ]
