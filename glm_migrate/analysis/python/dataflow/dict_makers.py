"""Which expressions make a dict, or a record like one."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.knowledge.known_callables import callables

_RECORDS = callables("keyword-record")
_DICTS = callables("builds-dict", "makes-dict")


def makes_entries(module: Module, call: cst.Call, point: ProgramPoint) -> bool:
    """Whether a call makes a dict, or a record like one, of its keywords."""
    name = dotted(call.func)
    is_dict = name in _DICTS
    return is_dict or name.rpartition(".")[2] in _RECORDS or _is_typed_dict(module, call, point)


def _is_typed_dict(module: Module, call: cst.Call, point: ProgramPoint) -> bool:
    """Whether a call makes a `TypedDict` of the project, which is a plain dict."""
    if not isinstance(call.func, (cst.Name, cst.Attribute)):
        return False
    klass = module.resolver.attributes.class_of(call.func, point, 1)
    return klass is not None and any(
        dotted(base.value).rpartition(".")[2] == "TypedDict"
        for one in klass.ancestors
        for base in one.node.bases
    )


def is_plain(module: Module, node: cst.Dict) -> bool:
    """Whether a display holds nothing but pairs with texts as keys; remembered."""

    def are_texts() -> bool:
        keys = (one.key for one in node.elements if isinstance(one, cst.DictElement))
        return sum(isinstance(key, cst.SimpleString) for key in keys) == len(node.elements)

    return module.remembered(node, is_plain, are_texts, in_cycle=False)


def filtered(node: cst.DictComp) -> cst.BaseExpression | None:
    """The dict of which `{k: v for k, v in d.items() if …}` keeps some entries as they are."""
    clause, target = node.for_in, node.for_in.target
    if clause.inner_for_in is not None or not isinstance(target, cst.Tuple):
        return None
    names = [e.value.value for e in target.elements if isinstance(e.value, cst.Name)]
    kept = [e.value for e in (node.key, node.value) if isinstance(e, cst.Name)]
    call = clause.iter
    if len(names) != 2 or names != kept or not isinstance(call, cst.Call) or call.args:
        return None
    method = call.func
    is_items = isinstance(method, cst.Attribute) and method.attr.value == "items"
    return method.value if isinstance(method, cst.Attribute) and is_items else None
