"""Which variables a piece of code uses and which it may change, also through functions it calls.

A variable is a name, or an attribute of `self` as `self.buffer`. Calling a method on an object may
change it; what a function of the same file changes outside itself counts for its caller.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.frontends.python.fields import children
from glm_migrate.frontends.python.names import Kind, Scope
from glm_migrate.frontends.python.scene import Scene
from glm_migrate.frontends.python.uses import called

OWNERS = frozenset({"self", "cls"})
_BINDERS = (
    cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.CompFor, cst.NamedExpr, cst.Del
)  # fmt: skip


class Variables:
    """The variables that a piece of code uses, and those that it changes."""

    def __init__(self, scene: Scene, entered: set[cst.CSTNode] | None = None) -> None:
        self._scene = scene
        self._entered = entered if entered is not None else set()
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
        elif isinstance(node, cst.Name):
            if node in self._scene.tree.names.parents and not self._is_fixed(node):
                self.used.add(node.value)
        elif isinstance(node, _BINDERS):
            self.bind(node.target)
        elif isinstance(node, cst.AsName):
            self.bind(node.name)
        elif isinstance(node, cst.Call):
            if not is_logging(node):
                self._touch(node.func.value if isinstance(node.func, cst.Attribute) else node)
            self._enter(node)

    def _enter(self, call: cst.Call) -> None:
        """What a function of this file does to variables that are not its own."""
        tree = self._scene.tree
        for function in own_functions(self._scene, call):
            if function in self._entered or function not in tree.names.scopes:
                continue
            self._entered.add(function)
            inner = Variables(self._scene, self._entered)
            inner.read(function.body)
            scope = tree.names.scopes[function]
            local = {name for name in scope.bindings if name not in scope.outer}
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
        names = self._scene.tree.names
        if node not in names.parents:
            return False
        scope: Scope | None = self._scene.tree.resolver.scope_of(
            node.value, names.place(node).scope
        )
        if scope is None:
            return True
        fixed = (Kind.IMPORT, Kind.FUNCTION, Kind.CLASS)
        return all(binding.kind in fixed for binding in scope.bindings[node.value])


def own_attribute(node: cst.CSTNode) -> str:
    """`self.buffer` of `self.buffer`, which is a variable of its own."""
    if not isinstance(node, cst.Attribute) or not isinstance(node.value, cst.Name):
        return ""
    owner = node.value.value
    return f"{owner}.{node.attr.value}" if owner in OWNERS else ""


def own_functions(scene: Scene, call: cst.Call) -> Iterator[cst.FunctionDef]:
    """The functions and methods of the project that a call may go to."""
    names = scene.tree.names
    if call not in names.parents and call not in names.places:
        return
    for origin in scene.tree.resolver.origins(call.func, names.place(call)).found:
        if isinstance(origin.node, cst.FunctionDef):
            yield origin.node


_LOGGING = frozenset("debug info warning warn error exception critical log".split())


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
