"""What a name can be: the values of the definitions that reach it, here or in imported modules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.annotated import with_annotation
from glm_migrate.analysis.python.dataflow.conditions import (
    Condition,
    conditions,
    excludes,
    is_unchanged,
    plain,
)
from glm_migrate.analysis.python.dataflow.interface import (
    Alias,
    Module,
    ResolvedValue,
    ResolvedValues,
    given_up,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.items import element_of, unpacked_of
from glm_migrate.analysis.python.dataflow.limits import KNOWN_A_THING, THINGS_A_TEST
from glm_migrate.analysis.python.dataflow.parameters import value_of_parameter
from glm_migrate.analysis.python.semantics.reaching_definitions import (
    certainly_before,
    passed_over,
    visible,
)
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, ProgramPoint, Scope
from glm_migrate.model.findings import Hop
from glm_migrate.model.unresolved import Reason


def value_of_name(
    module: Module, node: cst.CSTNode, point: ProgramPoint, depth: int
) -> ResolvedValues:
    """What a name, read at `point`, can be."""
    assert isinstance(node, cst.Name)
    if node.value in ("None", "True", "False"):
        return ResolvedValues((ResolvedValue(module, node, point),))
    scope = point.scope.lookup(node.value)
    if scope is None:
        for other in starred(module, node.value):
            return other.resolver.exported(node.value, depth)
        return unresolved(Reason.UNDEFINED, node.value)
    return reaching(module, node.value, scope, point, depth)


def reaching(
    module: Module, name: str, scope: Scope, point: ProgramPoint, depth: int
) -> ResolvedValues:
    """What the definitions of `name` in `scope` that reach `point` bind it to."""
    every, complete = visible(name, scope, point, module.symbols)
    if not module.program.query.may_look_at(passed_over(name, scope, point) + len(every)):
        return given_up(Reason.TOO_MANY_PLACES)
    definitions = module.program.allowed(module, every, depth)
    result = ResolvedValues.sum(_parts(module, definitions, scope, point, depth))
    if not definitions or not complete:
        result += unresolved(Reason.NO_VALUE, name)
    return _taken(module, name, scope, point, result.unless_extended(definitions), depth)


def _parts(
    module: Module, definitions: Sequence[Definition], scope: Scope, point: ProgramPoint, depth: int
) -> Iterator[ResolvedValues]:
    """What each of several definitions of one variable binds it to, each value once."""
    seen: set[int] = set()
    for definition in definitions:
        bound = _bound(module, definition, depth)
        hop = module.hop(definition.node, definition.name)
        alias = Alias(module, definition.name, point, scope)
        fresh = tuple(
            _bound_to(one, definition, hop, alias)
            for one in bound.found
            if id(one.node) not in seen
        )
        if not module.program.query.may_look_at(len(fresh) + _size(bound) // KNOWN_A_THING):
            yield given_up(Reason.TOO_MANY_PLACES)
            return
        seen.update(id(one.node) for one in fresh)
        yield bound.with_found(fresh)


def _bound_to(one: ResolvedValue, definition: Definition, hop: Hop, alias: Alias) -> ResolvedValue:
    """A value as it is read through a variable; `replace` takes far longer, and this is common."""
    via, definitions = (hop, *one.via), (definition, *one.definitions)
    aliases = (*one.aliases, alias)
    return ResolvedValue(one.module, one.node, one.point, via, aliases, definitions, one.calls)


def _size(values: ResolvedValues) -> int:
    return len(values.found) + len(values.unresolved) + len(values.annotations)


def _taken(
    module: Module,
    name: str,
    scope: Scope,
    point: ProgramPoint,
    values: ResolvedValues,
    depth: int,
) -> ResolvedValues:
    """`values` of a variable without those for which its tests lead past `point`."""
    if point.scope is not scope or not any(plain(one.node) is not None for one in values.found):
        return values
    known = [
        one
        for one in conditions(point, module.symbols)
        if name in one.subjects and is_unchanged(name, scope, one.point, point)
    ]
    replaced = list(_replaced(module, name, scope, point))
    if not known and not replaced:
        return values
    tests = len(values.found) * (len(known) + len(replaced))
    if not module.program.query.may_look_at(tests * THINGS_A_TEST):
        return values + given_up(Reason.TOO_MANY_PLACES)

    def is_left(one: ResolvedValue) -> bool:
        value, first = plain(one.node), one.definitions[0]
        if value is None:
            return True
        earlier = [r for r in replaced if first.point.order < r.point.order]
        return not excludes([*known, *earlier], name, value, module, depth)

    return replace(values, found=tuple(one for one in values.found if is_left(one)))


def _replaced(module: Module, name: str, scope: Scope, point: ProgramPoint) -> Iterator[Condition]:
    """The tests of `if n <= 0: n = 8` before `point`: an earlier value came past them."""
    found = scope.definitions.get(name, ())
    tests: Sequence[tuple[ProgramPoint, Condition]] = module.remembered(
        scope, (_replaced, name, len(found)), lambda: tuple(_replacing(module, name, found)), ()
    )
    for one, failed in tests:
        is_before = one.order < point.order and one.scope is point.scope
        if is_before and certainly_before(failed.point, point):
            yield failed


def _replacing(
    module: Module, name: str, definitions: Sequence[Definition]
) -> Iterator[tuple[ProgramPoint, Condition]]:
    """The definitions that stand alone under a test of the variable, each with that test failed."""
    for one in definitions:
        owner, arm = one.point.branches[-1] if one.point.branches else (None, 0)
        if arm or one.kind is not Kind.ASSIGN:
            continue
        if isinstance(owner, cst.If) and owner.orelse is None:
            failed = Condition(owner.test, False, module.symbols.point(owner.test))
            if name in failed.subjects:
                yield one.point, failed


def starred(module: Module, name: str) -> Iterator[Module]:
    """The modules from which `name` comes by `from … import *`."""
    for name_of_module in module.symbols.root.stars:
        other = module.program.imported(module, name_of_module)
        if other is not None and other is not module and name in other.symbols.root.definitions:
            yield other


def _bound(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    """What a definition binds."""
    return module.resolver.once(
        definition, "bound", lambda: _find_bound(module, definition, depth), depth
    )


def _find_bound(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    find = _BINDERS.get(definition.kind)
    if find is not None and (definition.value is not None or definition.kind not in _VALUED):
        return find(module, definition, depth)
    nothing = unresolved(Reason.OTHER_BINDING, definition.name, definition.kind.value)
    return with_annotation(module, definition, nothing)


def _assigned(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    return with_annotation(module, definition, _value(module, definition, depth))


def _value(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    assert definition.value is not None
    return module.resolver.resolve(definition.value, definition.point, depth)


def _parameter(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    return with_annotation(module, definition, value_of_parameter(module, definition, depth))


def _itself(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    return ResolvedValues((ResolvedValue(module, definition.node, definition.point),))


def _imported(module: Module, definition: Definition, depth: int) -> ResolvedValues:
    """The module or member in the project that an import names."""
    source, member = definition.module, definition.member
    other = module.program.imported(module, source)
    if member:
        if other is not None and other.resolver.exports(member):
            return other.resolver.exported(member, depth)
        glue = "" if source.endswith(".") else "."
        other = module.program.imported(module, f"{source}{glue}{member}")
    if other is None:
        where = f"{source}.{member}" if member else source
        return unresolved(Reason.IMPORTED, definition.name, where)
    return ResolvedValues((ResolvedValue(other, other.syntax, other.end),))


_BINDERS: dict[Kind, Callable[[Module, Definition, int], ResolvedValues]] = {
    Kind.ASSIGN: _assigned,
    Kind.PARAMETER: _parameter,
    Kind.FUNCTION: _itself,
    Kind.CLASS: _itself,
    Kind.WITH: _value,
    Kind.LOOP: element_of,
    Kind.UNPACK: unpacked_of,
    Kind.IMPORT: _imported,
}
_VALUED = frozenset({Kind.ASSIGN, Kind.WITH, Kind.LOOP, Kind.UNPACK})
