"""Ids outside calls: where they stand, what for, and what must change together with which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import libcst as cst

from glm_migrate.findings import Hop
from glm_migrate.frontends.python.literals import literal_of
from glm_migrate.frontends.python.origins import Origin
from glm_migrate.frontends.python.roles import BOUND, role_of
from glm_migrate.frontends.python.strings import joined
from glm_migrate.frontends.python.tree import Tree
from glm_migrate.sites import Argument, ChatCall, Host, Literal, ModelRef, Role
from glm_migrate.source import Span


def references(
    tree: Tree, is_old: Callable[[str], bool], reached: frozenset[tuple[Path, Span]]
) -> Iterator[ModelRef]:
    """Every old id of a file that no call of the project was seen to use, with its role."""
    for node in tree.names.strings:
        if isinstance(tree.names.parents.get(node), cst.ConcatenatedString):
            continue
        text = joined(node)
        if not isinstance(text, str) or not is_old(text):
            continue
        if (tree.source.path, tree.bare(node)) in reached:
            continue
        ruling = role_of(tree, node)
        if ruling is not None and (name := _compared_name(tree, node)):
            ruling = Role.COMPARED, f"compared as `{name}`"
        place = tree.names.place(node)
        literal = literal_of(Origin(tree, node, place))
        if ruling is not None and literal is not None:
            role, use = ruling
            yield ModelRef(tree.source, literal, role, use, place.scope.qualified)


def _compared_name(tree: Tree, node: cst.CSTNode) -> str:
    """The variable that holds the id, or a display with it, where that is compared or asserted."""
    parents = tree.names.parents
    parent = parents.get(node)
    while isinstance(parent, (cst.DictElement, cst.Dict, cst.Element, cst.List, cst.Tuple)):
        parent = parents.get(parent)
    if not isinstance(parent, (cst.Assign, cst.AnnAssign)):
        return ""
    targets = (
        [t.target for t in parent.targets] if isinstance(parent, cst.Assign) else [parent.target]
    )
    names = [target.value for target in targets if isinstance(target, cst.Name)]
    return next((name for name in names if _is_compared(tree, name)), "")


def _is_compared(tree: Tree, name: str) -> bool:
    return any(
        ruling is not None and ruling[0] in (Role.COMPARED, Role.ASSERTED)
        for use in tree.names.uses.get(name, ())
        if isinstance(use, cst.Name)
        for ruling in (role_of(tree, use),)
    )


def asked(ref: ModelRef, calls: Mapping[str, ChatCall]) -> ModelRef:
    """`ref` with the first call that asks its id, where a rename there would contradict it."""
    call = calls.get(ref.model.lower()) if ref.role in BOUND else None
    if call is None:
        return ref
    line = call.source.position(call.name_span.start).line
    return replace(ref, asked=Hop(call.source.path, line, call.scope))


def by_id(calls: Iterable[ChatCall]) -> dict[str, ChatCall]:
    """The first call that asks each id, in lower case, where the id is the vendor's to change."""
    found: dict[str, ChatCall] = {}
    for call in calls:
        if call.client.endpoint.host in (Host.LOCAL, Host.OTHER, Host.CODING):
            continue
        for constant in call.model.constants:
            if isinstance(constant, str):
                found.setdefault(constant.lower(), call)
    return found


def tied(call: ChatCall, refs: Sequence[ModelRef]) -> ChatCall:
    """`call` with the other places of the project that its ids can't change without."""
    arguments = tuple(
        _tied_argument(argument, refs) if argument.name == "model" else argument
        for argument in call.arguments
    )
    return replace(call, arguments=arguments)


def _tied_argument(argument: Argument, refs: Sequence[ModelRef]) -> Argument:
    candidates = tuple(
        replace(literal, shared=literal.shared or _elsewhere(literal, refs))
        for literal in argument.value.candidates
    )
    return replace(argument, value=replace(argument.value, candidates=candidates))


def _elsewhere(literal: Literal, refs: Sequence[ModelRef]) -> str:
    """Where else the id stands in a role that a rename would contradict."""
    text = str(literal.value).lower()
    places: list[str] = []
    for ref in refs:
        if ref.role in BOUND and ref.model.lower() == text:
            line = ref.source.position(ref.literal.span.start).line
            file = "line" if ref.source.path == literal.path else f"{ref.source.path}:"
            places.append(f"{BOUND[ref.role]} at {file} {line}".replace(": ", ":"))
    if not places:
        return ""
    more = f" and {len(places) - 3} more places" if len(places) > 3 else ""
    return f'"{literal.value}" is also {", ".join(places[:3])}{more}'
