"""What is in a dict when a call reads it: its display, and the statements that change it later.

Works for `{…}`, `dict(…)`, `a | b`, `{**a}`, `d["k"] = v`, `update`, `setdefault`, `pop` and `del`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

import libcst as cst

from glm_migrate.analysis.python.dataflow.dict_keys import text_of_key
from glm_migrate.analysis.python.dataflow.dict_makers import filtered, is_plain, makes_entries
from glm_migrate.analysis.python.dataflow.effects import inside
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue
from glm_migrate.analysis.python.dataflow.known_entries import DictEntry, Entries
from glm_migrate.analysis.python.dataflow.limits import MAX_SPREADS
from glm_migrate.analysis.python.dataflow.mutations import ReachingMutation, changes_of
from glm_migrate.analysis.python.dataflow.record_copies import record_copy
from glm_migrate.analysis.python.dataflow.record_fields import fields_of, record_shown
from glm_migrate.analysis.python.semantics.scopes import Mutation, ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.model.unresolved import Reason, Unresolved

_DECISIVE_KEYS = frozenset({"model", "stream", "max_tokens", "max_completion_tokens"})


def entries_of(resolved: ResolvedValue, depth: int = 0, key: str | None = None) -> Entries:
    """The entries of the dict that `resolved` is, with the changes made through its aliases.

    Args:
        key: Only the entries of this key are asked for.
    """
    if depth > MAX_SPREADS:
        return Entries(unresolved=(Unresolved(Reason.TOO_NESTED, str(MAX_SPREADS)),))
    changes = changes_of(resolved)
    if changes.cut:  # any of what is there at first can be another value by now
        return Entries(unresolved=changes.unresolved)
    result = _display(resolved, depth)
    result = result if key is None else result.under(key)  # what is done to others is all one
    for change in changes.statements:
        result = _changed(result, change, depth)
    result = result if key is None else result.under(key)
    reached = tuple(_through(entry, resolved) for entry in result.entries)
    return Entries(reached, result.unresolved + changes.unresolved)


def _through(entry: DictEntry, dict_: ResolvedValue) -> DictEntry:
    """An entry with the way on which its dict was reached."""
    return replace(
        entry,
        via=(*dict_.via, *entry.via),
        aliases=(*entry.aliases, *dict_.aliases),
        calls=(*dict_.calls, *entry.calls),
    )


def entries_at(module: Module, node: cst.CSTNode, point: ProgramPoint, depth: int = 0) -> Entries:
    """The entries of the dict that the expression `node` evaluates to."""
    found = module.resolver.resolve(node, point)
    if not found.found:
        return Entries(unresolved=found.unresolved)
    parts = [
        entries_of(resolved, depth + 1)
        for resolved in found.found
        if dotted(resolved.node) != "None" and not _is_within_itself(resolved)
    ]
    if not parts:
        return Entries()
    if len(parts) == 1:
        return replace(parts[0], unresolved=parts[0].unresolved + found.unresolved)
    return _alternatives(parts, found.unresolved)


def _is_within_itself(resolved: ResolvedValue) -> bool:
    """Whether a dict is spread into what it is made of, as in `cfg = {**cfg, "k": v}`.

    The keys that it then has are those that it has otherwise.
    """
    key = (id(resolved.node), "entries")
    return resolved.module.program.query.comes_back_to(key)


def _alternatives(parts: list[Entries], open_ends: tuple[Unresolved, ...]) -> Entries:
    """Entries of dicts of which only one is used: certain when all of them have the key."""
    common = set.intersection(
        *({e.key for e in part.entries if not e.conditional} for part in parts)
    )
    result, later = Entries(), set[str]()
    for part in reversed(parts):
        entries = (
            replace(e, conditional=e.key not in common, replaceable=e.replaceable or e.key in later)
            for e in part.entries
        )
        result = replace(part, entries=tuple(entries)) + result
        later.update(e.key for e in part.entries)
    return Entries(unresolved=open_ends) + result


def _display(resolved: ResolvedValue, depth: int) -> Entries:
    node = resolved.node
    if isinstance(node, cst.Dict):
        if not is_plain(resolved.module, node):
            with resolved.module.program.query.finding((id(node), "entries")):
                return _of_display(resolved, node, depth)
        return resolved.module.remembered(
            node, resolved.point, lambda: _of_pairs(resolved, node, node.elements), Entries()
        )
    if isinstance(node, cst.Call) and makes_entries(resolved.module, node, resolved.point):
        return _of_dict_call(resolved, node, depth)
    if isinstance(node, cst.Call) and (record := record_shown(node)):
        return _of_record(resolved, node, record, depth)
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        left = entries_at(resolved.module, node.left, resolved.point, depth)
        return entries_at(resolved.module, node.right, resolved.point, depth).over(left)
    if isinstance(node, cst.DictComp) and (whole := filtered(node)) is not None:
        return entries_at(resolved.module, whole, resolved.point, depth).maybe()
    if isinstance(node, cst.Param):
        return _given_by_callers(resolved, depth)
    if dotted(node) == "None":
        return Entries()
    text = " ".join(resolved.module.code(node).split())[:40]
    return Entries(unresolved=(Unresolved(Reason.BUILT, text),))


def _of_record(
    resolved: ResolvedValue, node: cst.Call, record: cst.BaseExpression, depth: int
) -> Entries:
    """The fields of `Params()` in `Params().model_dump()`, where all of them are seen."""
    found = resolved.module.resolver.resolve(record, resolved.point)
    made = [one for one in found.found if dotted(one.node) != "None"]
    parts = [_of_copy(one, node, depth) or _of_fields(one, node) for one in made]
    seen = [one for one in parts if one is not None]
    if not seen or len(seen) < len(parts):
        return Entries(unresolved=(Unresolved(Reason.BUILT, resolved.module.short(node)),))
    return _alternatives(seen, found.unresolved)


def _of_copy(record: ResolvedValue, call: cst.Call, depth: int) -> Entries | None:
    """The fields of `replace(params, model=…)`: what is set anew over those of the record."""
    copied = record_copy(record.node, record.point) if isinstance(record.node, cst.Call) else None
    if copied is None or depth > MAX_SPREADS:
        return None
    result = _of_record(record, call, copied.source, depth + 1)
    for one in copied.changes:
        if one.keyword is None:
            result = entries_at(record.module, one.value, record.point, depth).over(result)
        else:
            entry = DictEntry(one.keyword.value, one.value, record.module, record.point, one)
            result = Entries((entry,)).over(result)
    return result


def _of_fields(record: ResolvedValue, call: cst.Call) -> Entries | None:
    fields = fields_of(record, call)
    if fields is None:
        return None
    return Entries(tuple(DictEntry(*one, via=record.via, calls=record.calls) for one in fields))


def _given_by_callers(resolved: ResolvedValue, depth: int) -> Entries:
    """The model, stream and limits that callers of a function with `**options` pass.

    What else one caller passes says nothing of the others, so it is left unseen; that callers pass
    more is known of the function itself.
    """
    result = Entries()
    for call, module in resolved.module.resolver.calls.callers(resolved.point.scope):
        for argument in call.args:
            result += _given_by(argument, call, module, depth)
    decisive = tuple(one for one in result.entries if one.key in _DECISIVE_KEYS)
    hidden = tuple(one for one in result.unresolved if one.reason is not Reason.PARAMETER)
    return Entries(decisive, hidden)


def _given_by(argument: cst.Arg, call: cst.Call, module: Module, depth: int) -> Entries:
    """What one argument of a call adds to the `**options` of the function."""
    point = module.symbols.points[call]
    if argument.star == "**":
        return entries_at(module, argument.value, point, depth + 1).maybe()
    if argument.keyword is None:
        return Entries()
    key = argument.keyword.value
    return Entries((DictEntry(key, argument.value, module, point, argument, call, True),))


def _of_display(resolved: ResolvedValue, node: cst.Dict, depth: int) -> Entries:
    result = Entries()
    for is_spread, elements in groupby(node.elements, key=_is_spread):
        if is_spread:
            for element in elements:
                spread = entries_at(resolved.module, element.value, resolved.point, depth)
                result = spread.over(result)
        else:
            result = _of_pairs(resolved, node, elements).over(result)
    return result


def _is_spread(element: cst.BaseDictElement) -> bool:
    return isinstance(element, cst.StarredDictElement)


def _of_pairs(
    resolved: ResolvedValue, node: cst.Dict, elements: Iterable[cst.BaseDictElement]
) -> Entries:
    """The entries of pairs beside each other; a long table is passed over once."""
    entries: dict[str, DictEntry] = {}
    computed: list[Unresolved] = []
    for element in elements:
        if not isinstance(element, cst.DictElement):
            continue
        key = text_of_key(resolved.module, element.key)
        if key is None:
            computed.append(Unresolved(Reason.COMPUTED_KEY))
            continue
        entries.pop(key, None)  # the last one of a key is the one that is read, and stands there
        entries[key] = DictEntry(key, element.value, resolved.module, resolved.point, element, node)
    return Entries(tuple(reversed(entries.values())), tuple(computed))


def _of_dict_call(resolved: ResolvedValue, node: cst.Call, depth: int) -> Entries:
    result = Entries()
    for argument in node.args:
        if argument.keyword is not None:
            key = argument.keyword.value
            entry = DictEntry(key, argument.value, resolved.module, resolved.point, argument, node)
            result = Entries((entry,)).over(result)
        elif argument.star in ("", "**"):
            result = entries_at(resolved.module, argument.value, resolved.point, depth).over(result)
    return result


def _changed(result: Entries, by: ReachingMutation, depth: int) -> Entries:
    """`result` after one statement."""
    mutation, conditional = by.mutation, by.conditional
    if _removes_some_key(mutation):
        return result.maybe()
    change = _change(mutation, by.module, result, depth)
    if change is None:
        return result
    removed, added = change
    if removed and not conditional:
        result = replace(result, entries=tuple(e for e in result.entries if e.key not in removed))
    elif removed:
        result = replace(
            result,
            entries=tuple(
                replace(e, conditional=True) if e.key in removed else e for e in result.entries
            ),
        )
    added = added.maybe() if conditional else added
    return result.over(added) if _only_fills(mutation) else added.over(result)


def _removes_some_key(mutation: Mutation) -> bool:
    """Whether an entry goes of which the key is not seen: `d.pop(k)`, `del d[k]`."""
    if mutation.call is None:
        target = mutation.target
        if not isinstance(mutation.statement, cst.Del) or not isinstance(target, cst.Subscript):
            return False
        return _string_key(target) is None
    method = mutation.call.func.attr.value if isinstance(mutation.call.func, cst.Attribute) else ""
    first = mutation.call.args[0].value if mutation.call.args else None
    return method == "popitem" or (method == "pop" and not isinstance(first, cst.SimpleString))


def _only_fills(mutation: Mutation) -> bool:
    """Whether what is there already stays: `d.setdefault(…)`."""
    called = mutation.call and mutation.call.func
    return isinstance(called, cst.Attribute) and called.attr.value == "setdefault"


def _change(
    mutation: Mutation, module: Module, before: Entries, depth: int
) -> tuple[frozenset[str], Entries] | None:
    """Keys that a statement removes, and entries that it sets."""
    if mutation.call is not None:
        return _method_change(mutation, mutation.call, module, before, depth)
    if isinstance(mutation.target, cst.Subscript):
        key = _string_key(mutation.target)
        if key is None:
            return frozenset(), Entries(unresolved=(Unresolved(Reason.COMPUTED_KEY),))
        if isinstance(mutation.statement, cst.Del):
            return frozenset({key}), Entries()
        if mutation.value is None or (
            all(entry.key != key for entry in before.entries) and _rewrites(mutation, key, module)
        ):
            return None
        entry = DictEntry(key, mutation.value, module, mutation.point, mutation.statement)
        return frozenset(), Entries((entry,))
    if mutation.value is not None and isinstance(mutation.statement, cst.AugAssign):
        return frozenset(), entries_at(module, mutation.value, mutation.point, depth + 1)
    return None


def _rewrites(mutation: Mutation, key: str, module: Module) -> bool:
    """Whether what is set is made of what is there: `d["k"] = min(1, d["k"])`, or nothing is."""
    assert mutation.value is not None
    assert isinstance(mutation.target, cst.Subscript)
    text = dotted(mutation.target.value)
    for node in inside(mutation.value):
        if _reads(node, text, key):
            return True
        if isinstance(node, cst.Name):
            scope = mutation.point.scope.lookup(node.value)
            for definition in scope.definitions[node.value] if scope else ():
                if definition.value is not None and _reads(definition.value, text, key):
                    return True
    return False


def _reads(node: cst.CSTNode, text: str, key: str) -> bool:
    """Whether `node` is `text["key"]` or `text.get("key")`."""
    if isinstance(node, cst.Subscript):
        return dotted(node.value) == text and _string_key(node) == key
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
        return False
    first = node.args[0].value if node.args else None
    is_get = node.func.attr.value == "get" and len(node.args) == 1
    named = isinstance(first, cst.SimpleString) and meaning(first) == key
    return is_get and named and dotted(node.func.value) == text


def _method_change(
    mutation: Mutation, call: cst.Call, module: Module, before: Entries, depth: int
) -> tuple[frozenset[str], Entries] | None:
    assert isinstance(call.func, cst.Attribute)
    method = call.func.attr.value
    if method == "update":
        result = Entries()
        for argument in call.args:
            if argument.keyword is not None:
                entry = DictEntry(
                    argument.keyword.value, argument.value, module, mutation.point, argument
                )
                result = Entries((entry,)).over(result)
            else:
                found = entries_at(module, argument.value, mutation.point, depth + 1)
                result = found.over(result)
        return frozenset(), result
    if method == "clear":
        return frozenset(entry.key for entry in before.entries), Entries()
    first = call.args[0].value if call.args else None
    if not isinstance(first, cst.SimpleString):
        return frozenset(), Entries(unresolved=(Unresolved(Reason.COMPUTED_KEY),))
    key = str(meaning(first))
    if method == "pop":
        return frozenset({key}), Entries()
    if len(call.args) < 2 or any(e.key == key and not e.conditional for e in before.entries):
        return None
    return frozenset(), Entries((DictEntry(key, call.args[1].value, module, mutation.point, call),))


def _string_key(node: cst.Subscript) -> str | None:
    index = node.slice[0].slice if len(node.slice) == 1 else None
    if isinstance(index, cst.Index) and isinstance(index.value, cst.SimpleString):
        return str(meaning(index.value))
    return None
