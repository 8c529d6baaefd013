"""What becomes of an expression: tested, joined to a text, parsed, stored, handed on.

One step up from the expression through what passes a value on unchanged: `or`, `await`, both arms
of a conditional, methods that only trim a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import dotted

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Tree


class Fate(Enum):
    NAMED = "bound to a name"
    TESTED = "looked at in a condition"
    SHOWN = "printed or logged"
    FORMATTED = "put into a formatted string"
    ITERATED = "iterated over"
    STEP = "one of its parts is read"
    METHOD = "a method of it is called"
    KEY = "used as a key"
    JOINED = "added to a text"
    PARSED = "parsed"
    STORED = "stored in an item or attribute"
    APPENDED = "put into a list"
    EXTENDED = "added to a list"
    PASSED = "passed to a function"
    YIELDED = "yielded"
    RETURNED = "returned"
    DROPPED = "not used"
    OTHER = "used in another way"


@dataclass(frozen=True, eq=False)
class Use:
    """The first thing that happens to a value.

    Attributes:
        value: The whole expression that carries the value there, `x or ""` for `x`.
        holder: The statement or call that uses it.
        target: What it is joined to or stored in.
        made: The dict, list or call that it was put into on the way; None when it went alone.
    """

    fate: Fate
    value: cst.CSTNode
    holder: cst.CSTNode
    target: cst.BaseExpression | None = None
    made: cst.CSTNode | None = None


_SHOWING = frozenset(
    "print pprint debug info warning warn error exception critical log echo secho".split()
)
_PARSING = frozenset("loads literal_eval eval from_json raw_decode validate_json".split()) | {
    "model_validate_json",
    "parse_raw",
    "repair_json",
}
_TRIMMING = frozenset(
    "strip lstrip rstrip replace encode decode lower upper removeprefix str".split()
)
_COPYING = frozenset("model_dump dict to_dict copy model_copy".split())
_LOOKING = frozenset("len bool isinstance hasattr type any all startswith endswith id repr".split())
_LISTING = frozenset({"append", "add", "appendleft", "insert"})
_MAKING = frozenset({"dict", "SimpleNamespace", "list", "tuple"})


def use_of(tree: Tree, node: cst.CSTNode, made: cst.CSTNode | None = None) -> Use:
    """What happens to the value of `node`."""
    parents = tree.names.parents
    child, parent = node, parents.get(node)
    while parent is not None:
        handler = _USES.get(type(parent))
        if handler is None:
            return Use(Fate.OTHER, child, parent, made=made)
        found = handler(tree, child, parent)
        if isinstance(found, Use):
            return replace(found, made=found.made or made)
        if found is Made.HERE:
            made = parents[parent] if isinstance(parent, cst.Arg) else parent
        child, parent = parent, parents.get(parent)
    return Use(Fate.OTHER, child, child, made=made)


class Made(Enum):
    """How an expression passes a value on: as it is, or within something new."""

    SAME = 0
    HERE = 1


def _or(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Use | Made:
    assert isinstance(parent, cst.BooleanOperation)
    if isinstance(parent.operator, cst.And) and child is parent.left:
        return Use(Fate.TESTED, child, parent)
    return Made.SAME


def _conditional(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Use | Made:
    assert isinstance(parent, cst.IfExp)
    return Use(Fate.TESTED, child, parent) if child is parent.test else Made.SAME


def _same(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Made:
    return Made.SAME


def _entry(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Use | Made:
    if isinstance(parent, cst.DictElement) and child is parent.key:
        return Use(Fate.KEY, child, parent)
    return Made.HERE


def _fate(fate: Fate) -> Callable[[Tree, cst.CSTNode, cst.CSTNode], Use]:
    return lambda tree, child, parent: Use(fate, child, parent)


def _attribute(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Use | Made:
    assert isinstance(parent, cst.Attribute)
    call = tree.names.parents.get(parent)
    if isinstance(call, cst.Call) and call.func is parent:
        if parent.attr.value == "get":
            return Use(Fate.STEP, child, call)
        return Use(Fate.METHOD, child, call)
    return Use(Fate.STEP, child, parent)


def _subscript(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Use | Made:
    assert isinstance(parent, cst.Subscript)
    return Use(Fate.STEP, child, parent)


def _argument(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Use | Made:
    call = tree.names.parents.get(parent)
    if not isinstance(call, cst.Call):
        return Use(Fate.OTHER, child, parent)
    word = called(call)
    receiver = call.func.value if isinstance(call.func, cst.Attribute) else None
    if receiver is not None and _is_own_method(tree, call):
        return Use(Fate.PASSED, child, call)
    if word in _PARSING:
        return Use(Fate.PARSED, child, call)
    if word in _SHOWING or (word == "write" and receiver and dotted(receiver) == "sys.stdout"):
        return Use(Fate.SHOWN, child, call)
    if word in _LOOKING:
        return Use(Fate.TESTED, child, call)
    if word in _LISTING and receiver is not None:
        return Use(Fate.APPENDED, child, call, receiver)
    if word == "extend" and receiver is not None:
        return Use(Fate.EXTENDED, child, call, receiver)
    if word in ("get", "pop", "setdefault") and receiver is not None:
        first = bool(call.args) and call.args[0] is parent
        return Use(Fate.KEY if first else Fate.STORED, child, call, receiver)
    if word == "join":
        return Use(Fate.JOINED, child, call)
    if word == "str" or word in ("iter", "aiter", "enumerate", "zip", "next", "anext", "reversed"):
        return Made.SAME
    if word == "getattr" and call.args[0] is parent:
        return Use(Fate.STEP, child, call)
    if word in _MAKING:
        return Made.HERE
    return Use(Fate.PASSED, child, call)


def _is_own_method(tree: Tree, call: cst.Call) -> bool:
    """`acc.add(delta)` of a class of the project is no list's `add`."""
    found = tree.resolver.origins(call.func, tree.names.place(call)).found
    return any(isinstance(origin.node, cst.FunctionDef) for origin in found)


