"""Which variables a piece of code uses and which it may change, also through functions it calls.

A variable is a name, or an attribute of `self` as `self.buffer`. Calling a method on an object may
change it; what a function of the same file changes outside itself counts for its caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import called_functions
from glm_migrate.analysis.python.dataflow.closure import closure
from glm_migrate.analysis.python.dataflow.effects import called
from glm_migrate.analysis.python.dataflow.limits import MAX_CALLED_FUNCTIONS
from glm_migrate.analysis.python.semantics.scopes import Kind, Scope, owner
from glm_migrate.analysis.python.streams.consumer import Consumer
from glm_migrate.analysis.python.syntax.children import children
from glm_migrate.knowledge.known_callables import callables

OWNERS = frozenset({"self", "cls"})
_CONSTANTS = frozenset({"None", "True", "False"})
_BINDERS = (
    cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.CompFor, cst.NamedExpr, cst.Del
)  # fmt: skip


class Variables:
    """The variables that a piece of code uses, and those that it changes."""

    def __init__(
        self, consumer: Consumer, entered: set[cst.CSTNode] | None = None, depth: int = 0
    ) -> None:
        self._consumer = consumer
        self._entered = entered if entered is not None else set()
        self._depth = depth
        self.used: set[str] = set()
        self.changed: set[str] = set()

    def read(self, block: cst.CSTNode, skip: tuple[cst.CSTNode, ...] = ()) -> None:
        stack = [block]
        while stack:
            node = stack.pop()
            if node in skip:
                continue
            self._note(node)
            stack += children(node)

    def _note(self, node: cst.CSTNode) -> None:
        if own := own_attribute(node):
            self.used.add(own)
            self._enter_property(node)
        elif isinstance(node, cst.Name):
            if node in self._consumer.module.symbols.parents and not self._is_fixed(node):
                self.used.add(node.value)
        elif isinstance(node, _BINDERS):
            self.bind(node.target)
        elif isinstance(node, cst.AsName):
            self.bind(node.name)
        elif isinstance(node, cst.Call):
            if not is_logging(node):
                self._touch(node.func.value if isinstance(node.func, cst.Attribute) else node)
            self.enter(node)

    def enter(self, call: cst.Call) -> None:
        """Add what the functions do that `call` calls."""
        for function in own_functions(self._consumer, call):
            self._enter_function(function)

    def _enter_property(self, node: cst.CSTNode) -> None:
        names = self._consumer.module.symbols
        if not isinstance(node, cst.Attribute) or node.value not in names.parents:
            return
        klass = owner(node.value, names.point(node.value).scope)
        scope = names.scopes.get(klass) if klass is not None else None
        for definition in scope.definitions.get(node.attr.value, ()) if scope else ():
            if isinstance(definition.node, cst.FunctionDef):
                self._enter_function(definition.node)

    def _enter_function(self, function: cst.FunctionDef) -> None:
        """What a function of this file does to variables that are not its own."""
        scopes = self._consumer.module.symbols.scopes
        if (
            function in self._entered
            or function not in scopes
            or self._depth == MAX_CALLED_FUNCTIONS
        ):
            return
        self._entered.add(function)
        inner = Variables(self._consumer, self._entered, self._depth + 1)
        inner.read(function.body)
        scope = scopes[function]
        local = {name for name in scope.definitions if name not in scope.outer}
        self.used |= inner.used - local
        self.changed |= inner.changed - local

    def bind(self, target: cst.CSTNode | None) -> None:
        """An assignment: to a name, to each of several, or into an object."""
        if isinstance(target, (cst.Tuple, cst.List)):
            for element in target.elements:
                self.bind(element.value)
        elif isinstance(target, cst.Name):
            self.used.add(target.value)
            self.changed.add(target.value)
        elif isinstance(target, (cst.Attribute, cst.Subscript)):
            self._touch(target.value if isinstance(target, cst.Subscript) else target)

    def _touch(self, node: cst.CSTNode) -> None:
        """A method is called on an object, or something is stored in it: it may change."""
        while isinstance(node, (cst.Subscript, cst.Call, cst.Attribute)):
            if own := own_attribute(node):
                self.changed.add(own)
                return
            node = node.func if isinstance(node, cst.Call) else node.value
        if isinstance(node, cst.Name) and not self._is_fixed(node):
            self.changed.add(node.value)

    def _is_fixed(self, node: cst.Name) -> bool:
        """A module, function, class or builtin: nothing in the loop changes it."""
        names = self._consumer.module.symbols
        if node not in names.parents:
            return False
        scope = names.point(node).scope.lookup(node.value)
        if scope is None:
            return True
        fixed = (Kind.IMPORT, Kind.FUNCTION, Kind.CLASS)
        return all(definition.kind in fixed for definition in scope.definitions[node.value])


def with_other_names(consumer: Consumer, names: set[str]) -> set[str]:
    """`names` with the variables that may be the same objects, as after `calls = self.calls`."""
    function = consumer.scope
    pairs = list(_same_objects(consumer, function))

    def beside(name: str) -> Iterator[str]:
        return (two for pair in pairs if name in pair for two in pair)

    return {*closure(names, beside, most=inf)}


def _same_objects(consumer: Consumer, function: Scope) -> Iterator[tuple[str, str]]:
    bound = [(n, b) for n, definitions in function.definitions.items() for b in definitions]
    for attributes in consumer.module.symbols.attributes.values():
        for name, definitions in attributes.items():
            bound += [(f"self.{name}", b) for b in definitions if b.point.scope is function]
    for name, definition in bound:
        value = definition.value
        if definition.kind is not Kind.ASSIGN or value is None:
            continue
        if consumer.answer.of(consumer.module, value) is None:
            yield from ((name, root) for held in _held(value) if (root := _path_root(held)))


def _held(value: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The objects that a value is or holds: `{"calls": calls}` and `Box(calls)` hold `calls`."""
    if isinstance(value, (cst.Dict, cst.List, cst.Tuple, cst.Set)):
        held = [one.value for one in value.elements]
    elif isinstance(value, cst.Call) and called(value)[:1].isupper():
        held = [one.value for one in value.args]
    else:
        yield value
        return
    for one in held:
        yield from _held(one)


