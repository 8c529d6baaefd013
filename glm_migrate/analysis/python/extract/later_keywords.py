"""What a function with preset keywords is called with later: `ask = partial(create, model=…)`.

The request is told where it is preset. A stream, a limit or options that are not seen may come with
the call itself, `ask(stream=True)`.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unresolved import Reason, Unresolved

_PRESETTING = callables("passes-keywords")
# What decides how an answer has to be read, and whether there is one.
_DECISIVE = frozenset("stream max_tokens max_completion_tokens thinking extra_body tools".split())


def added_later(module: Module, call: cst.Call) -> Iterator[Unresolved]:
    """What may be added to the keywords that `call` presets; nothing for any other call."""
    if dotted(call.func).rpartition(".")[2] not in _PRESETTING:
        return
    holder = module.symbols.parents.get(call)
    if isinstance(holder, cst.Return):
        name = module.symbols.point(call).scope.function.name
        yield Unresolved(Reason.CALLED_LATER, name)
    for target in _targets(holder):
        name = dotted(target).rpartition(".")[2]
        if any(_is_decisive(one) for later in _calls(module, target) for one in later.args):
            yield Unresolved(Reason.CALLED_LATER, name)


def _targets(holder: cst.CSTNode | None) -> Iterator[cst.BaseExpression]:
    """What it is assigned to."""
    if isinstance(holder, cst.Assign):
        yield from (one.target for one in holder.targets)
    elif isinstance(holder, (cst.AnnAssign, cst.NamedExpr)):
        yield holder.target


def _calls(module: Module, target: cst.BaseExpression) -> Iterator[cst.Call]:
    """Calls of that name: of a function's variable in its file, else in all that mention it."""
    name = dotted(target).rpartition(".")[2]
    scope = module.symbols.point(target).scope
    is_local = isinstance(target, cst.Name) and scope.lookup(name) is not scope.module
    others = () if is_local or not name else module.program.mentioning(name)
    for one in {id(one): one for one in (module, *others)}.values():
        yield from one.symbols.by_called.get(name, ())


def _is_decisive(argument: cst.Arg) -> bool:
    name = argument.keyword.value if argument.keyword is not None else ""
    return argument.star == "**" or name in _DECISIVE
