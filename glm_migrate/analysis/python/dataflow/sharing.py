"""Whether a dict serves one call alone, so that taking a key out of it changes nothing else.

A dict is private when every step from its display to the call is one that nothing else can take:
straight into the call, or through a variable that is read once and changed only before.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Alias, Module
from glm_migrate.analysis.python.dataflow.known_entries import DictEntry
from glm_migrate.analysis.python.dataflow.reads import is_of_module, reads
from glm_migrate.analysis.python.semantics.scopes import Kind, Mutation, dotted
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason

_SAME = (cst.Arg, cst.StarredDictElement, cst.DictElement, cst.Dict, cst.IfExp, cst.Attribute)
_OPERATIONS = (cst.BooleanOperation, cst.BinaryOperation)
_COPYING = callables("as-dict", "makes-dict", "copies", "casts", "dumps", "coded-text")
_NAMESPACES = callables("gives-namespace")
_BY_NAME = callables("names-attribute")
_SOMEWHERE = UnsafeReason(UnsafeKind.PART_OF_VALUE)


def shared(entry: DictEntry, reader: cst.Call) -> UnsafeReason | None:
    """Why the dict of `entry` may serve more than `reader`; None when it serves that alone."""
    if entry.container is None:
        return None
    if reason := _way(entry.module, entry.container, entry, reader):
        return reason
    for alias in entry.aliases:
        if reason := _of_alias(alias, entry, reader):
            return reason
    return None


def _of_alias(alias: Alias, entry: DictEntry, reader: cst.Call) -> UnsafeReason | None:
    every = list(reads(alias))
    if len(every) > 1 or _changed_otherwise(alias) or _read_by_name(alias):
        return UnsafeReason(UnsafeKind.USED_ELSEWHERE, alias.text)
    if other := _named_elsewhere(alias):
        return UnsafeReason(UnsafeKind.USED_IN_FILE, alias.text, other)
    return next((why for one in every if (why := _way(alias.module, one, entry, reader))), None)


def _way(
    module: Module, node: cst.CSTNode, entry: DictEntry, reader: cst.Call
) -> UnsafeReason | None:
    """Why what `node` evaluates to can go elsewhere than into the reader or a variable of it."""
    held = {alias.text.rpartition(".")[2] for alias in entry.aliases}
    parents = module.symbols.parents
    child, parent = node, parents.get(node)
    while parent is not None and parent is not reader:
        if isinstance(parent, cst.Call):
            if _called(parent) not in _COPYING:
                return _passed(parent, child, entry, held)
        elif isinstance(parent, (cst.Assign, cst.AnnAssign, cst.AugAssign)):
            return _assigned(parent, held)
        elif isinstance(parent, cst.Param):
            return None if parent.name.value in held else _SOMEWHERE
        elif isinstance(parent, cst.Return):
            return _returned(module, parent)
        elif not isinstance(parent, (*_SAME, *_OPERATIONS)):
            return _SOMEWHERE
        child, parent = parent, parents.get(parent)
    return None if parent is reader else _SOMEWHERE


def _called(call: cst.Call) -> str:
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value
    return dotted(call.func)


def _last(node: cst.BaseExpression, skip: int = 0) -> str:
    """The last part of a dotted name, before the `skip` parts behind it."""
    parts = dotted(node).split(".")
    return parts[-1 - skip] if len(parts) > skip else ""


def _passed(
    call: cst.Call, child: cst.CSTNode, entry: DictEntry, held: set[str]
) -> UnsafeReason | None:
    """The dict goes into a variable with `update`, or to a function whose parameter holds it."""
    if child is call.func:
        return _SOMEWHERE
    if _called(call) == "update":
        return None if _last(call.func, 1) in held else _SOMEWHERE
    is_parameter = any(
        definition.kind is Kind.PARAMETER
        for alias in entry.aliases
        if alias.scope is not None
        for definition in alias.scope.definitions.get(alias.text, ())
    )
    return None if is_parameter else _SOMEWHERE


def _assigned(
    node: cst.Assign | cst.AnnAssign | cst.AugAssign, held: set[str]
) -> UnsafeReason | None:
    targets = [t.target for t in node.targets] if isinstance(node, cst.Assign) else [node.target]
    return None if len(targets) == 1 and _last(targets[0]) in held else _SOMEWHERE


def _returned(module: Module, node: cst.CSTNode) -> UnsafeReason | None:
    """A function makes a dict for each of its calls, but the text of it is one."""
    name = module.symbols.points[node].scope.function.name
    modules = {id(one): one for one in (module, *module.program.mentioning(name))}
    times = sum(len(one.symbols.uses.get(name, ())) for one in modules.values())
    return None if times <= 1 else UnsafeReason(UnsafeKind.CALLED_ELSEWHERE, name)


def _read_by_name(alias: Alias) -> bool:
    """Whether the file reads a variable of that name by a text, or hands all of them on.

    That is `getattr(a, "params")`, `globals()["params"]`, and `locals()` in its function.
    """
    symbols, name = alias.module.symbols, alias.text.rpartition(".")[2]
    symbols.deferred.naming(name)
    texts = (one for one in symbols.strings if text_of(one) == name)
    if any(_names_a_variable(alias.module, one) for one in texts):
        return True
    calls = (one for word in _NAMESPACES for one in symbols.by_called.get(word, ()))
    whole = (one for one in calls if not one.args and not _is_looked_up(alias.module, one))
    return any(
        symbols.point(one).scope.function is alias.point.scope.function
        for one in whole
        if isinstance(one.func, cst.Name)
    )


def _names_a_variable(module: Module, text: cst.BaseString) -> bool:
    """Whether a text stands where it is the name of an attribute or a variable."""
    parents = module.symbols.parents
    parent = parents.get(text)
    if isinstance(parent, cst.Arg):
        call = parents.get(parent)
        return isinstance(call, cst.Call) and _called(call) in _BY_NAME
    if not isinstance(parent, cst.Index):
        return False
    whole = parents.get(parents[parent])
    table = whole.value if isinstance(whole, cst.Subscript) else None
    if isinstance(table, cst.Call):
        return _called(table) in _NAMESPACES
    return isinstance(table, cst.Attribute) and table.attr.value == "__dict__"


def _is_looked_up(module: Module, call: cst.Call) -> bool:
    """Whether one name is read in `globals()`, which is looked at by that name."""
    return isinstance(module.symbols.parents.get(call), cst.Subscript)


def _changed_otherwise(alias: Alias) -> bool:
    """Whether the variable is changed in a way that depends on what is in the dict, or later."""
    module = alias.module
    every: Sequence[Mutation] = module.symbols.mutations.get(alias.text, ())
    if "." not in alias.text:
        every = module.symbols.mutations_of(alias.text, alias.scope)
    for mutation in every:
        if mutation.call is not None and _called(mutation.call) != "update":
            return True
        if isinstance(mutation.statement, cst.Del):
            return True
        same = mutation.point.scope.function is alias.point.scope.function
        if same and mutation.point.order > alias.point.order:
            return True
    return False


def _named_elsewhere(alias: Alias) -> str:
    """Another file of the project that names the variable, or the class and its attribute."""
    name = alias.text.rpartition(".")[2]
    needed = name
    if isinstance(alias.owner, cst.ClassDef):
        needed = alias.owner.name.value
    elif not is_of_module(alias) or "." in alias.text:
        return ""
    project, own = alias.module.program.project, alias.module.source.path
    paths = {source.path for source in project.mentioning(needed)}
    mentions = (source.path for source in project.mentioning(name))
    return next((str(path) for path in mentions if path != own and path in paths), "")
