"""Tables such as `MODELS[kind]`: which of their entries a look-up can give.

Where the key is not seen, every entry may be meant. Tables with the same keys are read with the
same one: beside a model of one entry, the address is that of its key.
"""

from __future__ import annotations

from collections.abc import Collection

import libcst as cst

from glm_migrate.analysis.python.dataflow.dict_entries import entries_of
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue, ResolvedValues
from glm_migrate.analysis.python.dataflow.known_entries import DictEntry
from glm_migrate.analysis.python.dataflow.limits import MAX_RECORDS
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables

_DICTS = callables("builds-dict", "makes-dict")

# What a table holds that is read as data; one of functions or classes is followed by nobody.
_DATA = (
    cst.Dict,
    cst.List,
    cst.Tuple,
    cst.SimpleString,
    cst.ConcatenatedString,
    cst.Integer,
    cst.Float,
    cst.UnaryOperation,
)
_WORDS = frozenset({"None", "True", "False"})


def keys_of(
    module: Module, key: cst.BaseExpression, point: ProgramPoint, depth: int
) -> tuple[list[str], bool]:
    """The texts that stand for a key, as far as they are seen, and whether these are all."""
    found = module.resolver.resolve(_bare(key), point, depth)
    keys = [text for one in found.found if (text := text_of(one.node))]
    return keys, bool(keys) and len(keys) == len(found.found) and not _is_open(found)


def records(
    module: Module,
    base: cst.BaseExpression,
    point: ProgramPoint,
    depth: int,
    known: Collection[str] = (),
) -> tuple[ResolvedValues, bool]:
    """Every entry of a table of data but the `known` ones, and whether it holds no others."""
    tables = module.resolver.resolve(base, point, depth)
    result, complete = ResolvedValues(), bool(tables.found) and not _is_open(tables)
    for table in tables.found:
        entries, is_whole = _data(table)
        complete = complete and is_whole
        for one in _meant(module, entries):
            if one.key not in known:
                found = one.module.resolver.resolve(one.value, one.point, depth)
                result += found.behind(table.via)
    return result, complete


def _bare(key: cst.BaseExpression) -> cst.BaseExpression:
    """`name` of `f"{name}"`."""
    if not isinstance(key, cst.FormattedString) or len(key.parts) != 1:
        return key
    part = key.parts[0]
    is_plain = isinstance(part, cst.FormattedStringExpression) and part.format_spec is None
    return part.expression if is_plain and isinstance(part, cst.FormattedStringExpression) else key


def _is_open(values: ResolvedValues) -> bool:
    return bool(values.unresolved or values.limits)


def _data(table: ResolvedValue) -> tuple[tuple[DictEntry, ...], bool]:
    """The entries of a table of data, and whether they are all; none where it is no table."""
    found = entries_of(table) if _is_short_dict(table.node) else None
    if found is None or not 2 <= len(found.entries) <= MAX_RECORDS:
        return (), False
    if not all(_is_data(one) for one in found.entries):
        return (), False
    return tuple(reversed(found.entries)), not found.unresolved  # as they are written


def _is_short_dict(node: cst.CSTNode) -> bool:
    """Whether `node` makes a dict, and not of more entries than are looked at."""
    if isinstance(node, cst.Dict):
        return len(node.elements) <= MAX_RECORDS
    if not isinstance(node, cst.Call):
        return False
    return dotted(node.func) in _DICTS and len(node.args) <= MAX_RECORDS


def _is_data(entry: DictEntry) -> bool:
    if isinstance(entry.value, _DATA):
        return True
    values = entry.module.resolver.resolve(entry.value, entry.point).found
    return bool(values) and all(
        isinstance(one.node, _DATA) or (isinstance(one.node, cst.Name) and one.node.value in _WORDS)
        for one in values
    )


def _meant(module: Module, entries: tuple[DictEntry, ...]) -> tuple[DictEntry, ...]:
    """Those of `entries` that go with what is assumed; all where that says nothing of them."""
    assumption = module.program.query.assumption
    if assumption is None:
        return entries
    keys = assumption.keys_among(frozenset(one.key for one in entries))
    chosen = [one for one in entries if one.key in keys or assumption.is_within(one.value)]
    return tuple(chosen) or entries
