"""Which exceptions the `try` statements around a place catch by name."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted

_Try = cst.Try | cst.TryStar


def caught(point: ProgramPoint) -> frozenset[str]:
    """The exceptions that are caught where an error at `point` is raised."""
    return frozenset(
        name
        for node, arm in point.branches
        if isinstance(node, _Try) and arm == 0
        for name in caught_by(node)
    )


def caught_by(node: _Try) -> Iterator[str]:
    """The last part of each name in the handlers of a `try`."""
    for handler in node.handlers:
        kinds = handler.type
        parts = [one.value for one in kinds.elements] if isinstance(kinds, cst.Tuple) else [kinds]
        for part in parts:
            if part is not None and (name := dotted(part)):
                yield name.rpartition(".")[2]
