"""Ids outside calls: where they stand, what for, and what must change together with which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import libcst as cst

from glm_migrate.frontends.python.literals import literal_of
from glm_migrate.frontends.python.names import Place
from glm_migrate.frontends.python.roles import role_of
from glm_migrate.frontends.python.tree import Tree
from glm_migrate.frontends.python.values import Origin
from glm_migrate.sites import Argument, ChatCall, ModelRef, Role
from glm_migrate.source import Span

_STRINGS = (cst.SimpleString, cst.ConcatenatedString)
# Roles of which a rename elsewhere in the file makes the program behave differently.
_BOUND = {
    Role.LISTED: "listed",
    Role.TABLE: "the key of a table",
    Role.COMPARED: "compared",
    Role.ASSERTED: "asserted",
    Role.KEY: "a key",
}


def references(
    tree: Tree, is_old: Callable[[str], bool], reached: frozenset[Span]
) -> Iterator[ModelRef]:
    """Every old id that no call of the file was seen to use, with its role."""
    for node in tree.names.strings:
        if isinstance(tree.names.parents.get(node), cst.ConcatenatedString):
            continue
        text = node.evaluated_value if isinstance(node, _STRINGS) else None
        if not isinstance(text, str) or not is_old(text) or tree.bare(node) in reached:
            continue
        ruling = role_of(tree, node)
        place = tree.names.place(node)
        literal = literal_of(Origin(tree, node, place))
        if ruling is not None and literal is not None:
            role, use = ruling
            yield ModelRef(tree.source, literal, role, use, place.scope.qualified)


def tied(tree: Tree, call: ChatCall, refs: Iterable[ModelRef]) -> ChatCall:
    """`call` with the reasons why its ids can't change alone."""
    arguments = tuple(
        _tied_argument(tree, argument, tuple(refs)) if argument.name == "model" else argument
        for argument in call.arguments
    )
    return replace(call, arguments=arguments)


def _tied_argument(tree: Tree, argument: Argument, refs: tuple[ModelRef, ...]) -> Argument:
    nodes = {tree.bare(node): node for node in tree.names.strings}
    candidates = tuple(
        replace(literal, shared=_reason(tree, nodes.get(literal.span), str(literal.value), refs))
        for literal in argument.value.candidates
    )
    return replace(argument, value=replace(argument.value, candidates=candidates))


def _reason(tree: Tree, node: cst.BaseString | None, text: str, refs: tuple[ModelRef, ...]) -> str:
    """Why the id can't change alone: what it is itself, or where else it stands."""
    ruling = role_of(tree, node) if node is not None else None
    if ruling is not None and ruling[0] in _BOUND:
        return f"it is {ruling[1]}, which other code may go through"
    places: list[str] = []
    for ref in refs:
        if ref.role in _BOUND and ref.model.lower() == text.lower():
            line = ref.source.position(ref.literal.span.start).line
            places.append(f"{_BOUND[ref.role]} at line {line}")
    if not places:
        return ""
    more = f" and {len(places) - 3} more places" if len(places) > 3 else ""
    return f'"{text}" is also {", ".join(places[:3])}{more}'


def uses_of(tree: Tree, name: str, place: Place) -> Iterator[cst.Name | cst.Attribute]:
    """Reads of the variable `name` that is seen at `place`."""
    scope = tree.resolver.scope_of(name, place.scope)
    for use in tree.names.uses.get(name, ()):
        if isinstance(use, cst.Name):
            at = tree.names.place(use)
            if tree.resolver.scope_of(name, at.scope) is scope:
                yield use
