"""What becomes of an expression: tested, joined to a text, parsed, stored, handed on.

One step up from the expression through what passes a value on unchanged: `or`, `await`, both arms
of a conditional, methods that only trim a text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import called_functions
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.analysis.python.syntax.children import children
from glm_migrate.knowledge.known_callables import callables


class EffectKind(Enum):
    """What can happen to a value; `model.unresolved` has the words for it."""

    NAMED = "named"
    TESTED = "tested"
    SHOWN = "shown"
    FORMATTED = "formatted"
    ITERATED = "iterated"
    STEP = "step"
    METHOD = "method"
    KEY = "key"
    JOINED = "joined"
    PARSED = "parsed"
    STORED = "stored"
    APPENDED = "appended"
    EXTENDED = "extended"
    PASSED = "passed"
    YIELDED = "yielded"
    RETURNED = "returned"
    DROPPED = "dropped"
    OTHER = "other"


@dataclass(frozen=True, eq=False)
class Effect:
    """The first thing that happens to a value.

    Attributes:
        value: The whole expression that carries the value there, `x or ""` for `x`.
        by: The statement or call that uses it.
        target: What it is joined to or stored in.
        made: The dict, list or call that it was put into on the way; None when it went alone.
    """

    kind: EffectKind
    value: cst.CSTNode
    by: cst.CSTNode
    target: cst.BaseExpression | None = None
    made: cst.CSTNode | None = None


_SHOWING = callables("prints", "logs")
_PARSING = callables("parses")
_TRIMMING = callables("same-text", "cut-text", "coded-text", "as-text")
_COPYING = callables("as-dict", "copies", "copies-model")
_LOOKING = callables("tests", "tests-text")
_LISTING = callables("appends")
_MAKING = callables("makes-object")
_BY_KEY = callables("reads-entry", "takes-entry", "sets-default")
_SAME_ITEMS = callables("as-text", "iterates", "pairs-items", "takes-item")


def effect_of(module: Module, node: cst.CSTNode, made: cst.CSTNode | None = None) -> Effect:
    """What happens to the value of `node`."""
    parents = module.symbols.parents
    child, parent = node, parents.get(node)
    while parent is not None:
        handler = _USES.get(type(parent))
        if handler is None:
            return Effect(EffectKind.OTHER, child, parent, made=made)
        found = handler(module, child, parent)
        if isinstance(found, Effect):
            return replace(found, made=found.made or made)
        if found is Made.HERE:
            made = parents[parent] if isinstance(parent, cst.Arg) else parent
        child, parent = parent, parents.get(parent)
    return Effect(EffectKind.OTHER, child, child, made=made)


class Made(Enum):
    """How an expression passes a value on: as it is, or within something new."""

    SAME = 0
    HERE = 1


def _or(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Effect | Made:
    assert isinstance(parent, cst.BooleanOperation)
    if isinstance(parent.operator, cst.And) and child is parent.left:
        return Effect(EffectKind.TESTED, child, parent)
    return Made.SAME


def _conditional(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Effect | Made:
    assert isinstance(parent, cst.IfExp)
    return Effect(EffectKind.TESTED, child, parent) if child is parent.test else Made.SAME


def _same(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Made:
    return Made.SAME


def _entry(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Effect | Made:
    if isinstance(parent, cst.DictElement) and child is parent.key:
        return Effect(EffectKind.KEY, child, parent)
    return Made.HERE


def _plain(kind: EffectKind) -> Callable[[Module, cst.CSTNode, cst.CSTNode], Effect]:
    return lambda module, child, parent: Effect(kind, child, parent)


def _attribute(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Effect | Made:
    assert isinstance(parent, cst.Attribute)
    call = module.symbols.parents.get(parent)
    if isinstance(call, cst.Call) and call.func is parent:
        if parent.attr.value == "get":
            return Effect(EffectKind.STEP, child, call)
        return Effect(EffectKind.METHOD, child, call)
    return Effect(EffectKind.STEP, child, parent)


def _subscript(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Effect | Made:
    assert isinstance(parent, cst.Subscript)
    return Effect(EffectKind.STEP, child, parent)


def _argument(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Effect | Made:
    call = module.symbols.parents.get(parent)
    if not isinstance(call, cst.Call):
        return Effect(EffectKind.OTHER, child, parent)
    word = called(call)
    receiver = call.func.value if isinstance(call.func, cst.Attribute) else None
    if receiver is not None and called_functions(module, call):  # no list's `add`
        return Effect(EffectKind.PASSED, child, call)
    if word in _PARSING:
        return Effect(EffectKind.PARSED, child, call)
    if word in _SHOWING or (word == "write" and receiver and dotted(receiver) == "sys.stdout"):
        return Effect(EffectKind.SHOWN, child, call)
    if word in _LOOKING:
        return Effect(EffectKind.TESTED, child, call)
    if word in _LISTING and receiver is not None:
        return Effect(EffectKind.APPENDED, child, call, receiver)
    if word == "extend" and receiver is not None:
        return Effect(EffectKind.EXTENDED, child, call, receiver)
    if word in _BY_KEY and receiver is not None:
        first = bool(call.args) and call.args[0] is parent
        return Effect(EffectKind.KEY if first else EffectKind.STORED, child, call, receiver)
    if word == "join":
        return Effect(EffectKind.JOINED, child, call)
    if word in _SAME_ITEMS:
        return Made.SAME
    if word == "getattr" and call.args[0] is parent:
        return Effect(EffectKind.STEP, child, call)
    if word in _MAKING:
        return Made.HERE
    return Effect(EffectKind.PASSED, child, call)


def _parenthesised_call(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Effect | Made:
    """Behind `_argument`: the result of a call that passes its argument on."""
    return Made.SAME


def _assign(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Effect | Made:
    assert isinstance(parent, (cst.Assign, cst.AnnAssign))
    targets = (
        [t.target for t in parent.targets] if isinstance(parent, cst.Assign) else [parent.target]
    )
    if child in targets:
        return Effect(EffectKind.OTHER, child, parent)
    for target in targets:
        if not isinstance(target, (cst.Name, cst.Tuple, cst.List)):
            return Effect(EffectKind.STORED, child, parent, target)
    first = targets[0]
    return Effect(EffectKind.NAMED, child, parent, first if isinstance(first, cst.Name) else None)


def _augmented(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Effect | Made:
    assert isinstance(parent, cst.AugAssign)
    if child is parent.target:
        return Effect(EffectKind.OTHER, child, parent)
    return Effect(EffectKind.JOINED, child, parent, parent.target)


def _sum(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Effect | Made:
    """`buffer = buffer + part`, wherever the sum goes."""
    assert isinstance(parent, cst.BinaryOperation)
    if not isinstance(parent.operator, cst.Add):
        return Effect(EffectKind.FORMATTED, child, parent)
    rest = effect_of(module, parent)
    return Effect(EffectKind.JOINED, child, rest.by, rest.target, rest.made)


def _loop(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Effect | Made:
    assert isinstance(parent, (cst.For, cst.CompFor))
    return Effect(EffectKind.ITERATED if child is parent.iter else EffectKind.OTHER, child, parent)


def _within(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Effect | Made:
    return Made.HERE


def _walrus(module: Module, child: cst.CSTNode, parent: cst.CSTNode) -> Effect | Made:
    return Made.SAME


def called(call: cst.Call) -> str:
    """The last part of the called name."""
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value
    return dotted(call.func)


def trimmed(module: Module, use: Effect) -> Effect:
    """`use` behind the methods that only trim or copy a text."""
    while use.kind is EffectKind.METHOD and isinstance(use.by, cst.Call):
        word = called(use.by)
        if word in _LOOKING or word.startswith("is"):
            return replace(use, kind=EffectKind.TESTED)
        if word not in _TRIMMING and word not in _COPYING:
            return use
        use = effect_of(module, use.by, use.made)
    return use


def inside(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """`node` and all expressions in it."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack += reversed(list(children(current)))


