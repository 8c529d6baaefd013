"""What people choose on a page or in a terminal: `st.selectbox("Model", MODELS)`.

A widget gives back one of the items that it is given, or what stands in it at first.
"""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.handed_functions import called_name
from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValues,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.node_inputs import is_default_among, one_of
from glm_migrate.analysis.python.dataflow.page_handlers import argument, package_of
from glm_migrate.analysis.python.dataflow.session_values import keyed_choices
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.knowledge.widget_facts import (
    ArgumentPlace,
    Widget,
    asking_methods,
    containers,
    node_words,
    widget,
    widget_of,
)
from glm_migrate.model.unresolved import Reason


def chosen_value(
    module: Module, call: cst.Call, point: ProgramPoint, depth: int
) -> ResolvedValues | None:
    """What a widget can give back; None for every other call, and where no value is seen."""
    made = _made_before(call) or call
    facts = _widget_made(module, made, point)
    if facts is None:
        return None
    parts: list[ResolvedValues] = []
    if facts.items and (items := argument(made, facts.items)) is not None:
        parts.append(one_of(module, items, point, depth))
    if facts.value and (value := argument(made, facts.value)) is not None:
        parts.append(module.resolver.resolve(value, point, depth))
    result = ResolvedValues.sum(parts)
    if not result.found:
        return None
    is_all = not facts.open and not facts.none and not _is_left_open(made, facts)
    return result if is_all else result + unresolved(Reason.READ, module.short(call))


def _is_left_open(made: cst.Call, facts: Widget) -> bool:
    """Whether the arguments of a widget let people type something else, or choose nothing."""
    unset = argument(made, facts.unset) if facts.unset else None
    is_unset = unset is not None and dotted(unset) == "None"
    return is_unset or argument(made, ArgumentPlace(facts.typed)) is not None


def first_choice_of(module: Module, node: cst.CSTNode) -> str:
    """The widget of which an expression is chosen at first, among the items that it lists."""
    if widget := keyed_choices(module, node):
        return widget
    taken = module.symbols.parents.get(node)
    call = module.symbols.parents.get(taken) if isinstance(taken, cst.Arg) else None
    if not isinstance(call, cst.Call):
        return node_words().inputs if is_default_among(module, node) else ""
    facts = _widget_made(module, call, module.symbols.point(call))
    if facts is None or facts.items is None or facts.value is None:
        return ""
    return called_name(call) if argument(call, facts.value) is node else ""


def _made_before(call: cst.Call) -> cst.Call | None:
    """`questionary.select(…)` of `questionary.select(…).ask()`."""
    if not isinstance(call.func, cst.Attribute) or call.func.attr.value not in asking_methods():
        return None
    return call.func.value if isinstance(call.func.value, cst.Call) else None


def _widget_made(module: Module, call: cst.Call, point: ProgramPoint) -> Widget | None:
    """The widget that a call makes, by its full name or on a container: `column.selectbox(…)`."""
    if (found := widget(full_name(call.func, point))) is not None:
        return found
    if not isinstance(call.func, cst.Attribute):
        return None
    package = package_of(call.func.value, point)
    return widget_of(package, call.func.attr.value) if package in containers() else None
