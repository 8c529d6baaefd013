"""Texts that are put into a list or dict and taken out later, to be joined, printed or asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import (
    Effect,
    EffectKind,
    called,
    effect_of,
    inside,
)
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import Kind, dotted
from glm_migrate.knowledge.known_callables import callables

# What gives the items of a container in some order, and the values of a dict.
_ORDERED = callables("keeps-items")
_VIEWS = callables("views-dict")
_TAKING = callables("takes-queued")
# Methods that fill or empty a container, and effects that None does no harm to.
_FILLING = callables("appends", "extends", "fills-dict", "removes")
_FILTERING = callables("sorts-out-none")
_SHOWING = callables("shows-text")
_BEARING = frozenset(
    {EffectKind.TESTED, EffectKind.SHOWN, EffectKind.DROPPED, EffectKind.KEY, EffectKind.EXTENDED}
)
_BUILT = (cst.GeneratorExp, cst.ListComp)


def is_taken_out(module: Module, container: cst.BaseExpression) -> bool:
    """Whether items of a list or dict are joined or asked as texts, without a look at them."""
    text = dotted(container)
    return bool(text) and any(
        _fails_on_none(module, item) and not _is_tested(module, item)
        for item in _items(module, text)
    )


def gets_out_of_sight(module: Module, container: cst.BaseExpression) -> bool:
    """Whether a list, dict or attribute of texts, or one of them, gets where nothing is seen."""
    return not dotted(container) or not all(_stays(module, one) for one in _uses(module, container))


def is_read(module: Module, container: cst.BaseExpression) -> bool:
    """Whether the file reads what is written as `container`."""
    return any(
        effect_of(module, one).kind is not EffectKind.OTHER for one in _uses(module, container)
    )


def _uses(module: Module, container: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    text = dotted(container)
    uses = module.symbols.uses.get(text.rpartition(".")[2], ())
    return (one for one in uses if dotted(one) == text)


def _stays(module: Module, use: cst.BaseExpression) -> bool:
    """Whether one use of a container, or of a text from it, is known to bear None."""
    holder = module.symbols.parents.get(use)
    if isinstance(holder, cst.Attribute):
        return holder.attr.value in _FILLING or all(
            _stays(module, item) for item in _of_method(module, holder)
        )
    if isinstance(holder, cst.Arg) and _called_by(module, holder) in _ORDERED | _FILTERING:
        return all(_stays(module, item) for item in _loop_variables(module, use))
    return _is_tested(module, use) or _is_harmless(module, use)


def _is_harmless(module: Module, use: cst.BaseExpression) -> bool:
    effect = effect_of(module, use)
    if isinstance(module.symbols.parents.get(use), cst.BooleanOperation):
        return True
    if effect.kind is EffectKind.STEP and isinstance(effect.by, cst.Subscript):
        return _stays(module, effect.by)
    if effect.kind is EffectKind.ITERATED:
        return all(_stays(module, item) for item in _loop_variables(module, use))
    if effect.kind is EffectKind.NAMED and isinstance(effect.target, cst.Name):
        return all(_stays(module, one) for one in _reads_of(module, effect.target))
    if effect.kind is EffectKind.OTHER:  # assigned to, deleted
        return isinstance(effect.by, (cst.Assign, cst.AnnAssign, cst.Del, cst.AssignTarget))
    return effect.kind in _BEARING


def _called_by(module: Module, argument: cst.Arg) -> str:
    call = module.symbols.parents.get(argument)
    return called(call) if isinstance(call, cst.Call) else ""


def _items(module: Module, text: str) -> Iterator[cst.BaseExpression]:
    """The expressions that are an item of the container `text`, or all of them."""
    parents = module.symbols.parents
    for use in module.symbols.uses.get(text.rpartition(".")[2], ()):
        if dotted(use) != text:
            continue
        holder = parents.get(use)
        if isinstance(holder, cst.Subscript) and holder.value is use:
            yield holder
        elif isinstance(holder, cst.Attribute):
            yield from _of_method(module, holder)
        else:
            yield from _loop_variables(module, use)


def _of_method(module: Module, method: cst.Attribute) -> Iterator[cst.BaseExpression]:
    """Items that `x.pop()` gives, or those of `x.values()`."""
    call = module.symbols.parents.get(method)
    if not isinstance(call, cst.Call) or call.func is not method:
        return
    if method.attr.value in _TAKING:
        yield call
    elif method.attr.value in _VIEWS:
        yield from _loop_variables(module, call)


def _loop_variables(module: Module, whole: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """`whole` where it is joined, and the reads of `v` in a loop over it."""
    node, above = whole, module.symbols.parents.get(whole)
    while isinstance(above, cst.Arg):
        call = module.symbols.parents.get(above)
        if not isinstance(call, cst.Call):
            return
        if called(call) == "join":
            yield node
        if called(call) not in _ORDERED:
            return
        node, above = call, module.symbols.parents.get(call)
    if isinstance(above, (cst.For, cst.CompFor)) and above.iter is node:
        yield from _reads(module, above)


def _reads(module: Module, loop: cst.For | cst.CompFor) -> Iterator[cst.BaseExpression]:
    """The reads of the variable of a loop, the last one of several."""
    name = _last_name(loop.target)
    scope = module.symbols.point(loop.target).scope.lookup(name) if name else None
    if scope is not None:
        yield from module.symbols.uses_of(name, scope)


def _last_name(target: cst.BaseExpression) -> str:
    if isinstance(target, cst.Tuple) and target.elements:
        target = target.elements[-1].value
    return target.value if isinstance(target, cst.Name) else ""


def _fails_on_none(module: Module, item: cst.BaseExpression) -> bool:
    """Whether what is done with an item fails on None, or shows it."""
    if isinstance(module.symbols.parents.get(item), cst.BooleanOperation):
        return False  # `d[k] or ""`
    use = effect_of(module, item)
    if use.kind is EffectKind.NAMED and isinstance(use.target, cst.Name) and use.made is None:
        reads = _reads_of(module, use.target)
        return _is_added_to(module, use.target) or any(
            _fails(effect_of(module, one)) for one in reads
        )
    return _fails(use)


def _reads_of(module: Module, name: cst.Name) -> Sequence[cst.BaseExpression]:
    """The places that read the variable that a text is bound to."""
    return module.symbols.uses_of(name.value, module.symbols.point(name).scope.lookup(name.value))


def _is_added_to(module: Module, name: cst.Name) -> bool:
    """`text += …`."""
    scope = module.symbols.point(name).scope.lookup(name.value)
    definitions = scope.definitions[name.value] if scope else []
    return any(one.kind is Kind.AUGMENT for one in definitions)


def _fails(use: Effect) -> bool:
    if use.kind is EffectKind.JOINED:
        return use.made is None or isinstance(use.made, _BUILT)
    if use.kind is EffectKind.METHOD:
        return use.made is None
    if use.kind is EffectKind.TESTED and isinstance(use.by, cst.Call):
        return called(use.by) == "len"
    if use.kind is EffectKind.SHOWN and isinstance(use.by, cst.Call):
        return use.made is None and called(use.by) in _SHOWING
    return (
        use.kind is EffectKind.PASSED
        and isinstance(use.by, cst.Call)
        and (called(use.by) == "write")
    )


def _is_tested(module: Module, item: cst.BaseExpression) -> bool:
    """Whether a condition around an item looks at it."""
    text = module.code(item)
    return any(
        module.code(inner) == text for test in _tests(module, item) for inner in inside(test)
    )


def _tests(module: Module, item: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The conditions that hold where an item is read."""
    for owner, arm in module.symbols.point(item).branches:
        if isinstance(owner, cst.If) and arm == 0:
            yield owner.test
    node = module.symbols.parents.get(item)
    while node is not None:
        if isinstance(node, cst.IfExp):
            yield node.test
        elif isinstance(node, cst.BaseComp):
            yield from (one.test for one in node.for_in.ifs)
        node = module.symbols.parents.get(node)
