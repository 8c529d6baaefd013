"""Who uses the objects that hold a model: what asks through an object speaks for it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import dotted


class ObjectUses:
    """Where the objects of a file are given to what asks through them."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._receivers: set[cst.CSTNode] = set()  # expressions through which is asked
        self._same: dict[cst.CSTNode, cst.Call] = {}  # expression → an object that adds nothing

    def add(
        self, user: cst.Call | None, given: cst.BaseExpression | None, *, is_same: bool = False
    ) -> None:
        """Note that the object `given` is used by `user`, which adds something unless `is_same`."""
        if given is not None and user is not None and is_same:
            self._same[given] = user
        elif given is not None:
            self._receivers.add(given)

    def are_all_of(self, call: cst.Call) -> bool:
        """Whether the object that `call` makes is used only so in its file, or not at all."""
        if self._is_request(call):
            return True
        holder = self._module.symbols.parents.get(call)
        if not isinstance(holder, cst.Assign) or len(holder.targets) != 1:
            return False
        return all(self._is_request(use) for use in self._uses(holder.targets[0].target))

    def _is_request(self, use: cst.CSTNode) -> bool:
        user = self._same.get(use)
        return use in self._receivers or (user is not None and self.are_all_of(user))

    def _uses(self, target: cst.BaseExpression) -> Sequence[cst.CSTNode]:
        """The reads of a variable or attribute in its file."""
        symbols = self._module.symbols
        if isinstance(target, cst.Name):
            point = symbols.point(target)
            return symbols.uses_of(target.value, point.scope.lookup(target.value))
        if isinstance(target, cst.Attribute):
            text, name = dotted(target), target.attr.value
            return [one for one in symbols.uses.get(name, ()) if dotted(one) == text]
        return (target,)
