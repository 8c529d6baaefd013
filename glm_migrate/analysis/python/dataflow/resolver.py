"""What an expression can be: follow names, attributes, defaults and branches to what is written.

The answer is a set of resolved values, expressions that are not names, and what stayed unresolved.
Nothing is executed and nothing is assumed: an expression of an unknown kind is unresolved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.attributes import AttributeResolver
from glm_migrate.analysis.python.dataflow.call_graph import CallResolver
from glm_migrate.analysis.python.dataflow.call_results import value_of_call
from glm_migrate.analysis.python.dataflow.conditions import Condition, excludes, plain
from glm_migrate.analysis.python.dataflow.decorators import changing
from glm_migrate.analysis.python.dataflow.interface import (
    Attributes,
    CallGraph,
    Module,
    ResolvedValue,
    ResolvedValues,
    given_up,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.items import value_of_subscript
from glm_migrate.analysis.python.dataflow.limits import MAX_DEPTH
from glm_migrate.analysis.python.dataflow.names import reaching, starred, value_of_name
from glm_migrate.analysis.python.dataflow.query_progress import KeptResult, Key
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.model.unresolved import Reason


class ModuleResolver:
    """Resolves the expressions of one module.

    Attributes:
        attributes: What hangs on objects, classes and modules.
        calls: Which calls go to the functions of this module.
    """

    def __init__(self, module: Module) -> None:
        self.module = module
        self.attributes: Attributes = AttributeResolver(module)
        self.calls: CallGraph = CallResolver(module)
        self._known: dict[Key, KeptResult[ResolvedValues]] = {}
        # What is told by its id is kept, so that it stays that.
        self._things: dict[int, object] = {}

    def once(
        self, thing: object, what: str, find: Callable[[], ResolvedValues], depth: int
    ) -> ResolvedValues:
        """`find()`, remembered; nothing where it is asked for while it is being found."""
        query = self.module.program.query
        instance = query.instance
        self._things[id(thing)] = thing
        # Of which thing, what of it, as an instance of which class, assuming what.
        key = (id(thing), what, id(instance.node) if instance else 0, id(query.assumption))
        return query.once(key, self._known, find, ResolvedValues(), depth)

    def resolve(self, node: cst.CSTNode, point: ProgramPoint, depth: int = 0) -> ResolvedValues:
        """What `node`, evaluated at `point`, can be."""
        query = self.module.program.query
        if not query.may_go_on(depth):
            return given_up(Reason.TOO_MANY_PLACES)
        if query.is_too_deep(depth):
            return given_up(Reason.TOO_FAR, str(MAX_DEPTH))
        handler = _EXPRESSIONS.get(type(node))
        if handler is not None:
            return handler(self.module, node, point, depth + 1)
        if isinstance(node, _TERMINALS):
            return ResolvedValues((ResolvedValue(self.module, node, point),))
        return unresolved(Reason.COMPUTED, self.module.short(node))

    def exports(self, name: str) -> bool:
        """Whether other modules can import `name` from this one."""
        if name in self.module.symbols.root.definitions:
            return True
        return any(True for _ in starred(self.module, name))

    def exported(self, name: str, depth: int) -> ResolvedValues:
        """What the module-level `name` is once the module has run."""
        if self.module.program.query.is_too_deep(depth):
            return given_up(Reason.TOO_FAR, str(MAX_DEPTH))
        root = self.module.symbols.root
        if name in root.definitions:
            return reaching(self.module, name, root, self.module.end, depth + 1)
        others = starred(self.module, name)
        return next((o.resolver.exported(name, depth + 1) for o in others), ResolvedValues())

    def returned(self, function: cst.FunctionDef, depth: int) -> ResolvedValues:
        """What a function of this file returns."""
        return self.once(function, "returned", lambda: self._find_returned(function, depth), depth)

    def _find_returned(self, function: cst.FunctionDef, depth: int) -> ResolvedValues:
        if decorator := changing(self.module, function):
            return unresolved(Reason.DECORATED_RESULT, decorator, function.name.value)
        symbols = self.module.symbols
        values = symbols.returns.get(symbols.scopes[function], [])
        if not values:
            return unresolved(Reason.NO_RETURN, function.name.value)
        return ResolvedValues.sum(
            [self.resolve(value, symbols.point(value), depth) for value in values]
        )


def _either(module: Module, node: cst.CSTNode, point: ProgramPoint, depth: int) -> ResolvedValues:
    """`a or b`, `a and b`."""
    assert isinstance(node, cst.BooleanOperation)
    left = module.resolver.resolve(node.left, point, depth)
    right = module.resolver.resolve(node.right, point, depth)
    if isinstance(node.operator, cst.And):
        return right + left
    kept = tuple(one for one in left.found if not _is_falsy(one.node))
    return replace(left, found=kept) + right


def _is_falsy(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Name):
        return node.value in ("None", "False")
    if isinstance(node, (cst.Integer, cst.Float)):
        return not node.evaluated_value
    return isinstance(node, cst.SimpleString) and meaning(node) in ("", b"")


def _conditional(
    module: Module, node: cst.CSTNode, point: ProgramPoint, depth: int
) -> ResolvedValues:
    assert isinstance(node, cst.IfExp)
    arms = ((node.body, True), (node.orelse, False))
    return ResolvedValues.sum(
        [
            _under(module, arm, Condition(node.test, outcome, point), point, depth)
            for arm, outcome in arms
        ]
    )


def _under(
    module: Module, arm: cst.BaseExpression, known: Condition, point: ProgramPoint, depth: int
) -> ResolvedValues:
    """What an arm of a conditional can be; a variable that the test asks, only what passes it."""
    values, name = module.resolver.resolve(arm, point, depth), dotted(arm)
    if not name or name not in known.subjects:
        return values
    kept = tuple(
        one
        for one in values.found
        if (value := plain(one.node)) is None or not excludes([known], name, value, module, depth)
    )
    return replace(values, found=kept)


def _walrus(module: Module, node: cst.CSTNode, point: ProgramPoint, depth: int) -> ResolvedValues:
    assert isinstance(node, cst.NamedExpr)
    return module.resolver.resolve(node.value, point, depth)


def _await(module: Module, node: cst.CSTNode, point: ProgramPoint, depth: int) -> ResolvedValues:
    assert isinstance(node, cst.Await)
    return module.resolver.resolve(node.expression, point, depth)


def _attribute(
    module: Module, node: cst.CSTNode, point: ProgramPoint, depth: int
) -> ResolvedValues:
    assert isinstance(node, cst.Attribute)
    return module.resolver.attributes.resolve(node, point, depth)


_TERMINALS = (
    cst.SimpleString,
    cst.ConcatenatedString,
    cst.FormattedString,
    cst.Integer,
    cst.Float,
    cst.UnaryOperation,
    cst.Dict,
    cst.List,
    cst.Tuple,
    cst.Set,
    cst.Lambda,
    cst.DictComp,
    cst.ListComp,
    cst.GeneratorExp,
    cst.BinaryOperation,
    cst.Comparison,
    cst.ClassDef,
    cst.FunctionDef,
    cst.Ellipsis,
    cst.Module,
)
_EXPRESSIONS: dict[type, Callable[[Module, cst.CSTNode, ProgramPoint, int], ResolvedValues]] = {
    cst.Name: value_of_name,
    cst.Attribute: _attribute,
    cst.BooleanOperation: _either,
    cst.IfExp: _conditional,
    cst.NamedExpr: _walrus,
    cst.Await: _await,
    cst.Subscript: value_of_subscript,
    cst.Call: value_of_call,
}
