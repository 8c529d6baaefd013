"""Tables of ids whose values become keys: two ids that become one lose an entry."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason

_AS_KEYS = callables("sets", "makes-keys")
_VIEWS = callables("views-dict")


def inverted(module: Module, node: cst.CSTNode) -> UnsafeReason | None:
    """`{v: k for k, v in MODELS.items()}`: two ids that become one lose an entry."""
    parents = module.symbols.parents
    element = parents.get(node)
    display = parents.get(element) if isinstance(element, cst.DictElement) else None
    statement = parents.get(display) if isinstance(display, cst.Dict) else None
    if not isinstance(element, cst.DictElement) or element.value is not node:
        return None
    targets = (
        [one.target for one in statement.targets]
        if isinstance(statement, cst.Assign)
        else [statement.target]
        if isinstance(statement, cst.AnnAssign)
        else []
    )
    names = [one.value for one in targets if isinstance(one, cst.Name)]
    return next((why for name in names if (why := _keyed_by(module, name))), None)


def _keyed_by(module: Module, name: str) -> UnsafeReason | None:
    """Where the values of a table are made keys; remembered."""

    def find() -> UnsafeReason | None:
        uses = module.symbols.uses.get(name, ())
        return next((why for use in uses if (why := _keyed_by_values(module, use))), None)

    return module.remembered(_keyed_by, name, find, in_cycle=None)


def _keyed_by_values(module: Module, use: cst.CSTNode) -> UnsafeReason | None:
    parents = module.symbols.parents
    attribute = parents.get(use)
    call = parents.get(attribute) if isinstance(attribute, cst.Attribute) else None
    if not isinstance(attribute, cst.Attribute) or not isinstance(call, cst.Call):
        return None
    name, holder = attribute.attr.value, parents.get(call)
    if name not in _VIEWS:
        return None
    what = UnsafeReason(UnsafeKind.VALUES_AS_KEYS, module.short(use))
    if isinstance(holder, cst.Arg):
        outer = parents.get(holder)
        called = dotted(outer.func).rpartition(".")[2] if isinstance(outer, cst.Call) else ""
        mapped = called == "map" and name == "items"
        return what if mapped or (name == "values" and called in _AS_KEYS) else None
    if not isinstance(holder, cst.CompFor):
        return None
    whole = parents.get(holder)
    key = getattr(whole, "key", None) or (whole.elt if isinstance(whole, cst.SetComp) else None)
    value = _value_name(holder.target, name)
    return what if key is not None and value and dotted(key) == value else None


def _value_name(target: cst.BaseAssignTargetExpression, method: str) -> str:
    if method == "values":
        return dotted(target)
    if isinstance(target, cst.Tuple) and len(target.elements) == 2:
        return dotted(target.elements[1].value)
    return ""
