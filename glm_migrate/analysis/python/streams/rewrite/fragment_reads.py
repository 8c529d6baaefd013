"""When a loop reads the fragments: under which conditions, by whom else, as dicts or objects."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import EffectKind, inside
from glm_migrate.analysis.python.streams.answer_schema import OF_FRAGMENT, Part
from glm_migrate.analysis.python.streams.consumer import Consumer
from glm_migrate.analysis.python.streams.loop_variables import names_in, targets_of
from glm_migrate.analysis.python.streams.rewrite.fragment_sources import FragmentReader, staying
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason

_FILTERS = OF_FRAGMENT | {Part.FINISH, Part.ROLE}
_CONTAINERS = frozenset({Part.CHUNK, Part.CHOICE, Part.DELTA, Part.FRAGMENT})


def reads_otherwise(consumer: Consumer, reader: FragmentReader) -> UnsafeReason | None:
    """Why other fragments might be joined than are read now; None when they are the same."""
    return (
        _conditions(consumer, reader)
        or _handed_on(consumer, reader)
        or _read_two_ways(consumer, reader)
    )


def _conditions(consumer: Consumer, reader: FragmentReader) -> UnsafeReason | None:
    """Anything around the inner loop but conditions that ask whether there are fragments."""
    blocks = consumer.blocks_of.of(consumer.module)
    for owner, _ in blocks.owners(reader.anchor):
        if owner is reader.loop:
            break
        if not isinstance(owner, (cst.If, cst.Else)) or (
            isinstance(owner, cst.Else) and not isinstance(blocks.above(owner), cst.If)
        ):
            return UnsafeReason(UnsafeKind.IN_BLOCK)
    states = _states(consumer, reader)
    for test in blocks.tests(reader.anchor, reader.loop):
        if consumer.mentions(consumer.module, test) & _FILTERS or _counts(consumer, test):
            return UnsafeReason(UnsafeKind.DROPS_FRAGMENTS)
        if known := sorted(names_in(test) & states):
            return UnsafeReason(UnsafeKind.STATE_DECIDES, known[0])
    return None


def _counts(consumer: Consumer, test: cst.CSTNode) -> bool:
    """Whether a condition asks for more than whether there are fragments at all."""
    for node in inside(test):
        reading = consumer.answer.of(consumer.module, node)
        if reading is not None and reading.is_(Part.FRAGMENT):
            return True
        if not isinstance(node, cst.Comparison):
            continue
        if Part.FRAGMENT in consumer.mentions(consumer.module, node) and not _asks_for_any(node):
            return True
    return False


def _asks_for_any(node: cst.Comparison) -> bool:
    """`x is not None`, `x != []`, `len(x) > 0`, `len(x) >= 1` and their opposites."""
    if len(node.comparisons) != 1:
        return False
    operator, other = node.comparisons[0].operator, node.comparisons[0].comparator
    if isinstance(other, cst.Name) and other.value == "None":
        return True
    equal = isinstance(operator, (cst.Equal, cst.NotEqual))
    if isinstance(other, (cst.List, cst.Tuple)) and not other.elements:
        return equal
    if not isinstance(other, cst.Integer):
        return False
    if other.evaluated_value == 0:
        return equal or isinstance(operator, (cst.GreaterThan, cst.LessThanEqual))
    return other.evaluated_value == 1 and isinstance(operator, (cst.GreaterThanEqual, cst.LessThan))


def _states(consumer: Consumer, reader: FragmentReader) -> frozenset[str]:
    """Variables that the rest of the loop changes, and not by reading a part of the chunk."""
    found: set[str] = set()
    for node in staying(reader):
        if isinstance(node, cst.AugAssign):
            found |= names_in(node.target)
        elif isinstance(node, (cst.Assign, cst.AnnAssign, cst.NamedExpr)) and node.value:
            names = set[str]().union(*(names_in(target) for target in targets_of(node)))
            if not consumer.mentions(consumer.module, node.value) or names & names_in(node.value):
                found |= names
    return frozenset(found)


def _handed_on(consumer: Consumer, reader: FragmentReader) -> UnsafeReason | None:
    """Whether other code gets the fragments as well, which the first of them would change for."""
    moved = reader.moved_nodes
    for one in consumer.seen:
        if one.reading.part not in _CONTAINERS or one.node in moved or consumer.shown(one):
            continue
        if one.module is not consumer.module or one.point.scope.function is not consumer.scope:
            continue
        if one.effect.value is reader.listed or one.node is reader.listed:
            continue
        if one.effect.kind not in (EffectKind.METHOD, EffectKind.PARSED, EffectKind.JOINED):
            text = consumer.module.code(one.node)
            return UnsafeReason(UnsafeKind.ALSO_USED, text, one.effect.kind.value)
    return None


def _read_two_ways(consumer: Consumer, reader: FragmentReader) -> UnsafeReason | None:
    """Objects whose parts are read as attributes, or dicts by key: which, the join must know."""
    listed = consumer.answer.of(consumer.module, reader.listed)
    mapping = listed is not None and listed.mapping
    for part in (Part.FUNCTION, Part.ID, Part.INDEX):
        for one in consumer.parts(part):
            by_key, base = _access(one.node)
            reading = consumer.answer.of(one.module, base) if base is not None else None
            if reading is None or not reading.is_(Part.FRAGMENT) or reading.mapping != mapping:
                continue
            if by_key != mapping:
                return UnsafeReason(UnsafeKind.OBJECTS_OR_DICTS)
    return None


def _access(node: cst.CSTNode) -> tuple[bool, cst.CSTNode | None]:
    """Whether an expression reads by key, and of what."""
    if isinstance(node, cst.Attribute):
        return False, node.value
    if isinstance(node, cst.Subscript):
        return True, node.value
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        return True, node.func.value
    return False, None
