"""Functions that a page calls: `button.click(ask, inputs=[text, model])`.

Each parameter gets the value of the widget in its place.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import Definition, ProgramPoint, dotted
from glm_migrate.knowledge.widget_facts import ArgumentPlace, PageHandler, given_types, handlers


def argument(call: cst.Call, taken: ArgumentPlace) -> cst.BaseExpression | None:
    """What a call passes for an argument."""
    plain = [one.value for one in call.args if one.keyword is None and not one.star]
    for one in call.args:
        if one.keyword is not None and one.keyword.value == taken.word:
            return one.value
    return plain[taken.place] if taken.place is not None and taken.place < len(plain) else None


def handler_of(module: Module, call: cst.Call, name: str) -> PageHandler | None:
    """How a page calls the function that a call gives it; None where that is no page.

    Args:
        name: The last part of the called name.
    """
    handler = handlers().get(name)
    is_meant = handler is not None and _is_of_page(
        call, handler.package, module.symbols.point(call)
    )
    return handler if is_meant else None


def widgets_for(
    module: Module, call: cst.Call, handler: PageHandler
) -> Sequence[cst.BaseExpression]:
    """The widgets whose values the handler of a call gets."""
    inputs = argument(call, handler.inputs)
    if inputs is None:
        return ()
    lists = module.resolver.resolve(inputs, module.symbols.point(call)).found
    only = lists[0] if len(lists) == 1 and lists[0].module is module else None
    if only is None or not isinstance(only.node, (cst.List, cst.Tuple)):
        return (inputs,)
    return [one.value for one in only.node.elements]


def is_given(parameter: cst.Param) -> bool:
    """Whether a page gives a parameter something else than a widget's value: `gr.Request`."""
    made = parameter.default.func if isinstance(parameter.default, cst.Call) else None
    stated = parameter.annotation.annotation if parameter.annotation else None
    names = {dotted(one).rpartition(".")[2] for one in (made, stated) if one is not None}
    return not names.isdisjoint(given_types())


def package_of(node: cst.BaseExpression, point: ProgramPoint) -> str:
    """The package whose object an expression is, by the calls that its variable is bound to."""
    if isinstance(node, cst.Call):
        return full_name(node.func, point).partition(".")[0]
    scope = point.scope.lookup(node.value) if isinstance(node, cst.Name) else None
    definitions = scope.definitions[node.value] if scope and isinstance(node, cst.Name) else ()
    found = {_package_bound(one) for one in definitions}
    return found.pop() if len(found) == 1 else ""


def _package_bound(definition: Definition) -> str:
    made = definition.value
    return (
        full_name(made.func, definition.point).partition(".")[0]
        if isinstance(made, cst.Call)
        else ""
    )


def _is_of_page(call: cst.Call, package: str, point: ProgramPoint) -> bool:
    """Whether a call makes a page of a package, or is one of a component of it."""
    if full_name(call.func, point).partition(".")[0] == package:
        return True
    return isinstance(call.func, cst.Attribute) and package_of(call.func.value, point) == package
