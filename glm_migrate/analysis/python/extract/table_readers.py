"""Which ids a table or list is asked for, where all that reads it is seen.

A price table that nothing reads binds no id, and neither does one in which the code looks up other
ids than the one that moves.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Alias, Module, mentioning
from glm_migrate.analysis.python.dataflow.reads import reads
from glm_migrate.analysis.python.extract.comparands import Places, texts_of
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.analysis.python.syntax.string_literals import joined
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.project.file_kinds import is_test_file

_Display = cst.Dict | cst.List | cst.Tuple | cst.Set
_PARTS = (cst.DictElement, cst.Element, cst.Dict, cst.List, cst.Tuple, cst.Set)
_LOOKUPS = callables("looks-up")
_SHOWING = callables("labels", "logs", "prints")
_PARAMETRIZE = "parametrize"


def looked_up(module: Module, node: cst.CSTNode) -> Places | None:
    """Where the ids are written that are looked up in what holds `node`; None if not all are seen.

    Args:
        node: A text in a display, which is bound to a name of its module, or a test's parameter.
    """
    whole = _whole(module, node)
    name = _name(module, whole) if whole is not None else ""
    if not name:
        return _of_test(module, whole) if whole is not None else None
    direct = _is_direct(module, node)
    what = (looked_up, direct)
    return module.remembered(whole, what, lambda: _asked_for(module, name, direct=direct), None)


def _asked_for(module: Module, name: str, *, direct: bool) -> Places | None:
    """The same for the keys and items of a variable, or for what lies deeper in it."""
    if _is_exported(module, name):
        return None
    found: list[Places | None] = []
    for where, read in _reads(module, name):
        if not _is_shown(where, read):
            found.append(_keys(where, read) if direct else None)
    seen = [one for one in found if one is not None]
    return frozenset().union(*seen) if len(seen) == len(found) else None


def _whole(module: Module, node: cst.CSTNode) -> cst.CSTNode | None:
    """The outermost display around a text; None where it stands in none."""
    parents, current = module.symbols.parents, module.symbols.parents.get(node)
    whole: cst.CSTNode | None = None
    while isinstance(current, _PARTS):
        whole = current if isinstance(current, _Display) else whole
        current = parents.get(current)
    return whole


def _is_direct(module: Module, node: cst.CSTNode) -> bool:
    """Whether the text is a key or item of the outermost display."""
    parents = module.symbols.parents
    part = parents.get(node)
    if isinstance(part, cst.DictElement) and part.key is not node:
        return False
    return part is not None and parents.get(part) is _whole(module, node)


def _name(module: Module, whole: cst.CSTNode) -> str:
    """The variable of the module that a display is bound to; empty where it is not just that."""
    statement = module.symbols.parents.get(whole)
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target: cst.BaseExpression = statement.targets[0].target
    elif isinstance(statement, cst.AnnAssign):
        target = statement.target
    else:
        return ""
    is_of_module = module.symbols.points[statement].scope.kind == "module"
    return target.value if isinstance(target, cst.Name) and is_of_module else ""


def _is_exported(module: Module, name: str) -> bool:
    """Whether the module says that others may read it."""
    exported = module.symbols.root.definitions.get("__all__", ())
    return any(
        isinstance(one.value, (cst.List, cst.Tuple))
        and any(
            isinstance(e.value, cst.SimpleString) and joined(e.value) == name
            for e in one.value.elements
        )
        for one in exported
    )


def _reads(module: Module, name: str) -> Iterator[tuple[Module, cst.BaseExpression]]:
    """Every place of the project that may read the variable."""
    module.symbols.deferred.all()
    for read in reads(Alias(module, name, module.end, module.symbols.root)):
        yield module, read
    for other in mentioning(module, name):
        if other is not module:
            other.symbols.deferred.all()
            yield from ((other, use) for use in other.symbols.uses.get(name, ()))


def _is_shown(module: Module, read: cst.BaseExpression) -> bool:
    argument = module.symbols.parents.get(read)
    call = module.symbols.parents.get(argument) if isinstance(argument, cst.Arg) else None
    name = dotted(call.func).rpartition(".")[2] if isinstance(call, cst.Call) else ""
    return name in _SHOWING or name == "len"


def _keys(module: Module, read: cst.BaseExpression) -> Places | None:
    """Where the keys are written that are looked up at one place."""
    key = _key(module, read)
    return None if key is None else texts_of(module, key)


def _key(module: Module, read: cst.BaseExpression) -> cst.BaseExpression | None:
    """`k` of `TABLE[k]`, `TABLE.get(k)` and `k in TABLE`."""
    parents = module.symbols.parents
    holder = parents.get(read)
    if isinstance(holder, cst.Subscript) and holder.value is read and len(holder.slice) == 1:
        index = holder.slice[0].slice
        return index.value if isinstance(index, cst.Index) else None
    if isinstance(holder, cst.ComparisonTarget) and isinstance(
        holder.operator, (cst.In, cst.NotIn)
    ):
        whole = parents.get(holder)
        return whole.left if isinstance(whole, cst.Comparison) else None
    call = parents.get(holder) if isinstance(holder, cst.Attribute) else None
    if not isinstance(call, cst.Call) or not isinstance(holder, cst.Attribute):
        return None
    is_lookup = call.func is holder and holder.attr.value in _LOOKUPS and bool(call.args)
    return call.args[0].value if is_lookup else None


def _of_test(module: Module, whole: cst.CSTNode) -> Places | None:
    """`@pytest.mark.parametrize("name", […])`: a test's own values, where it expects none."""
    parents = module.symbols.parents
    argument = parents.get(whole)
    call = parents.get(argument) if isinstance(argument, cst.Arg) else None
    if not isinstance(call, cst.Call) or not is_test_file(module.source.path):
        return None
    if dotted(call.func).rpartition(".")[2] != _PARAMETRIZE:
        return None
    decorator = parents.get(call)
    function = parents.get(decorator) if isinstance(decorator, cst.Decorator) else None
    first = call.args[0].value
    name = joined(first) if isinstance(first, cst.BaseString) else None
    if not isinstance(function, cst.FunctionDef) or not isinstance(name, str):
        return None
    module.symbols.deferred.all()
    scope = module.symbols.scopes.get(function)
    used = module.symbols.uses_of(name, scope) if scope is not None else ()
    parts = (cst.Comparison, cst.ComparisonTarget)
    return None if any(isinstance(parents.get(one), parts) for one in used) else frozenset()
