"""Where a variable hands its object on: to other names, to functions, out of sight.

Only the object itself counts: a copy, a part of it or its text go nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import callees, function_run
from glm_migrate.analysis.python.dataflow.interface import Alias, Class, Module, mentioning
from glm_migrate.analysis.python.dataflow.reads import reads
from glm_migrate.analysis.python.semantics.scopes import (
    LAST,
    Definition,
    Kind,
    ProgramPoint,
    Scope,
    dotted,
    instance_in,
    is_static,
    owner,
)
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.program_words import one_of
from glm_migrate.model.unresolved import Reason, Unresolved

_SAME = (cst.BooleanOperation, cst.IfExp, cst.NamedExpr)
_CHOOSING = (cst.BooleanOperation, cst.IfExp)
_PAIRED = (cst.Tuple, cst.List)
# Callables that are known to leave what they are given as it is, and verbs that promise it.
_HARMLESS = callables(
    *("prints", "prints-short", "logs", "tests", "measures", "shows-fields", "reads-attribute"),
    *(
        "as-text",
        "coded-text",
        "built-text",
        "as-dict",
        "lists",
        "sets",
        "sorts",
        "copies",
        "views",
    ),
    *("iterates", "pairs-items", "dumps", "dumps-to", "sends", "validates", "passes-keywords"),
    *("appends", "extends", "fills-dict", "sets-default"),
)
_HARMLESS_VERB = re.compile(f"^_*{one_of('leaving')}_|^[A-Z]")


@dataclass(frozen=True, eq=False)
class Flow:
    """Where a variable hands its object on.

    Attributes:
        point: Of the statement that does so.
        name: The other variable; None where a function gets the object that can't be read.
        definition: What binds that variable to the object.
        unresolved: Why it can't be read what the function gets.
        sure: It is this object that the other variable gets, and not one of several.
    """

    point: ProgramPoint
    name: Alias | None = None
    definition: Definition | None = None
    unresolved: Unresolved | None = None
    sure: bool = True


def key_of(alias: Alias) -> tuple[int, str]:
    return id(alias.owner or alias.scope), alias.text


def is_own(alias: Alias, base: cst.BaseExpression, scope: Scope) -> bool:
    """Whether `base` is an instance of the class whose attribute is meant, or of its family."""
    own = owner(base, scope)
    if own is None or alias.owner is None or own is alias.owner:
        return own is not None
    lineage = alias.module.klass(own).lineage
    other = next((one for one in alias.module.classes if one.node is alias.owner), None)
    return alias.owner in lineage or other is None or own in other.lineage


def root(node: cst.CSTNode) -> cst.Name | None:
    while isinstance(node, (cst.Attribute, cst.Subscript)):
        node = instance_in(node.value)
    return node if isinstance(node, cst.Name) else None


def flows(alias: Alias) -> tuple[Flow, ...]:
    """Where the variable hands its object on; remembered."""
    return alias.module.remembered(flows, key_of(alias), lambda: tuple(_flows(alias)), in_cycle=())


def same_attribute(alias: Alias) -> Iterator[Alias]:
    """The other names in the project of the attribute of a class: `A.CFG` for `self.CFG`."""
    name = alias.text.rpartition(".")[2]
    if alias.owner is None or not name:
        return
    own = _class_of_node(alias.module, alias.owner)
    for module in mentioning(alias.module, f".{name}"):
        for other, klass in _attributes_named(module, name):
            if own is not None and klass.is_related(own):
                yield other


def _class_of_node(module: Module, node: cst.ClassDef) -> Class | None:
    """The class at `node`, which may stand in another file than the use that was followed."""
    classes = (one for there in mentioning(module, node.name.value) for one in there.classes)
    return next((one for one in classes if one.node is node), None)


def _attributes_named(module: Module, name: str) -> Sequence[tuple[Alias, Class]]:
    """The attributes of that name in a file, each with the class whose it is; remembered."""
    return module.remembered(
        _attributes_named, name, lambda: list(_find_attributes_named(module, name)), in_cycle=[]
    )


def _find_attributes_named(module: Module, name: str) -> Iterator[tuple[Alias, Class]]:
    seen: set[tuple[int, str]] = set()
    for use in module.symbols.uses_of(name, None):
        text, point = dotted(use), module.symbols.point(use)
        if not isinstance(use, cst.Attribute) or not text:
            continue
        own = owner(use.value, point.scope)
        scope = module.symbols.scopes[own] if own else point.scope.lookup(text.partition(".")[0])
        if (id(own or scope), text) in seen:
            continue
        seen.add((id(own or scope), text))
        klass = module.resolver.attributes.class_of(use.value, point)
        if klass is not None:
            yield Alias(module, text, point, scope, own), klass


def _flows(alias: Alias) -> Iterator[Flow]:
    for use in reads(alias):
        point = alias.module.symbols.point(use)
        if not isinstance(use, cst.Attribute) or _is_of_family(alias, use, point):
            yield from flows_from(alias.module, use, point, alias.text)


def flows_from(
    module: Module, read: cst.BaseExpression, point: ProgramPoint, text: str
) -> Iterator[Flow]:
    """Where one expression that gives the object, known as `text`, hands it on."""
    parents = module.symbols.parents
    child: cst.CSTNode = read
    parent = parents.get(child)
    sure = True
    while isinstance(parent, _SAME) or (isinstance(parent, cst.Arg) and _casts(module, parent)):
        sure = sure and not isinstance(parent, _CHOOSING)
        if isinstance(parent, cst.NamedExpr):
            yield from (replace(one, sure=sure) for one in _into(module, parent.target, point))
        child = parents[parent] if isinstance(parent, cst.Arg) else parent
        parent = parents.get(child)
    found: list[Flow] = []
    if isinstance(parent, (cst.Assign, cst.AnnAssign)) and parent.value is child:
        targets = parent.targets if isinstance(parent, cst.Assign) else (parent,)
        found += [flow for one in targets for flow in _into(module, one.target, point)]
    elif isinstance(parent, cst.Element):
        found += _unpacked(module, parent, point)
    elif isinstance(parent, cst.Arg) and not parent.star:
        found += _passed(module, parent, point, text)
    yield from (replace(one, sure=sure) for one in found)


def _is_of_family(alias: Alias, use: cst.Attribute, point: ProgramPoint) -> bool:
    if alias.owner is None:
        return "." not in alias.text or dotted(use) == alias.text
    return is_own(alias, use.value, point.scope)


def _casts(module: Module, argument: cst.Arg) -> bool:
    call = module.symbols.parents.get(argument)
    return isinstance(call, cst.Call) and dotted(call.func).rpartition(".")[2] == "cast"


def _into(module: Module, target: cst.BaseExpression, point: ProgramPoint) -> Iterator[Flow]:
    """The variable or attribute that an assignment gives the object to."""
    if isinstance(target, cst.Name):
        scope = point.scope.lookup(target.value)
        definitions = scope.definitions.get(target.value, ()) if scope else ()
        definition = next((one for one in definitions if one.node is target), None)
        yield Flow(point, Alias(module, target.value, point, scope), definition)
    elif isinstance(target, cst.Attribute) and dotted(target):
        own = owner(target.value, point.scope)
        first = root(target)
        scope = point.scope.lookup(first.value) if first else None
        if own is not None or scope is not None:
            where = module.symbols.scopes[own] if own is not None else scope
            yield Flow(point, Alias(module, dotted(target), point, where, own))


def _unpacked(module: Module, element: cst.Element, point: ProgramPoint) -> Iterator[Flow]:
    """`e, f = d, other`: the tuple is taken apart in the statement that makes it."""
    display = module.symbols.parents[element]
    statement = module.symbols.parents.get(display)
    if not isinstance(display, _PAIRED) or not isinstance(statement, cst.Assign):
        return
    for target in (one.target for one in statement.targets):
        if isinstance(target, _PAIRED) and len(target.elements) == len(display.elements):
            index = display.elements.index(element)
            parts = (*target.elements, *display.elements)
            if not any(isinstance(part, cst.StarredElement) for part in parts):
                yield from _into(module, target.elements[index].value, point)


def _passed(module: Module, argument: cst.Arg, point: ProgramPoint, text: str) -> Iterator[Flow]:
    call = module.symbols.parents.get(argument)
    if not isinstance(call, cst.Call) or not isinstance(call.func, (cst.Name, cst.Attribute)):
        return
    name = call.func.attr.value if isinstance(call.func, cst.Attribute) else call.func.value
    own = callees(module, call)
    for one in own:
        if (function := function_run(one)) is not None:
            yield from _parameter(one.module, function, call, argument, point)
    if not own and name not in _HARMLESS and not _HARMLESS_VERB.match(name):
        yield Flow(point, unresolved=Unresolved(Reason.MAY_CHANGE, text, name))


def _parameter(
    module: Module,
    function: cst.FunctionDef,
    call: cst.Call,
    argument: cst.Arg,
    point: ProgramPoint,
) -> Iterator[Flow]:
    """The parameter of a function of the project that an argument is passed for."""
    scope = module.symbols.scopes[function]
    if argument.keyword is not None:
        word = argument.keyword.value
    else:
        parameters = (*function.params.posonly_params, *function.params.params)
        is_method = scope.parent is not None and scope.parent.kind == "class"
        is_bound = is_method and not is_static(function)
        index = call.args.index(argument) + (1 if is_bound else 0)
        word = parameters[index].name.value if index < len(parameters) else ""
    definitions = scope.definitions.get(word, ())
    definition = next((one for one in definitions if one.kind is Kind.PARAMETER), None)
    if definition is not None:
        yield Flow(point, Alias(module, word, ProgramPoint(LAST, (), scope), scope), definition)
