"""What a function with preset keywords is called with later: `ask = partial(create, model=…)`.

The request is told where it is preset. A stream, a limit or options that are not seen may come with
the call itself, `ask(stream=True)`, and what is preset may be set anew there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.handed_functions import called_name
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.dataflow.limits import MAX_LOCAL_HOPS
from glm_migrate.analysis.python.extract.handing_on import leaves_uncalled
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unresolved import Reason, Unresolved

_PRESETTING = callables("passes-keywords")
_PASSING = callables("passes-keywords", "hands-over", "calls-with-rest")
# What decides whom a call asks, how an answer has to be read, and whether there is one.
_DECISIVE = frozenset(
    "model stream max_tokens max_completion_tokens thinking extra_body tools".split()
)
_SAMPLING = frozenset({"temperature", "top_p"})


def added_later(module: Module, call: cst.Call) -> Iterator[Unresolved]:
    """What may be added to the keywords that `call` presets; nothing for any other call."""
    if dotted(call.func).rpartition(".")[2] in _PRESETTING:
        yield from (Unresolved(Reason.CALLED_LATER, one) for one in _changed(module, call, set()))


def _changed(module: Module, call: cst.Call, before: set[str], hops: int = 0) -> Iterator[str]:
    """The names under which what `call` presets, besides what was set `before`, may be changed."""
    preset = before | _named(call.args)
    holder = module.symbols.parents.get(call)
    if isinstance(holder, cst.Return):
        yield module.symbols.point(call).scope.function.name
        return
    targets = list(_targets(holder))
    if not targets and _is_changing(module, call, preset, hops):
        yield dotted(call.func).rpartition(".")[2]
    for target in targets:
        if any(_is_changing(there, use, preset, hops) for there, use in _uses(module, target)):
            yield dotted(target).rpartition(".")[2]


def _named(arguments: Sequence[cst.Arg]) -> set[str]:
    return {one.keyword.value for one in arguments if one.keyword is not None}


def _targets(holder: cst.CSTNode | None) -> Iterator[cst.BaseExpression]:
    """What it is assigned to."""
    if isinstance(holder, cst.Assign):
        yield from (one.target for one in holder.targets)
    elif isinstance(holder, (cst.AnnAssign, cst.NamedExpr)):
        yield holder.target


def _uses(
    module: Module, target: cst.BaseExpression
) -> Iterator[tuple[Module, cst.BaseExpression]]:
    """Reads of that name: of a function's variable in its file, else in all that mention it."""
    name = dotted(target).rpartition(".")[2]
    scope = module.symbols.point(target).scope
    is_local = isinstance(target, cst.Name) and scope.lookup(name) is not scope.module
    others = () if is_local or not name else module.program.mentioning(name)
    for one in {id(one): one for one in (module, *others)}.values():
        for alias in one.symbols.known_as(name):
            yield from ((one, use) for use in one.symbols.uses.get(alias, ()) if use is not target)


def _is_changing(module: Module, node: cst.BaseExpression, preset: set[str], hops: int) -> bool:
    """Whether a read of a function sets what decides, or leads where it may be set."""
    later = _called_with(module, node)
    if later is None or hops > MAX_LOCAL_HOPS:  # only of two for sampling is anything removed
        return preset >= _SAMPLING
    if any(one.star == "**" for one in later) or _decide(later, preset):
        return True
    argument = module.symbols.parents.get(node)
    call = module.symbols.parents.get(argument) if isinstance(argument, cst.Arg) else None
    is_preset = isinstance(call, cst.Call) and called_name(call) in _PRESETTING
    return is_preset and any(_changed(module, cst.ensure_type(call, cst.Call), preset, hops + 1))


def _decide(later: Sequence[cst.Arg], preset: set[str]) -> bool:
    """Whether keywords decide by themselves, or set the sampling beside what is preset."""
    named = _named(later)
    is_sampled_anew = bool(named & _SAMPLING) and (
        bool(named & preset & _SAMPLING) or named | preset >= _SAMPLING
    )
    return is_sampled_anew or bool(named & _DECISIVE)


def _called_with(module: Module, node: cst.BaseExpression) -> Sequence[cst.Arg] | None:
    """The arguments of the call that a read leads to; None where that is not seen."""
    parent = module.symbols.parents.get(node)
    if isinstance(parent, (cst.Expr, cst.Attribute)):
        return ()
    if isinstance(parent, cst.Call):
        return parent.args
    call = module.symbols.parents.get(parent) if isinstance(parent, cst.Arg) else None
    if not isinstance(parent, cst.Arg) or not isinstance(call, cst.Call):
        return None
    if leaves_uncalled(module, call):
        return ()
    if called_name(call) in _PASSING and parent.keyword is None:
        return call.args[call.args.index(parent) + 1 :]
    return None
