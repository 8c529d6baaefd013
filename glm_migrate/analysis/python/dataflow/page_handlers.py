"""Functions that a page calls: `button.click(ask, inputs=[text, model])`.

Each parameter gets the value of the widget in its place.
"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.knowledge.widget_facts import Taken, handlers


def argument(call: cst.Call, taken: Taken) -> cst.BaseExpression | None:
    """What a call passes for an argument."""
    plain = [one.value for one in call.args if one.keyword is None and not one.star]
    for one in call.args:
        if one.keyword is not None and one.keyword.value == taken.word:
            return one.value
    return plain[taken.place] if taken.place is not None and taken.place < len(plain) else None


def widgets_for(
    module: Module, call: cst.Call, name: str
) -> tuple[Sequence[cst.BaseExpression], int]:
    """The widgets whose values the handler of a call gets, and how many parameters come before.

    Args:
        name: The last part of the called name.
    """
    handler = handlers().get(name)
    if handler is None or handler.package not in module.source.text:
        return (), 0
    inputs = argument(call, handler.inputs)
    if inputs is None:
        return (), 0
    lists = module.resolver.resolve(inputs, module.symbols.point(call)).found
    only = lists[0] if len(lists) == 1 and lists[0].module is module else None
    if only is None or not isinstance(only.node, (cst.List, cst.Tuple)):
        return (inputs,), handler.skip
    return [one.value for one in only.node.elements], handler.skip