_USES: dict[type, Callable[[Module, cst.CSTNode, cst.CSTNode], Effect | Made]] = {
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
    cst.Index: _plain(EffectKind.KEY),
    cst.SubscriptElement: _plain(EffectKind.KEY),
    cst.Assign: _assign,
    cst.AnnAssign: _assign,
    cst.AugAssign: _augmented,
    cst.BinaryOperation: _sum,
    cst.UnaryOperation: _plain(EffectKind.TESTED),
    cst.Comparison: _plain(EffectKind.TESTED),
    cst.ComparisonTarget: _plain(EffectKind.TESTED),
    cst.If: _plain(EffectKind.TESTED),
    cst.While: _plain(EffectKind.TESTED),
    cst.Assert: _plain(EffectKind.TESTED),
    cst.CompIf: _plain(EffectKind.TESTED),
    cst.CompFor: _loop,
    cst.For: _loop,
    cst.GeneratorExp: _within,
    cst.ListComp: _within,
    cst.SetComp: _within,
    cst.DictComp: _within,
    cst.FormattedStringExpression: _plain(EffectKind.FORMATTED),
    cst.FormattedString: _plain(EffectKind.FORMATTED),
    cst.Yield: _plain(EffectKind.YIELDED),
    cst.From: _plain(EffectKind.YIELDED),
    cst.Return: _plain(EffectKind.RETURNED),
    cst.Expr: _plain(EffectKind.DROPPED),
    cst.Match: _plain(EffectKind.TESTED),
    cst.WithItem: _plain(EffectKind.NAMED),
}
