"""The address that stands beside an id: in the same record, constructor or class body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import Kind
from glm_migrate.analysis.python.syntax.string_literals import joined, meaning
from glm_migrate.knowledge.program_words import one_of
from glm_migrate.model.calls import Endpoint, Host

_ADDRESS = re.compile(f"(?i)(^|_){one_of('address')}$")
_CLIENT = re.compile(r"(?i)(?:^|_)client(?:_|$)")
_Named = tuple[str, cst.BaseExpression]


def endpoint_beside(module: Module, node: cst.CSTNode) -> Endpoint:
    """Where requests go by the address beside `node`; unknown where there is none, or several."""
    beside = list(_neighbours(module, node))
    found = _endpoints(module, beside) or _endpoints(module, _of_clients(module, beside))
    return found.pop() if len(found) == 1 else Endpoint()


def _endpoints(module: Module, named: Iterable[_Named]) -> set[Endpoint]:
    """The known ones among what is called like an address."""
    return {
        one
        for name, value in named
        if _ADDRESS.search(name)
        for text in _texts(module, value)
        if (one := knowledge.endpoint(text)).host is not Host.UNKNOWN
    }


def _of_clients(module: Module, beside: Iterable[_Named]) -> Iterator[_Named]:
    """What the clients beside an id are made of: `client_args={…}`, `client=OpenAI(…)`."""
    for name, value in beside:
        if not _CLIENT.search(name):
            continue
        for one in module.resolver.resolve(value, module.symbols.point(value)).found:
            if one.module is module and isinstance(one.node, (cst.Dict, cst.Call)):
                yield from _entries(one.node)


def _neighbours(module: Module, node: cst.CSTNode) -> Iterator[_Named]:
    """What stands beside an id, each with its name."""
    parents = module.symbols.parents
    holder = parents.get(node)
    whole = parents.get(holder) if holder is not None else None
    if isinstance(holder, (cst.DictElement, cst.Arg)) and isinstance(whole, (cst.Dict, cst.Call)):
        yield from _entries(whole)
    elif isinstance(holder, (cst.Assign, cst.AnnAssign)):
        scope = module.symbols.points[holder].scope
        if scope.kind == "class":
            for name, definitions in scope.definitions.items():
                for one in definitions:
                    if one.kind is Kind.ASSIGN and one.value is not None:
                        yield name, one.value


def _entries(whole: cst.Dict | cst.Call) -> Iterator[_Named]:
    """The entries of a dict display, the keywords of a call."""
    if isinstance(whole, cst.Dict):
        for entry in whole.elements:
            if isinstance(entry, cst.DictElement) and isinstance(entry.key, cst.SimpleString):
                yield str(meaning(entry.key)), entry.value
    else:
        for argument in whole.args:
            if argument.keyword is not None:
                yield argument.keyword.value, argument.value


def _texts(module: Module, value: cst.BaseExpression) -> Iterator[str]:
    for one in module.resolver.resolve(value, module.symbols.point(value)).found:
        text = joined(one.node) if isinstance(one.node, cst.BaseString) else None
        if isinstance(text, str):
            yield text