def _path_root(node: cst.CSTNode) -> str:
    """The variable of `a`, `a.b`, `a[k]`: another name for it, or for something within."""
    while isinstance(node, (cst.Attribute, cst.Subscript)):
        if own := own_attribute(node):
            return own
        node = node.value
    return node.value if isinstance(node, cst.Name) and node.value not in _CONSTANTS else ""


def own_attribute(node: cst.CSTNode) -> str:
    """`self.buffer` of `self.buffer`, which is a variable of its own."""
    if not isinstance(node, cst.Attribute) or not isinstance(node.value, cst.Name):
        return ""
    owner = node.value.value
    return f"{owner}.{node.attr.value}" if owner in OWNERS else ""


def names_in(node: cst.CSTNode) -> set[str]:
    """The variables in an expression, without attributes and keywords."""
    if isinstance(node, cst.Name):
        return {node.value}
    if isinstance(node, (cst.Attribute, cst.Arg)):
        return names_in(node.value)
    return set[str]().union(*(names_in(child) for child in children(node)))


def targets_of(node: cst.Assign | cst.AnnAssign | cst.NamedExpr) -> list[cst.BaseExpression]:
    """What an assignment binds or stores in."""
    return [t.target for t in node.targets] if isinstance(node, cst.Assign) else [node.target]


def own_functions(consumer: Consumer, call: cst.Call) -> Iterator[cst.FunctionDef]:
    """The functions and methods of the project that a call may go to."""
    names = consumer.module.symbols
    if call not in names.parents and call not in names.points:
        return
    for resolved in called_functions(consumer.module, call):
        assert isinstance(resolved.node, cst.FunctionDef)
        yield resolved.node


_LOGGING = callables("logs")


def is_logging(call: cst.Call) -> bool:
    """`logger.info(…)`, `self.log.debug(…)`; not a user interface's methods of those names."""
    if called(call) not in _LOGGING or not isinstance(call.func, cst.Attribute):
        return False
    receiver = call.func.value
    if isinstance(receiver, cst.Call):  # `logging.getLogger(__name__).info(…)`
        return called(receiver).lower().endswith("logger")
    word = receiver.attr.value if isinstance(receiver, cst.Attribute) else receiver
    text = word.value if isinstance(word, cst.Name) else word
    return isinstance(text, str) and "log" in text.lower()
