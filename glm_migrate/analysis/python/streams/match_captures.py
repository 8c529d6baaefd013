"""What a `case` binds to a name: a part of the answer that `match` takes apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, dotted
from glm_migrate.analysis.python.streams.answer_calls import Reader
from glm_migrate.analysis.python.streams.answer_schema import Reading
from glm_migrate.analysis.python.syntax.string_literals import meaning

_SEQUENCES = (cst.MatchList, cst.MatchTuple)


def captured(reader: Reader, module: Module, definition: Definition) -> Reading | None:
    """The part of the answer that a name in a pattern is bound to."""
    pattern = module.symbols.parents.get(definition.node)
    if not isinstance(pattern, (cst.MatchAs, cst.MatchStar)):
        return None
    found = _matched(reader, module, pattern)
    is_text = isinstance(pattern, cst.MatchAs) and _is_str(pattern.pattern)
    return replace(found, filled=True) if found is not None and is_text else found


def captures(module: Module, match: cst.Match) -> Iterator[Definition]:
    """The names that the patterns of a `match` bind."""
    scope = module.symbols.point(match.subject).scope
    for definitions in scope.definitions.values():
        for one in definitions:
            if one.kind is Kind.CAPTURE and match in set(_above(module, one.node)):
                yield one


def field_of(module: Module, capture: Definition) -> str:
    """The field that a pattern takes from an object or dict for a name; empty for other names."""
    pattern = module.symbols.parents.get(capture.node)
    above = module.symbols.parents.get(pattern) if pattern is not None else None
    if isinstance(above, cst.MatchKeywordElement):
        return above.key.value
    return _key(above) if isinstance(above, cst.MatchMappingElement) else ""


def _matched(reader: Reader, module: Module, pattern: cst.CSTNode) -> Reading | None:
    """What `pattern` is compared with."""
    above = module.symbols.parents.get(pattern)
    if isinstance(above, cst.MatchCase):
        match = module.symbols.parents.get(above)
        return reader.of(module, match.subject) if isinstance(match, cst.Match) else None
    whole = _matched(reader, module, above) if above is not None else None
    return whole and _taken(module, pattern, above, whole)


def _taken(
    module: Module, pattern: cst.CSTNode, above: cst.CSTNode | None, whole: Reading
) -> Reading | None:
    """What `pattern` is compared with where the pattern around it is compared with `whole`."""
    if isinstance(above, _SEQUENCES):
        return whole if isinstance(pattern, cst.MatchStar) else whole.element(None)
    if isinstance(above, cst.MatchClass) and isinstance(pattern, cst.MatchSequenceElement):
        return replace(whole, filled=True) if _is_str(above) else None
    if isinstance(above, cst.MatchKeywordElement):
        return whole.step(above.key.value, mapping=False)
    if isinstance(above, cst.MatchMappingElement):
        return whole.step(_key(above), mapping=True)
    return whole


def _key(element: cst.MatchMappingElement) -> str:
    return str(meaning(element.key)) if isinstance(element.key, cst.SimpleString) else ""


def _is_str(pattern: cst.MatchPattern | None) -> bool:
    """`str()`, of which None is no instance."""
    return isinstance(pattern, cst.MatchClass) and dotted(pattern.cls) == "str"


def _above(module: Module, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    current = module.symbols.parents.get(node)
    while current is not None:
        yield current
        current = module.symbols.parents.get(current)
