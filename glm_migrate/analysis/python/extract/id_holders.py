"""All that holds the text of an id: variables, items of dicts, and calls of what returns it.

An item has no name of its own. It is found by its key, wherever what is read under that key leads
to the place at which the id is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.aliases import flows_from, is_own, key_of
from glm_migrate.analysis.python.dataflow.call_graph import callees
from glm_migrate.analysis.python.dataflow.closure import closure
from glm_migrate.analysis.python.dataflow.interface import Alias, Module, ResolvedValue, mentioning
from glm_migrate.analysis.python.dataflow.limits import MAX_ID_HOLDERS, MAX_KEY
from glm_migrate.analysis.python.dataflow.reads import reads
from glm_migrate.analysis.python.extract.id_variables import handed_on
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, Scope, dotted
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables

_SAME = (cst.BooleanOperation, cst.IfExp, cst.NamedExpr)
_SAME_TEXT = callables("same-text")
_DICT_MAKERS = callables("builds-dict", "updates-dict", "fills-dict")
_DEFAULTS = callables("sets-default")
_ITEM_METHODS = callables("reads-entry", "takes-entry", "sets-default")
_AS_ATTRIBUTES = callables("gives-attribute")


@dataclass(frozen=True, eq=False)
class HeldId:
    """An expression without a name that gives the text of an id: `CFG["model"]`, `model()`."""

    module: Module
    node: cst.BaseExpression

    @property
    def point(self) -> ProgramPoint:
        return self.module.symbols.point(self.node)


@dataclass(frozen=True, eq=False)
class IdFunction:
    """A function that returns the text of an id, whose calls give it."""

    module: Module
    scope: Scope

    def calls(self) -> Iterator[HeldId]:
        """Its calls in the project."""
        every = self.module.resolver.calls.callers(self.scope)
        return (HeldId(module, call) for call, module in every)


Holder = Alias | HeldId | IdFunction


def holder_key(holder: Holder) -> Hashable:
    """By which two holders are told to be the same."""
    if isinstance(holder, Alias):
        return key_of(holder)
    return holder.node if isinstance(holder, HeldId) else holder.scope


def first_holders(resolved: ResolvedValue) -> Iterator[Holder]:
    """The variables on the way to an id, and what gives what is written at its place."""
    yield from resolved.aliases
    if isinstance(resolved.node, cst.BaseExpression):
        yield from _given_on(HeldId(resolved.module, resolved.node))


def holders(first: Holder) -> Sequence[Holder]:
    """One holder, and the others that are handed what it holds; remembered."""
    return first.module.remembered(
        holders,
        holder_key(first),
        lambda: closure([first], _others, holder_key, most=MAX_ID_HOLDERS),
        in_cycle=[first],
    )


def shown(holder: Holder) -> str:
    """A holder as messages name it."""
    if isinstance(holder, HeldId):
        return holder.module.short(holder.node)
    return holder.text if isinstance(holder, Alias) else f"{holder.scope.name}()"


def looking_like(holder: Holder) -> Iterator[HeldId]:
    """The expressions that read what is held, and attributes of that name of whatever object."""
    if isinstance(holder, HeldId):
        yield holder
    elif isinstance(holder, IdFunction):
        yield from holder.calls()
    else:
        yield from (HeldId(holder.module, one) for one in reads(holder))


def reads_of(holder: Holder) -> Iterator[HeldId]:
    """Those of them that are seen to read it."""
    every = looking_like(holder)
    yield from (one for one in every if not isinstance(holder, Alias) or is_of(holder, one.node))


def is_of(alias: Alias, read: cst.BaseExpression) -> bool:
    """Whether an attribute of the same name is the one that is meant."""
    if not isinstance(read, cst.Attribute):
        return True
    point = alias.module.symbols.point(read)
    if alias.owner is None:
        return dotted(read) == alias.text
    if is_own(alias, read.value, point.scope):
        return True
    found = alias.module.resolver.attributes.class_of(read.value, point)
    return found is not None and alias.owner in found.lineage


def _others(holder: Holder) -> Iterator[Holder]:
    if isinstance(holder, Alias):
        yield from handed_on(holder)
    for read in reads_of(holder):
        yield from _taken(holder, read)
        yield from _given_on(read)


def _taken(holder: Holder, read: HeldId) -> Iterator[Alias]:
    """The variables that get the text of an item, or of an attribute of a named object."""
    if isinstance(holder, Alias) and not isinstance(read.node, cst.Attribute):
        return  # `handed_on` knows
    text = read.module.short(read.node)
    for flow in flows_from(read.module, trimmed(read).node, read.point, text):
        if flow.name is not None:
            yield flow.name


def trimmed(read: HeldId) -> HeldId:
    """The expression around it that is the same text, as `CFG["model"].strip()`."""
    parents, node = read.module.symbols.parents, read.node
    while isinstance(parent := parents.get(node), cst.Attribute):
        call = parents.get(parent)
        if parent.attr.value not in _SAME_TEXT or not isinstance(call, cst.Call):
            break
        node = call
    return HeldId(read.module, node)


def _given_on(read: HeldId) -> Iterator[Holder]:
    """What gives the text elsewhere: an item that it is put into, a call that returns it."""
    parents = read.module.symbols.parents
    node: cst.CSTNode = trimmed(read).node
    parent = parents.get(node)
    while isinstance(parent, _SAME):
        node, parent = parent, parents.get(parent)
    if isinstance(parent, cst.Return):
        yield from _results(read.module, read.module.symbols.point(node).scope.function)
    elif key := _key_of(read.module, node, parent):
        yield from _items(read, key)


def _results(module: Module, scope: Scope) -> Iterator[Holder]:
    """What a function is called, or read as, where it returns the text."""
    function, klass = scope.node, scope.parent.node if scope.parent else None
    if not isinstance(function, cst.FunctionDef):
        return
    words = {dotted(one.decorator).rpartition(".")[2] for one in function.decorators}
    if not words & _AS_ATTRIBUTES:
        yield IdFunction(module, scope)
    elif isinstance(klass, cst.ClassDef):
        owner = module.symbols.scopes[klass]
        point = module.symbols.points[function]
        yield Alias(module, f"self.{scope.name}", replace(point, scope=owner), owner, klass)


def _key_of(module: Module, node: cst.CSTNode, parent: cst.CSTNode | None) -> str:
    """The key under which a text is put into a dict; empty where it is put into none."""
    if isinstance(parent, cst.DictElement):
        return text_of(parent.key)
    if isinstance(parent, cst.Arg):
        return _key_given(module, parent)
    if isinstance(parent, (cst.Assign, cst.AnnAssign)) and parent.value is node:
        targets = parent.targets if isinstance(parent, cst.Assign) else (parent,)
        return next(filter(None, (_subscribed(one.target) for one in targets)), "")
    return ""


def _key_given(module: Module, argument: cst.Arg) -> str:
    """`dict(model=…)`, `d.update(model=…)`, `d.setdefault("model", …)`."""
    call = module.symbols.parents.get(argument)
    if not isinstance(call, cst.Call):
        return ""
    name = dotted(call.func).rpartition(".")[2]
    if argument.keyword is not None:
        is_put = name in _DICT_MAKERS or _collects_keywords(module, call)
        return argument.keyword.value if is_put else ""
    is_default = name in _DEFAULTS and len(call.args) > 1 and call.args[1] is argument
    return text_of(call.args[0].value) if is_default else ""


def _collects_keywords(module: Module, call: cst.Call) -> bool:
    """Whether a function of the project gets the keywords that it does not name as a dict."""
    functions = (one.node for one in callees(module, call))
    return any(
        isinstance(one, cst.FunctionDef) and one.params.star_kwarg is not None for one in functions
    )


def _subscribed(target: cst.BaseExpression) -> str:
    """The key of `d["key"]`."""
    if not isinstance(target, cst.Subscript) or len(target.slice) != 1:
        return ""
    index = target.slice[0].slice
    return text_of(index.value) if isinstance(index, cst.Index) else ""


def _items(read: HeldId, key: str) -> Iterator[HeldId]:
    """The reads of `key` in the project that lead to what `read` gives."""
    found = read.module.resolver.resolve(read.node, read.point).found
    wanted = [id(one.node) for one in found]
    for module in mentioning(read.module, key):
        if module.is_document:
            continue
        by_value = _read_under(module, key)
        every = (item for one in wanted for item in by_value.get(one, ()))
        yield from (HeldId(module, item) for item in dict.fromkeys(every))


def _read_under(module: Module, key: str) -> dict[int, list[cst.BaseExpression]]:
    """What a file can read under `key` → the expressions that do so; remembered."""
    return module.remembered(_read_under, key, lambda: _find_read_under(module, key), in_cycle={})


def _find_read_under(module: Module, key: str) -> dict[int, list[cst.BaseExpression]]:
    by_value: dict[int, list[cst.BaseExpression]] = defaultdict(list)
    module.symbols.deferred.naming(key)
    for item in _by_key(module).get(key, ()):
        with module.program.fresh_query():
            found = module.resolver.resolve(item, module.symbols.point(item)).found
        for one in found:
            by_value[id(one.node)].append(item)
    return by_value


def _by_key(module: Module) -> dict[str, list[cst.BaseExpression]]:
    """Every `x["key"]` and `x.get("key")` of a file that does more than fill an argument."""
    count = len(module.symbols.strings)  # grows with the bodies that are read
    return module.remembered(_by_key, count, lambda: _find_by_key(module), in_cycle={})


def _find_by_key(module: Module) -> dict[str, list[cst.BaseExpression]]:
    found: dict[str, list[cst.BaseExpression]] = defaultdict(list)
    for text in module.symbols.strings:
        for key in (text, *_named(module, text)):
            item = _item_of(module, key)
            if item is not None:
                found[text_of(text)].append(item)
    return found


def _named(module: Module, text: cst.BaseString) -> Sequence[cst.BaseExpression]:
    """The reads of a variable of the file that is set to a text."""
    parent = module.symbols.parents.get(text)
    target = parent.targets[0].target if isinstance(parent, cst.Assign) else None
    if not isinstance(target, cst.Name) or len(text_of(text)) > MAX_KEY:
        return ()
    scope = module.symbols.point(target).scope.lookup(target.value)
    return module.symbols.uses_of(target.value, scope) if scope is not None else ()


def _item_of(module: Module, key: cst.BaseExpression) -> cst.BaseExpression | None:
    """The expression that reads what stands under a key; None where it is no such key."""
    parents = module.symbols.parents
    parent = parents.get(key)
    if isinstance(parent, cst.Index):
        whole = parents.get(parents[parent])
        return whole if isinstance(whole, cst.Subscript) and _is_read(module, whole) else None
    call = parents.get(parent) if isinstance(parent, cst.Arg) else None
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        return None
    is_first = call.args[0] is parent
    return call if is_first and call.func.attr.value in _ITEM_METHODS else None


def _is_read(module: Module, whole: cst.Subscript) -> bool:
    """Whether an item is read, and neither set nor deleted."""
    holder = module.symbols.parents.get(whole)
    if isinstance(holder, (cst.Assign, cst.AnnAssign)):
        return holder.value is whole
    return not isinstance(holder, (cst.AssignTarget, cst.Del))
