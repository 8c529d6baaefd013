"""Whether a dict serves one call alone, so that taking a key out of it changes nothing else.

A dict is private when every step from its display to the call is one that nothing else can take:
straight into the call, or through a variable that is read once and changed only before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import Kind, Store, dotted

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.dict_entries import Entry
    from glm_migrate.analysis.python.dataflow.module import Tree
    from glm_migrate.analysis.python.dataflow.resolved import Holder

_SAME = (cst.Arg, cst.StarredDictElement, cst.DictElement, cst.Dict, cst.IfExp, cst.Attribute)
_OPERATIONS = (cst.BooleanOperation, cst.BinaryOperation)
_COPYING = frozenset("dict OrderedDict defaultdict copy deepcopy cast dumps encode".split())
_SOMEWHERE = "the dict is part of a value that other code can read"


def shared(entry: Entry, reader: cst.Call) -> str:
    """Why the dict of `entry` may serve more than `reader`; empty when it serves that alone."""
    if entry.container is None:
        return ""
    if reason := _way(entry.tree, entry.container, entry, reader):
        return reason
    for holder in entry.holders:
        if reason := _of_holder(holder, entry, reader):
            return reason
    return ""


def _of_holder(holder: Holder, entry: Entry, reader: cst.Call) -> str:
    every = list(reads(holder))
    if len(every) > 1 or _changed_otherwise(holder):
        return f"`{holder.text}` is also used elsewhere in the file"
    if other := _named_elsewhere(holder):
        return f"`{holder.text}` may also be used in {other}"
    return next((why for one in every if (why := _way(holder.tree, one, entry, reader))), "")


def _way(tree: Tree, node: cst.CSTNode, entry: Entry, reader: cst.Call) -> str:
    """Why what `node` evaluates to can go elsewhere than into the reader or a variable of it."""
    held = {holder.text.rpartition(".")[2] for holder in entry.holders}
    parents = tree.names.parents
    child, parent = node, parents.get(node)
    while parent is not None and parent is not reader:
        if isinstance(parent, cst.Call):
            if _called(parent) not in _COPYING:
                return _passed(parent, child, entry, held)
        elif isinstance(parent, (cst.Assign, cst.AnnAssign, cst.AugAssign)):
            return _assigned(parent, held)
        elif isinstance(parent, cst.Param):
            return "" if parent.name.value in held else _SOMEWHERE
        elif isinstance(parent, cst.Return):
            return _returned(tree, parent)
        elif not isinstance(parent, (*_SAME, *_OPERATIONS)):
            return _SOMEWHERE
        child, parent = parent, parents.get(parent)
    return "" if parent is reader else _SOMEWHERE


def _called(call: cst.Call) -> str:
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value
    return dotted(call.func)


def _last(node: cst.BaseExpression, skip: int = 0) -> str:
    """The last part of a dotted name, before the `skip` parts behind it."""
    parts = dotted(node).split(".")
    return parts[-1 - skip] if len(parts) > skip else ""


def _passed(call: cst.Call, child: cst.CSTNode, entry: Entry, held: set[str]) -> str:
    """The dict goes into a variable with `update`, or to a function whose parameter holds it."""
    if child is call.func:
        return _SOMEWHERE
    if _called(call) == "update":
        return "" if _last(call.func, 1) in held else _SOMEWHERE
    is_parameter = any(
        binding.kind is Kind.PARAMETER
        for holder in entry.holders
        if holder.scope is not None
        for binding in holder.scope.bindings.get(holder.text, ())
    )
    return "" if is_parameter else _SOMEWHERE


def _assigned(node: cst.Assign | cst.AnnAssign | cst.AugAssign, held: set[str]) -> str:
    targets = [t.target for t in node.targets] if isinstance(node, cst.Assign) else [node.target]
    return "" if len(targets) == 1 and _last(targets[0]) in held else _SOMEWHERE


def _returned(tree: Tree, node: cst.CSTNode) -> str:
    """A function makes a dict for each of its calls, but the text of it is one."""
    name = tree.names.places[node].scope.function.name
    trees = {id(one): one for one in (tree, *tree.workspace.mentioning(name))}
    times = sum(len(one.names.uses.get(name, ())) for one in trees.values())
    return "" if times <= 1 else f"`{name}()` also serves other code"


def reads(holder: Holder) -> Iterator[cst.Name | cst.Attribute]:
    """The places of the file that read what `holder` holds, without those that only change it."""
    changed = holder.tree.resolver.changed(holder.text)
    for use in _uses(holder):
        if id(use) not in changed:
            yield use


def _uses(holder: Holder) -> Sequence[cst.Name | cst.Attribute]:
    """The places that name the variable; found for all variables of one name at once."""
    tree, name = holder.tree, holder.text.rpartition(".")[2]
    by_scope = tree.resolver.uses_known.get(name)
    if by_scope is None:
        by_scope = tree.resolver.uses_known[name] = {}
        for use in tree.names.uses.get(name, ()):
            scope = None
            if isinstance(use, cst.Name):
                scope = tree.resolver.scope_of(use.value, tree.names.place(use).scope)
            by_scope.setdefault((isinstance(use, cst.Name), id(scope)), []).append(use)
    named = by_scope.get((True, id(holder.scope)), []) if holder.scope is not None else []
    if "." in holder.text or holder.owner is not None or _is_of_module(holder):
        named = [*named, *by_scope.get((False, id(None)), [])]
    return named


def _is_of_module(holder: Holder) -> bool:
    return holder.scope is not None and holder.scope.kind == "module"


def _changed_otherwise(holder: Holder) -> bool:
    """Whether the variable is changed in a way that depends on what is in the dict, or later."""
    tree = holder.tree
    every: Sequence[Store] = tree.names.stores.get(holder.text, ())
    if "." not in holder.text:
        every = tree.resolver.stores_of(holder.text, holder.scope)
    for store in every:
        if store.call is not None and _called(store.call) != "update":
            return True
        if isinstance(store.statement, cst.Del):
            return True
        same = store.place.scope.function is holder.place.scope.function
        if same and store.place.order > holder.place.order:
            return True
    return False


def _named_elsewhere(holder: Holder) -> str:
    """Another file of the project that names the variable, or the class and its attribute."""
    name = holder.text.rpartition(".")[2]
    needed = name
    if isinstance(holder.owner, cst.ClassDef):
        needed = holder.owner.name.value
    elif not _is_of_module(holder) or "." in holder.text:
        return ""
    project, own = holder.tree.workspace.project, holder.tree.source.path
    paths = {source.path for source in project.mentioning(needed)}
    mentions = (source.path for source in project.mentioning(name))
    return next((str(path) for path in mentions if path != own and path in paths), "")
