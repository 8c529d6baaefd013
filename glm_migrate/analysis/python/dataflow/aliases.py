"""Where a variable hands its object on: to other names, to functions, out of sight.

Only the object itself counts: a copy, a part of it or its text go nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.dataflow.resolved import Holder
from glm_migrate.analysis.python.dataflow.sharing import reads
from glm_migrate.analysis.python.semantics.scopes import Binding, Kind, Place, Scope, dotted, owner

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Tree
    from glm_migrate.analysis.python.dataflow.resolved import Origin

_LAST = 1 << 60  # behind every statement
_SAME = (cst.BooleanOperation, cst.IfExp, cst.NamedExpr)
# Callables that are known to leave what they are given as it is, and verbs that promise it.
_HARMLESS = frozenset(
    "print pprint pp echo len str repr dict list tuple set frozenset sorted isinstance type id "
    "bool iter any all zip enumerate hash format vars max min sum copy deepcopy MappingProxyType "
    "dumps dump safe_dump pformat debug info warning warn error exception critical log post put "
    "get request stream send append add extend insert setdefault join partial model_validate "
    "parse_obj urlencode urlopen encode asdict jsonify update create acreate parse getattr "
    "hasattr".split()
)
_HARMLESS_VERB = re.compile(
    r"^_*(log|print|dump|save|write|send|show|hash|assert|is|has|len)_|^[A-Z]"
)


@dataclass(frozen=True, eq=False)
class Flow:
    """Where a variable hands its object on.

    Attributes:
        place: Of the statement that does so.
        name: The other variable; None where a function gets the object that can't be read.
        binding: What binds that variable to the object.
    """

    place: Place
    name: Holder | None = None
    binding: Binding | None = None
    missing: str = ""


def key_of(holder: Holder) -> tuple[int, str]:
    return id(holder.owner or holder.scope), holder.text


def is_own(holder: Holder, base: cst.BaseExpression, scope: Scope) -> bool:
    """Whether `base` is an instance of the class whose attribute is meant, or of its family."""
    own = owner(base, scope)
    if own is None or holder.owner is None or own is holder.owner:
        return own is not None
    lineage = holder.tree.klass(own).lineage
    other = next((one for one in holder.tree.classes if one.node is holder.owner), None)
    return holder.owner in lineage or other is None or own in other.lineage


def root(node: cst.CSTNode) -> cst.Name | None:
    while isinstance(node, (cst.Attribute, cst.Subscript)):
        node = node.value
    return node if isinstance(node, cst.Name) else None


def flows(holder: Holder) -> tuple[Flow, ...]:
    """Where the variable hands its object on; remembered."""
    known = holder.tree.resolver.flows_known
    key = key_of(holder)
    if key not in known:
        known[key] = ()  # what is asked meanwhile must not ask this again
        with holder.tree.workspace.fresh_search():
            known[key] = tuple(_flows(holder))
    return known[key]


def _flows(holder: Holder) -> Iterator[Flow]:
    tree, parents = holder.tree, holder.tree.names.parents
    for use in reads(holder):
        place = tree.names.place(use)
        if isinstance(use, cst.Attribute) and not _is_of_family(holder, use, place):
            continue
        child: cst.CSTNode = use
        parent = parents.get(child)
        while isinstance(parent, _SAME) or (isinstance(parent, cst.Arg) and _casts(tree, parent)):
            child = parents[parent] if isinstance(parent, cst.Arg) else parent
            parent = parents.get(child)
        if isinstance(parent, (cst.Assign, cst.AnnAssign)) and parent.value is child:
            yield from _assigned(tree, parent, place)
        elif isinstance(parent, cst.Arg) and not parent.star:
            yield from _passed(tree, parent, place, holder.text)


def _is_of_family(holder: Holder, use: cst.Attribute, place: Place) -> bool:
    return holder.owner is None or is_own(holder, use.value, place.scope)


def _casts(tree: Tree, argument: cst.Arg) -> bool:
    call = tree.names.parents.get(argument)
    return isinstance(call, cst.Call) and dotted(call.func).rpartition(".")[2] == "cast"


def _assigned(tree: Tree, node: cst.Assign | cst.AnnAssign, place: Place) -> Iterator[Flow]:
    targets = [t.target for t in node.targets] if isinstance(node, cst.Assign) else [node.target]
    for target in targets:
        if isinstance(target, cst.Name):
            scope = tree.resolver.scope_of(target.value, place.scope)
            bindings = scope.bindings.get(target.value, ()) if scope else ()
            binding = next((one for one in bindings if one.node is target), None)
            yield Flow(place, Holder(tree, target.value, place, scope), binding)
        elif isinstance(target, cst.Attribute) and dotted(target):
            own = owner(target.value, place.scope)
            first = root(target)
            scope = tree.resolver.scope_of(first.value, place.scope) if first else None
            if own is not None or scope is not None:
                where = tree.names.scopes[own] if own is not None else scope
                yield Flow(place, Holder(tree, dotted(target), place, where, own))


def _passed(tree: Tree, argument: cst.Arg, place: Place, text: str) -> Iterator[Flow]:
    call = tree.names.parents.get(argument)
    if not isinstance(call, cst.Call) or not isinstance(call.func, (cst.Name, cst.Attribute)):
        return
    name = call.func.attr.value if isinstance(call.func, cst.Attribute) else call.func.value
    origins = tree.resolver.origins(call.func, place).found
    functions = [one for one in origins if isinstance(one.node, (cst.FunctionDef, cst.ClassDef))]
    for one in functions:
        if (function := _run_by(one)) is not None:
            yield from _into(one.tree, function, call, argument, place)
    if not functions and name not in _HARMLESS and not _HARMLESS_VERB.match(name):
        yield Flow(place, missing=f"`{text}` is passed to `{name}(…)`, which may change it")


def _run_by(called: Origin) -> cst.FunctionDef | None:
    """The function that runs when a function or class is called."""
    if isinstance(called.node, cst.ClassDef):
        made = (binding.node for _, binding in called.tree.klass(called.node).bindings("__init__"))
        return next((node for node in made if isinstance(node, cst.FunctionDef)), None)
    return called.node if isinstance(called.node, cst.FunctionDef) else None


def _into(
    tree: Tree, function: cst.FunctionDef, call: cst.Call, argument: cst.Arg, place: Place
) -> Iterator[Flow]:
    """The parameter of a function of the project that an argument is passed for."""
    scope = tree.names.scopes[function]
    if argument.keyword is not None:
        word = argument.keyword.value
    else:
        parameters = (*function.params.posonly_params, *function.params.params)
        is_method = scope.parent is not None and scope.parent.kind == "class"
        static = any(dotted(d.decorator) == "staticmethod" for d in function.decorators)
        index = call.args.index(argument) + (1 if is_method and not static else 0)
        word = parameters[index].name.value if index < len(parameters) else ""
    bindings = scope.bindings.get(word, ())
    binding = next((one for one in bindings if one.kind is Kind.PARAMETER), None)
    if binding is not None:
        yield Flow(place, Holder(tree, word, Place(_LAST, (), scope), scope), binding)
