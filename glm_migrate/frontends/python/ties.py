"""Why an id can't be changed for one call alone: what it is one of, and what else reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.frontends.python.flows import key_of
from glm_migrate.frontends.python.names import Kind, dotted
from glm_migrate.frontends.python.roles import BOUND, role_of
from glm_migrate.frontends.python.sharing import reads
from glm_migrate.sites import Role

if TYPE_CHECKING:
    from glm_migrate.frontends.python.origins import Holder, Origin
    from glm_migrate.frontends.python.tree import Tree

_BUILDING = (cst.Add, cst.Modulo)
_TEXT_METHODS = frozenset({"replace", "format", "join", "removesuffix", "removeprefix", "split"})
# Callables that are known to ask a model, or to hand the keyword on to one that is looked at.
_SEEN = frozenset("create acreate stream parse partial post request dict update".split())


def tie(origin: Origin) -> str:
    """Why the string at `origin` is more than the model of the call that was followed to it."""
    tree, node = origin.tree, origin.node
    ruling = role_of(tree, node) if isinstance(node, cst.SimpleString) else None
    if ruling is None:
        return ""
    if ruling[0] in BOUND:
        return f"it is {ruling[1]}, which other code may go through"
    return next((why for holder in origin.holders if (why := _of_variable(holder))), "")


def _of_variable(holder: Holder) -> str:
    """What is done with a variable that holds an id besides asking it; remembered."""
    known, key = holder.tree.resolver.ties_known, key_of(holder)
    if key not in known:
        known[key] = ""  # what is asked meanwhile must not ask this again
        known[key] = _done_with(holder)
    return known[key]


def _done_with(holder: Holder) -> str:
    if holder.scope is not None and any(
        binding.kind is Kind.AUGMENT for binding in holder.scope.bindings.get(holder.text, ())
    ):
        return f"another id is built from `{holder.text}`"
    for use in reads(holder):
        if _builds(holder.tree, use):
            return f"another id may be built from `{holder.text}`"
        if name := _unknown_reader(holder.tree, use):
            return f"`{holder.text}` is also the model of {name}(…), which is not known"
    return ""


def _builds(tree: Tree, use: cst.BaseExpression) -> bool:
    """Whether the text is made part of another one that is not for people to read."""
    parents = tree.names.parents
    node: cst.CSTNode = use
    while (parent := parents.get(node)) is not None:
        is_joined = isinstance(parent, cst.BinaryOperation) and isinstance(
            parent.operator, _BUILDING
        )
        if is_joined or isinstance(parent, (cst.FormattedStringExpression, cst.FormattedString)):
            node = parent
        elif isinstance(parent, cst.Attribute) and parent.attr.value in _TEXT_METHODS:
            node = parents[parent]
        else:
            break
    if node is use or isinstance(node, cst.FormattedStringExpression):
        return False
    ruling = role_of(tree, node)
    return ruling is not None and ruling[0] in (Role.SETTING, Role.OTHER)


def _unknown_reader(tree: Tree, use: cst.BaseExpression) -> str:
    """The callable that takes the id as a model without being known; empty for all others."""
    argument = tree.names.parents.get(use)
    call = tree.names.parents.get(argument) if isinstance(argument, cst.Arg) else None
    if not isinstance(call, cst.Call) or not isinstance(argument, cst.Arg):
        return ""
    ruling = role_of(tree, use)
    if argument.keyword is None or ruling is None or ruling[0] is not Role.SETTING:
        return ""
    name = dotted(call.func).rpartition(".")[2]
    if not name or name in _SEEN or name in _known():
        return ""
    found = tree.resolver.origins(call.func, tree.names.place(call)).found
    if any(isinstance(one.node, (cst.FunctionDef, cst.ClassDef)) for one in found):
        return ""
    return name


def _known() -> frozenset[str]:
    names = (*knowledge.constructors(), *knowledge.functions())
    return frozenset(name.rpartition(".")[2] for name in names)
