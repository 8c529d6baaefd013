"""What a web framework keeps for each user: `st.session_state["model"]`, `session.get("model")`.

All modules share the mapping, so that a key can be whatever one of them puts under it: by an item,
an attribute or a method, in a loop over a dict of defaults, or as the key of a widget.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.dataflow.environment_writes import too_many_settings
from glm_migrate.analysis.python.dataflow.handed_functions import called_name
from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValues,
    mentioning,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.iterated_items import viewed
from glm_migrate.analysis.python.dataflow.limits import MAX_SETTINGS
from glm_migrate.analysis.python.dataflow.shared_writes import shared_write, value_set
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, ProgramPoint
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.settings_readers import readers
from glm_migrate.model.unresolved import Reason

_UPDATES = callables("updates-dict")
_ENTRIES = callables("lists-entries")
_PLACE = "index"
# What is given a mapping and changes nothing in it.
_READING = callables("lists", "prints", "measures", "logs", "shows-text")


def session_at(node: cst.BaseExpression, point: ProgramPoint) -> str:
    """The full name of the session that an expression is, also by a variable; empty for none."""
    name = full_name(node, point)
    if name not in readers("sessions", "names") and isinstance(node, cst.Name):
        scope = point.scope.lookup(node.value)
        found = {_assigned(one) for one in scope.definitions[node.value]} if scope else set()
        name = found.pop() if len(found) == 1 else ""
    return name if name in readers("sessions", "names") else ""


def _assigned(definition: Definition) -> str:
    if definition.kind is not Kind.ASSIGN or definition.value is None:
        return ""
    return full_name(definition.value, definition.point)


def keyed_choices(module: Module, node: cst.CSTNode) -> str:
    """What must list whatever an expression is put into a session as: a widget, or `index`."""
    key = _key_given(module, node)
    for session in readers("sessions", "names") if key else ():
        for there in mentioning(module, session.partition(".")[0]):
            if (call := _listing(there, session).get(key)) is not None:
                return called_name(call)
    return ""


def _listing(module: Module, session: str) -> Mapping[str, cst.Call]:
    """The keys of a session whose values a call must list, each with one; remembered."""

    def find() -> Mapping[str, cst.Call]:
        if session.partition(".")[0] not in module.source.text:
            return {}
        every = (*_widgets(module, session), *_looked_up(module, session))
        return {key: call for call, key in every}

    none: Mapping[str, cst.Call] = {}
    return module.remembered(_listing, session, find, in_cycle=none)


def _looked_up(module: Module, session: str) -> Iterator[tuple[cst.Call, str]]:
    """`MODELS.index(session["model"])`"""
    for call in module.symbols.by_called.get(_PLACE, ()):
        read = call.args[0].value if call.args else None
        if not isinstance(read, (cst.Attribute, cst.Subscript)):
            continue
        if session_at(read.value, module.symbols.point(call)) == session:
            yield call, read.attr.value if isinstance(read, cst.Attribute) else _key(read)


def _key_given(module: Module, node: cst.CSTNode) -> str:
    """The key of a session, or of a dict that may be put into one, under which a value stands."""
    statement = module.symbols.parents.get(node)
    if isinstance(statement, cst.DictElement):
        return text_of(statement.key)
    if isinstance(statement, cst.Assign):
        return _key_set(statement, module.symbols.point(statement))
    call = module.symbols.parents.get(statement) if isinstance(statement, cst.Arg) else None
    if not isinstance(call, cst.Call):
        return ""
    is_put = is_put_into_session(call, module.symbols.point(call))
    return text_of(call.args[0].value) if is_put else ""


def _key_set(statement: cst.Assign, point: ProgramPoint) -> str:
    target = statement.targets[0].target
    if not isinstance(target, (cst.Attribute, cst.Subscript)):
        return ""
    if not session_at(target.value, point):
        return ""
    return target.attr.value if isinstance(target, cst.Attribute) else _key(target)


def is_put_into_session(call: cst.Call, point: ProgramPoint) -> bool:
    """Whether a call puts its last argument into a session: `user_session.set("model", value)`."""
    if not isinstance(call.func, cst.Attribute) or len(call.args) != 2:
        return False
    is_setter = call.func.attr.value in readers("sessions", "setters")
    return is_setter and bool(session_at(call.func.value, point))


def session_value(
    module: Module, session: str, key: str, node: cst.BaseExpression, depth: int
) -> ResolvedValues:
    """What the project puts under a key of a session, as `node` reads it."""
    hops = (module.hop(node, f'{module.short(node)}["{key}"]'),)
    if (own := _own_write(module, session, key, node)) is not None:
        return value_set(module, own, depth).behind(hops)
    parts: list[ResolvedValues] = []
    sharing = tuple(mentioning(module, session.partition(".")[0]))
    if sum(len(_writes_of(there, session).by_key.get(key, ())) for there in sharing) > MAX_SETTINGS:
        return too_many_settings()
    for there in sharing:
        writes = _writes_of(there, session)
        resolve, at = there.resolver.resolve, there.symbols.point
        parts += (resolve(value, at(value), depth) for value in writes.by_key.get(key, ()))
        parts += (_entry(there, table, key, depth) for table in writes.tables)
        if writes.is_open or key in writes.changed:
            parts.append(unresolved(Reason.LOOKED_UP, f'{module.short(node)}["{key}"]'))
    found = ResolvedValues.sum(parts)
    return too_many_settings() if len(found.found) > MAX_SETTINGS else found.behind(hops)


def _own_write(
    module: Module, session: str, key: str, node: cst.BaseExpression
) -> cst.BaseExpression | None:
    """What the function that reads a key has put there; None where something else may be there."""
    writes = _writes_of(module, session)
    if writes.is_open or key in writes.changed or key in _listing(module, session):
        return None
    is_it = lambda one, point: session_at(one, point) == session  # noqa: E731
    return shared_write(module, session, is_it, key, node)


def session_attribute(
    module: Module, session: str, node: cst.Attribute, depth: int
) -> ResolvedValues:
    """What a session has under the name of an attribute."""
    found = session_value(module, session, node.attr.value, node.value, depth)
    return found if found.found else found + unresolved(Reason.READ, module.short(node))


def _entry(module: Module, table: cst.BaseExpression, key: str, depth: int) -> ResolvedValues:
    """What a dict holds under a key."""
    found = entries_at(module, table, module.symbols.point(table), depth)
    result = ResolvedValues.sum(
        entry.module.resolver.resolve(entry.value, entry.point, depth)
        for entry in found.entries
        if entry.key == key
    )
    return result + ResolvedValues(unresolved=found.unresolved)


@dataclass
class _Writes:
    """What one module puts into a session.

    Attributes:
        by_key: The values of keys that are written there.
        tables: The dicts of which every entry is put there.
        changed: The keys of objects of which a part is set, or that are taken out again.
        is_open: Something is put under a key that is not seen.
    """

    by_key: dict[str, list[cst.BaseExpression]] = field(default_factory=lambda: defaultdict(list))
    tables: list[cst.BaseExpression] = field(default_factory=list)
    changed: frozenset[str] = frozenset()
    is_open: bool = False

    def add(self, module: Module, key: cst.BaseExpression, value: cst.BaseExpression) -> None:
        """One value under a key, which a loop over a dict may give together."""
        if isinstance(key, cst.SimpleString):
            self.by_key[text_of(key)].append(value)
        elif (table := _both_of(module, key, value)) is not None:
            self.tables.append(table)
        else:
            self.is_open = True


def _writes_of(module: Module, session: str) -> _Writes:
    """All of them; remembered."""
    return module.remembered(
        _writes_of, session, lambda: _find_writes(module, session), in_cycle=_Writes()
    )


def _find_writes(module: Module, session: str) -> _Writes:
    writes = _Writes()
    for target, value in _assignments(module, session):
        if isinstance(target, cst.Attribute):
            writes.by_key[target.attr.value].append(value)
        elif (index := _index(target)) is not None:
            writes.add(module, index, value)
    for call in _calls(module, session, readers("sessions", "setters")):
        if len(call.args) == 2:
            writes.add(module, call.args[0].value, call.args[1].value)
    for call in _calls(module, session, _UPDATES):
        for one in call.args:
            if one.keyword:
                writes.by_key[one.keyword.value].append(one.value)
            else:
                writes.tables.append(one.value)
    for call, key in _widgets(module, session):
        writes.by_key[key].append(call)
    changed = frozenset(_changed(module, session))
    is_shared = "__dict__" in changed or any(True for _ in _escapes(module, session))
    return replace(writes, changed=changed, is_open=writes.is_open or is_shared)


def _changed(module: Module, session: str) -> Iterator[str]:
    """`del session["key"]`, `session["key"]["part"] = value`."""
    for mutations in tuple(module.symbols.mutations.values()):
        for one in mutations:
            inner = one.target if one.value is None else getattr(one.target, "value", None)
            if not isinstance(inner, (cst.Attribute, cst.Subscript)):
                continue
            if session_at(inner.value, one.point) == session:
                yield inner.attr.value if isinstance(inner, cst.Attribute) else _key(inner)


def _key(node: cst.Subscript) -> str:
    index = _index(node)
    return text_of(index) if index is not None else ""


def _escapes(module: Module, session: str) -> Iterator[cst.CSTNode]:
    """Where the session is given to a function, or its dict is taken: `reset(st.session_state)`."""
    parents = module.symbols.parents
    last = session.rpartition(".")[2]
    for use in module.symbols.uses_of(last, None):
        parent = parents.get(use)
        is_taken = isinstance(parent, cst.Arg) or (
            isinstance(parent, cst.Attribute) and parent.attr.value == "__dict__"
        )
        is_session = session_at(use, module.symbols.point(use)) == session
        if parent is not None and is_taken and is_session and not _only_reads(parents.get(parent)):
            yield use


def _only_reads(call: cst.CSTNode | None) -> bool:
    return isinstance(call, cst.Call) and called_name(call) in _READING


def _assignments(
    module: Module, session: str
) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression]]:
    """`session["key"] = value`, `session.key = value`."""
    for mutations in tuple(module.symbols.mutations.values()):
        for one in mutations:
            if not isinstance(one.target, (cst.Attribute, cst.Subscript)) or one.value is None:
                continue
            if session_at(one.target.value, one.point) == session:
                yield one.target, one.value


def _calls(module: Module, session: str, methods: frozenset[str]) -> Iterator[cst.Call]:
    """The calls of methods on a session."""
    for name in methods:
        for call in module.symbols.by_called.get(name, ()):
            holder = call.func.value if isinstance(call.func, cst.Attribute) else None
            if holder is not None and session_at(holder, module.symbols.point(call)) == session:
                yield call


def _widgets(module: Module, session: str) -> Iterator[tuple[cst.Call, str]]:
    """The calls whose result is kept under a key that they are given, each with that."""
    for call in module.symbols.calls if session in readers("sessions", "of-widgets") else ():
        for one in call.args:
            if one.keyword and one.keyword.value == "key" and (key := text_of(one.value)):
                yield call, key


def _index(target: cst.BaseExpression) -> cst.BaseExpression | None:
    one = target.slice[0].slice if isinstance(target, cst.Subscript) else None
    return one.value if isinstance(one, cst.Index) else None


def _both_of(
    module: Module, key: cst.BaseExpression, value: cst.BaseExpression
) -> cst.BaseExpression | None:
    """The dict over whose entries a loop goes that binds exactly `key` and `value`."""
    at = module.span(key)
    for loop in module.symbols.loops:
        if isinstance(loop, cst.For) and isinstance(loop.target, cst.Tuple):
            names = [part.value for part in loop.target.elements]
            is_pair = len(names) == 2 and all(map(_is_same_name, names, (key, value)))
            if is_pair and module.span(loop).contains(at):
                is_bound_once = all(_is_bound_once(module, one, loop) for one in (key, value))
                return viewed(loop.iter, _ENTRIES) if is_bound_once else None
    return None


def _is_bound_once(module: Module, name: cst.BaseExpression, loop: cst.For) -> bool:
    """Whether nothing in a loop binds one of its names again."""
    scope = (
        module.symbols.point(name).scope.lookup(name.value) if isinstance(name, cst.Name) else None
    )
    if scope is None or not isinstance(name, cst.Name):
        return False
    within = module.span(loop)
    bound = [one for one in scope.definitions[name.value] if within.contains(module.span(one.node))]
    return len(bound) == 1


def _is_same_name(one: cst.BaseExpression, other: cst.BaseExpression) -> bool:
    return isinstance(one, cst.Name) and isinstance(other, cst.Name) and one.value == other.value