def _parenthesised_call(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Use | Made:
    """Behind `_argument`: the result of a call that passes its argument on."""
    return Made.SAME


def _assign(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Use | Made:
    assert isinstance(parent, (cst.Assign, cst.AnnAssign))
    targets = (
        [t.target for t in parent.targets] if isinstance(parent, cst.Assign) else [parent.target]
    )
    if child in targets:
        return Use(Fate.OTHER, child, parent)
    for target in targets:
        if not isinstance(target, (cst.Name, cst.Tuple, cst.List)):
            return Use(Fate.STORED, child, parent, target)
    first = targets[0]
    return Use(Fate.NAMED, child, parent, first if isinstance(first, cst.Name) else None)


def _augmented(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Use | Made:
    assert isinstance(parent, cst.AugAssign)
    if child is parent.target:
        return Use(Fate.OTHER, child, parent)
    return Use(Fate.JOINED, child, parent, parent.target)


def _sum(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Use | Made:
    """`buffer = buffer + part`, wherever the sum goes."""
    assert isinstance(parent, cst.BinaryOperation)
    if not isinstance(parent.operator, cst.Add):
        return Use(Fate.FORMATTED, child, parent)
    rest = use_of(tree, parent)
    return Use(Fate.JOINED, child, rest.holder, rest.target, rest.made)


def _loop(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Use | Made:
    assert isinstance(parent, (cst.For, cst.CompFor))
    return Use(Fate.ITERATED if child is parent.iter else Fate.OTHER, child, parent)


def _within(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Use | Made:
    return Made.HERE


def _walrus(tree: Tree, child: cst.CSTNode, parent: cst.CSTNode) -> Use | Made:
    return Made.SAME


def called(call: cst.Call) -> str:
    """The last part of the called name."""
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value
    return dotted(call.func)


def trimmed(tree: Tree, use: Use) -> Use:
    """`use` behind the methods that only trim or copy a text."""
    while use.fate is Fate.METHOD and isinstance(use.holder, cst.Call):
        word = called(use.holder)
        if word in _LOOKING or word.startswith("is"):
            return replace(use, fate=Fate.TESTED)
        if word not in _TRIMMING and word not in _COPYING:
            return use
        use = use_of(tree, use.holder, use.made)
    return use


def inside(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """`node` and all expressions in it."""
    from glm_migrate.analysis.python.syntax.children import children

    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack += reversed(list(children(current)))


_USES: dict[type, Callable[[Tree, cst.CSTNode, cst.CSTNode], Use | Made]] = {
    cst.BooleanOperation: _or,
    cst.IfExp: _conditional,
    cst.NamedExpr: _walrus,
    cst.Await: _same,
    cst.StarredElement: _same,
    cst.Element: _entry,
    cst.DictElement: _entry,
    cst.StarredDictElement: _same,
    cst.Dict: _within,
    cst.List: _within,
    cst.Tuple: _within,
    cst.Set: _within,
    cst.Call: _parenthesised_call,
    cst.Arg: _argument,
    cst.Attribute: _attribute,
    cst.Subscript: _subscript,
    cst.Index: _fate(Fate.KEY),
    cst.SubscriptElement: _fate(Fate.KEY),
    cst.Assign: _assign,
    cst.AnnAssign: _assign,
    cst.AugAssign: _augmented,
    cst.BinaryOperation: _sum,
    cst.UnaryOperation: _fate(Fate.TESTED),
    cst.Comparison: _fate(Fate.TESTED),
    cst.ComparisonTarget: _fate(Fate.TESTED),
    cst.If: _fate(Fate.TESTED),
    cst.While: _fate(Fate.TESTED),
    cst.Assert: _fate(Fate.TESTED),
    cst.CompIf: _fate(Fate.TESTED),
    cst.CompFor: _loop,
    cst.For: _loop,
    cst.GeneratorExp: _within,
    cst.ListComp: _within,
    cst.SetComp: _within,
    cst.DictComp: _within,
    cst.FormattedStringExpression: _fate(Fate.FORMATTED),
    cst.FormattedString: _fate(Fate.FORMATTED),
    cst.Yield: _fate(Fate.YIELDED),
    cst.From: _fate(Fate.YIELDED),
    cst.Return: _fate(Fate.RETURNED),
    cst.Expr: _fate(Fate.DROPPED),
    cst.Match: _fate(Fate.TESTED),
    cst.WithItem: _fate(Fate.NAMED),
}
