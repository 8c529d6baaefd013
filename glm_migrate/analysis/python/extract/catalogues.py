"""Classes of a file of which one object is made for each of several models: a catalogue of them."""

from __future__ import annotations

from itertools import islice

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import Kind, dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning

_SEVERAL = 3


def is_catalogue(module: Module, call: cst.Call, name: str, argument: cst.Arg) -> bool:
    """A class of this file, built for one model after the other: a registry, no setting."""
    if not any(one.kind is Kind.CLASS for one in module.symbols.root.definitions.get(name, ())):
        return False
    index = call.args.index(argument)
    return len(_ids_at(module, name, index)) >= _SEVERAL


def _ids_at(module: Module, name: str, index: int) -> frozenset[str]:
    """The known ids that calls of `name` are passed as argument number `index`; remembered."""

    def find() -> frozenset[str]:
        texts = (
            str(meaning(argument.value))
            for call in module.symbols.by_called.get(name, ())
            for argument in call.args[index : index + 1]
            if isinstance(argument.value, cst.SimpleString)
        )
        return frozenset(text.lower() for text in texts if knowledge.spelling(text))

    return module.remembered(_ids_at, (name, index), find, in_cycle=frozenset())


def is_one_of_several_records(module: Module, call: cst.Call, name: str) -> bool:
    """A class of this file, built several times in one list or tuple: a catalogue, no setting."""
    parents, point = module.symbols.parents, module.symbols.points.get(call)
    element = parents.get(call)
    display = parents.get(element) if isinstance(element, cst.Element) else None
    if point is None or not isinstance(display, (cst.List, cst.Tuple, cst.Set)):
        return False
    values = (element.value for element in display.elements)
    alike = (one for one in values if isinstance(one, cst.Call) and _name_of(one) == name)
    if len(list(islice(alike, 2))) < 2:
        return False
    return any(one.kind is Kind.CLASS for one in point.scope.module.definitions.get(name, ()))


def _name_of(call: cst.Call) -> str:
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else dotted(call.func)
