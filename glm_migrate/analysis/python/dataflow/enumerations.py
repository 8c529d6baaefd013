"""The members of an enumeration, which a loop over its class gives one by one.

A class is one where it, or a class of the project that it derives from, names a known base.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.analysis.python.dataflow.interface import Class
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, dotted
from glm_migrate.knowledge.program_words import words

_BASES = words("enumeration")


def is_enumeration(klass: Class) -> bool:
    """Whether a class derives from one of `enum`, directly or through classes of the project."""
    return any(
        dotted(base.value).rpartition(".")[2] in _BASES
        for one in klass.ancestors
        for base in one.node.bases
    )


def members(klass: Class) -> Iterator[Definition]:
    """What the body of an enumeration assigns, in source order; names with `_` are no members."""
    for name, definitions in klass.scope.definitions.items():
        if not name.startswith("_"):
            yield from (one for one in definitions if one.kind is Kind.ASSIGN)
