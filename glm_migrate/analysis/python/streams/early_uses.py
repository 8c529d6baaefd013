"""Uses of a text that is still being joined: what acts on it before the stream has ended.

A loop that joins fragments by index is right only if nobody takes the text for whole too soon.
Parsing it, or handing it to other code, in the loop is known to be late enough only behind a look
at the finish reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from math import inf

import libcst as cst

from glm_migrate.analysis.python.dataflow.closure import closure
from glm_migrate.analysis.python.dataflow.effects import (
    Effect,
    EffectKind,
    called,
    effect_of,
    inside,
)
from glm_migrate.analysis.python.dataflow.limits import MAX_ALIAS_ROUNDS
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, Scope, dotted
from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.early_exits import LEAVING
from glm_migrate.analysis.python.streams.loop_variables import OWNERS, Variables, own_functions
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unresolved import Reason, Unresolved

_THROUGH = callables(
    *("lists", "sorts", "pairs-items", "iterates", "takes-item", "as-dict", "copies", "as-text"),
    "maps-items",
)
_FILLING = callables("appends", "extends", "fills-dict", "removes", "writes")
_HARMLESS = frozenset(
    {EffectKind.DROPPED, EffectKind.TESTED, EffectKind.KEY, EffectKind.SHOWN, EffectKind.ITERATED}
)
_LATE = frozenset({Part.FINISH, Part.USAGE})
_TARGETS = (cst.Assign, cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.Del)


def taken_early(consumer: Consumer, joins: Iterable[PartUse]) -> Unresolved | None:
    """How a text is used while it is still being joined; None where it is not."""
    for function, roots in _roots(consumer, joins).items():
        known = _known(consumer, function, roots)
        if line := _left(consumer, function, known):
            return Unresolved(Reason.LEAVES_EARLY, str(line))
        line = _used(consumer, function, known) or _called(consumer, function, roots)
        if line:
            return Unresolved(Reason.USED_EARLY, str(line))
    return None


def begins_anew(consumer: Consumer, one: PartUse) -> bool:
    """Whether what is joined to is made again for every chunk, without a condition."""
    loop, function = consumer.loop, one.point.scope.function
    if one.module is not consumer.module or consumer.scope is not function:
        return False
    if one.effect.target is None or isinstance(loop, cst.CompFor):
        return False
    blocks = consumer.blocks_of.of(consumer.module)
    for name in _known(consumer, function, {root_of(one.effect.target)}):
        for definition in function.definitions.get(name, ()):
            value = definition.value
            made = definition.kind is Kind.ASSIGN and isinstance(value, (cst.Dict, cst.List))
            if not made or value is None or not consumer.in_loop(consumer.module, value):
                continue
            owners = [owner for owner, _ in blocks.owners(blocks.statement(value) or value)]
            if owners and owners[0] is loop:
                return True
    return False


def _left(consumer: Consumer, function: Scope, known: frozenset[str]) -> int:
    """Where the loop is left because of what was joined, not because the stream is at its end."""
    loop = consumer.loop
    if isinstance(loop, cst.CompFor) or consumer.scope is not function:
        return 0
    if isinstance(loop, cst.While) and _mentions(loop.test, known):
        return consumer.module.line(loop)
    blocks = consumer.blocks_of.of(consumer.module)
    for node in inside(loop):
        if not isinstance(node, LEAVING) or not blocks.within(node, loop):
            continue
        tests = list(blocks.demands(node, loop))
        if any(_mentions(test, known) for test in tests) and not _is_late(consumer, tests):
            return consumer.module.line(node)
    return 0


def _mentions(node: cst.CSTNode, known: frozenset[str]) -> bool:
    return any(
        isinstance(inner, (cst.Name, cst.Attribute)) and dotted(inner) in known
        for inner in inside(node)
    )


def _is_late(consumer: Consumer, tests: Iterable[cst.CSTNode]) -> bool:
    return any(consumer.mentions(consumer.module, test) & _LATE for test in tests)


def _used(consumer: Consumer, function: Scope, known: frozenset[str]) -> int:
    for use, node in _uses(consumer, function, known):
        tests = consumer.tests(consumer.module, node)
        if _is_taken(consumer, use, known, tests) and not _is_late(consumer, tests):
            return consumer.module.line(node)
    return 0


def _called(consumer: Consumer, function: Scope, roots: set[str]) -> int:
    """A call, without a fragment, of a function that reads what is joined: `self.finish()`."""
    names = consumer.module.symbols
    for call in names.calls:
        if names.point(call).scope.function is not function or not consumer.in_loop(
            consumer.module, call
        ):
            continue
        if any(consumer.answer.of(consumer.module, one.value) for one in call.args):
            continue
        within = Variables(consumer)
        within.enter(call)
        if within.used & roots and not _is_late(consumer, consumer.tests(consumer.module, call)):
            return consumer.module.line(call)
    return 0


def _roots(consumer: Consumer, joins: Iterable[PartUse]) -> dict[Scope, set[str]]:
    """Per function, the variables that hold what is joined."""
    found: dict[Scope, set[str]] = {}
    everywhere: set[str] = set()
    for one in joins:
        if one.module is not consumer.module or one.effect.target is None:
            continue
        root, function = root_of(one.effect.target), one.point.scope.function
        for name in _known(consumer, function, {root}):
            if name.partition(".")[0] in OWNERS or name not in function.definitions:
                everywhere.add(name)
        found.setdefault(function, set()).add(root)
    own = consumer.scope
    for one in consumer.seen:
        if one.module is consumer.module:
            function = one.point.scope.function
            found.setdefault(function, set()).update(everywhere)
            if function is own:
                found[function].update(_fed(consumer, one))
    return {function: roots - {""} for function, roots in found.items()}


def _fed(consumer: Consumer, one: PartUse) -> Iterator[str]:
    """The objects that a part of the answer is handed to, or handed over together with."""
    call = one.effect.by
    if one.effect.kind is not EffectKind.PASSED or not isinstance(call, cst.Call):
        return
    if not consumer.is_own(one.module, call):
        return
    if isinstance(call.func, cst.Attribute) and (root := root_of(call.func.value)) not in OWNERS:
        yield root
    for argument in call.args:
        plain = isinstance(argument.value, (cst.Name, cst.Attribute))
        if plain and consumer.answer.of(one.module, argument.value) is None:
            yield root_of(argument.value)


def root_of(node: cst.CSTNode) -> str:
    """The variable from which an expression is read: `calls` of `calls[i]["arguments"]`."""
    while True:
        text = dotted(node)
        if text:
            first, _, rest = text.partition(".")
            return f"{first}.{rest.partition('.')[0]}" if first in OWNERS and rest else first
        if isinstance(node, cst.Call):
            plain = isinstance(node.func, cst.Name) and node.func.value in _THROUGH and node.args
            node = node.args[0].value if plain else node.func
        elif isinstance(node, (cst.Attribute, cst.Subscript, cst.NamedExpr)):
            node = node.value
        elif isinstance(node, cst.Await):
            node = node.expression
        elif isinstance(node, cst.BooleanOperation):
            node = node.left
        elif isinstance(node, cst.IfExp):
            node = node.body
        else:
            return ""


def _known(consumer: Consumer, function: Scope, roots: Collection[str]) -> frozenset[str]:
    """`roots` with the names that are read from them, or from which they are read; remembered."""
    key = (_known, function, frozenset(roots))
    return consumer.remembered(key, lambda: frozenset(_find_known(consumer, function, roots)))


def _find_known(consumer: Consumer, function: Scope, roots: Collection[str]) -> set[str]:
    bound = consumer.remembered((_bound, function), lambda: _bound(consumer, function))

    def beside(name: str) -> Iterator[str]:
        yield from bound.get(name, ())
        yield from _kept_in(consumer, function, name)

    return {*closure(roots, beside, most=inf, hops=MAX_ALIAS_ROUNDS)} - {""}


def _bound(consumer: Consumer, function: Scope) -> dict[str, list[str]]:
    """The names of a function by those that they are read from, and the other way round."""
    found: dict[str, list[str]] = {}
    for scope in consumer.module.symbols.scopes.values():
        if scope.function is not function:
            continue
        for name, definitions in scope.definitions.items():
            for source in (_source(consumer, one) for one in definitions):
                found.setdefault(source, []).append(name)
                if source:
                    found.setdefault(name, []).append(source)
    return found


def _kept_in(consumer: Consumer, function: Scope, name: str) -> Iterator[str]:
    """The variables into which the object of a name is put."""
    for use, _ in _uses(consumer, function, {name}):
        is_added = use.kind in (EffectKind.APPENDED, EffectKind.EXTENDED)
        is_kept = use.kind is EffectKind.STORED or (is_added and _is_whole_object(use))
        if is_kept and use.target is not None:
            yield root_of(use.target)


def _source(consumer: Consumer, definition: Definition) -> str:
    """The variable from which a definition takes its object, if it takes it from one."""
    value = definition.value
    if value is None or definition.kind not in (Kind.ASSIGN, Kind.LOOP, Kind.UNPACK):
        return ""
    if isinstance(value, (cst.Tuple, cst.List)) and definition.index is not None:
        value = value.elements[definition.index].value
    if consumer.answer.of(consumer.module, value) is not None:
        return ""
    root = root_of(value)
    scope = definition.point.scope.lookup(root.partition(".")[0])
    if scope is None:
        return ""
    fixed = (Kind.IMPORT, Kind.FUNCTION, Kind.CLASS)
    bound = scope.definitions.get(root.partition(".")[0], ())
    return "" if any(one.kind in fixed for one in bound) else root


def _uses(
    consumer: Consumer, function: Scope, names: Collection[str]
) -> Iterator[tuple[Effect, cst.CSTNode]]:
    """What becomes of each read of `names`, and of their items, that runs once a chunk."""
    module = consumer.module
    for name in sorted(names):
        for node in module.symbols.uses.get(name.rpartition(".")[2], ()):
            if dotted(node) != name or module.symbols.point(node).scope.function is not function:
                continue
            if consumer.answer.of(module, node) is None and consumer.in_loop(module, node):
                yield _followed(consumer, node), node


def _followed(consumer: Consumer, node: cst.CSTNode) -> Effect:
    """The use of what is read from an object, by keys, attributes, methods or within a text."""
    current = node
    while True:
        use = effect_of(consumer.module, current)
        behind = use.by
        if use.kind is EffectKind.METHOD and isinstance(behind, cst.Call):
            if _is_fed(consumer, behind) or called(behind) in _FILLING:
                return Effect(EffectKind.DROPPED, current, behind)
        elif use.kind is EffectKind.FORMATTED:
            behind = _whole_text(consumer, behind)
            shown = effect_of(consumer.module, behind)
            return Effect(
                EffectKind.SHOWN if shown.kind is EffectKind.SHOWN else EffectKind.PASSED,
                current,
                behind,
            )
        elif use.kind is not EffectKind.STEP:
            return use
        if behind is current:
            return use
        current = behind


def _whole_text(consumer: Consumer, node: cst.CSTNode) -> cst.CSTNode:
    """The formatted string around one of its fields."""
    parents = consumer.module.symbols.parents
    while isinstance(parents.get(node), (cst.FormattedString, cst.FormattedStringExpression)):
        node = parents[node]
    return node


def _is_fed(consumer: Consumer, call: cst.Call) -> bool:
    """Whether a method is given a part of the answer, to join it, and its result goes nowhere."""
    given = any(consumer.answer.of(consumer.module, one.value) for one in call.args)
    return given and effect_of(consumer.module, call).kind is EffectKind.DROPPED


def _is_taken(
    consumer: Consumer, use: Effect, known: frozenset[str], tests: Iterable[cst.CSTNode]
) -> bool:
    """Whether a use takes the text for whole."""
    kind, holder = use.kind, use.by
    if kind in _HARMLESS:
        return False
    if kind is EffectKind.NAMED:  # `name, text = call["name"], call["text"]` names them one by one
        return use.made is not None and use.made is not getattr(holder, "value", None)
    if kind is EffectKind.OTHER:
        return not isinstance(holder, _TARGETS)
    if kind is EffectKind.JOINED:
        return use.target is None or root_of(use.target) not in known
    if kind is EffectKind.STORED:
        return False
    if kind in (EffectKind.APPENDED, EffectKind.EXTENDED):
        return not _is_whole_object(use) and not any(_asks_for_new(test) for test in tests)
    if kind is EffectKind.PASSED and isinstance(holder, cst.Call):
        merges = any(
            consumer.answer.of(consumer.module, inner) is not None
            for argument in holder.args
            for inner in inside(argument)
        )
        return not (merges and any(True for _ in own_functions(consumer, holder)))
    return True


def _asks_for_new(test: cst.CSTNode) -> bool:
    """`index not in calls`, `calls[index] is None`."""
    return isinstance(test, cst.Comparison) and isinstance(
        test.comparisons[0].operator, (cst.In, cst.NotIn, cst.Is, cst.IsNot)
    )


def _is_whole_object(use: Effect) -> bool:
    """`order.append(call)`: the object itself is kept, and goes on growing."""
    return isinstance(use.value, cst.Name) and use.made is None
