"""The members of an enumeration, which a loop over its class gives one by one, and their parts.

A class is one where it, or a class of the project that it derives from, names a known base.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import (
    Class,
    ResolvedValue,
    ResolvedValues,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.set_from_outside import is_set_on_member
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, dotted
from glm_migrate.knowledge.program_words import words
from glm_migrate.model.findings import Hop
from glm_migrate.model.unresolved import Reason

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


def of_member(member: ResolvedValue, name: str, hop: Hop, depth: int) -> ResolvedValues:
    """An attribute of a member: its value, or what `__init__` makes of a part of that."""
    if not member.definitions:
        return ResolvedValues()
    if name == "value":
        return ResolvedValues((member.through(hop),))
    scope = member.definitions[-1].point.scope
    klass = member.module.klass(scope.node) if isinstance(scope.node, cst.ClassDef) else None
    if klass is None or not is_enumeration(klass) or not isinstance(member.node, cst.Tuple):
        return ResolvedValues()
    parts, place = member.node.elements, _place(klass, name)
    if place is None or place >= len(parts):
        return ResolvedValues()
    found = member.module.resolver.resolve(parts[place].value, member.point, depth)
    if is_set_on_member(member.module, name, [one.name for one in members(klass)]):
        found += unresolved(Reason.REASSIGNED, name)
    return found.behind((*member.via, hop))


def _place(klass: Class, name: str) -> int | None:
    """Which part of a value `__init__` sets an attribute to, as it is."""
    for _, one in klass.definitions(name):
        function = one.point.scope.node
        if not isinstance(function, cst.FunctionDef) or function.name.value != "__init__":
            continue
        if isinstance(one.value, cst.Name):
            names = [each.name.value for each in function.params.params][1:]
            return names.index(one.value.value) if one.value.value in names else None
    return None
