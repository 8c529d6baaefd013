"""Resolved values as rules see them: `Literal` and `Value`, with span, trace and editability."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import inside
from glm_migrate.analysis.python.dataflow.followed_texts import worked_out
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    given_up,
)
from glm_migrate.analysis.python.dataflow.limits import MAX_DIGITS, MAX_LITERAL_DEPTH, MAX_PARTS
from glm_migrate.analysis.python.extract.collections_of_ids import texts_beside
from glm_migrate.analysis.python.extract.id_dependents import why_dependent
from glm_migrate.analysis.python.extract.list_contents import additions
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint
from glm_migrate.analysis.python.syntax.string_literals import joined, meaning
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.model.values import UNSEEN, Constant, Literal, Value
from glm_migrate.text.source import Span

_COMPUTED = (cst.FormattedString, cst.BinaryOperation, cst.Subscript, cst.Call)


def value_at(module: Module, node: cst.CSTNode, point: ProgramPoint) -> Value:
    """All that the expression `node` can be."""
    return value_of(module.resolver.resolve(node, point))


def list_at(module: Module, node: cst.CSTNode, point: ProgramPoint) -> Value:
    """As `value_at`, with what is added to lists behind their displays."""
    results = module.resolver.resolve(node, point)
    found = value_of(results)
    grown = {r.node: more for r in results.found if (more := _added(r))}
    if not grown:
        return found
    candidates = tuple(
        replace(literal, value=(*literal.value, *grown[r.node]))
        if r.node in grown and isinstance(literal.value, tuple)
        else literal
        for r in results.found
        if (literal := literal_of(r)) is not None
    )
    return replace(found, candidates=candidates)


def _added(resolved: ResolvedValue) -> tuple[Constant, ...]:
    """The items that are put into a list later, `UNSEEN` for those that are not literal."""
    result: list[Constant] = []
    for one, many in additions(resolved):
        constant = _part(one.module, one.node, one.point, 0)
        if many:
            result += constant if isinstance(constant, tuple) else (UNSEEN,)
        else:
            result.append(constant)
    return tuple(result)


def value_of(results: ResolvedValues) -> Value:
    if not _may_be_judged(results):
        results = given_up(Reason.TOO_MANY_PLACES)
    candidates: list[Literal] = []
    open_ends = list(results.unresolved)
    for resolved in results.found:
        literal = literal_of(resolved)
        if literal is not None:
            candidates.append(literal)
            continue
        texts, is_all = _worked_out(resolved)
        candidates += texts
        if not is_all:
            text = resolved.module.short(resolved.node)
            open_ends.append(Unresolved(Reason.COMPUTED, text))
    unseen = tuple(dict.fromkeys((*results.limits, *open_ends)))
    complete = bool(candidates) and not unseen
    return Value(tuple(candidates), complete, unseen, results.limits)


def _may_be_judged(results: ResolvedValues) -> bool:
    """Whether all that an expression can be may be looked at, after what the file has taken."""
    programs = (one.module.program for one in results.found[:1])
    return all(one.query.budget.may_judge(len(results.found)) for one in programs)


def _worked_out(resolved: ResolvedValue) -> tuple[tuple[Literal, ...], bool]:
    """The texts and numbers that an expression comes to, and whether these are all."""
    node, module = resolved.node, resolved.module
    if not isinstance(node, _COMPUTED):
        return (), False
    found, is_all, followed = worked_out(module, node, resolved.point)
    known = [(one.value, one.via) for one in found if one.whole]
    span, path = module.bare(node), module.source.path
    parts = tuple(_ids_in(followed)) if known else ()
    texts = tuple(
        Literal(value, span, path, tuple(dict.fromkeys((*resolved.via, *via))), made_of=parts)
        for value, via in known
        if isinstance(value, (str, int, float))
    )
    return texts, is_all and len(texts) == len(found)


def _ids_in(followed: Sequence[ResolvedValue]) -> Iterator[tuple[Path, Span]]:
    """Where the texts are written that name the vendor's models, in what was followed."""
    for one in followed:
        for node in inside(one.node):
            if isinstance(node, cst.BaseString) and "glm" in str(joined(node)).lower():
                yield one.module.source.path, one.module.bare(node)


def literal_of(resolved: ResolvedValue) -> Literal | None:
    """The value of an resolved value, None when it is not a literal."""
    node, module = resolved.node, resolved.module
    constant = constant_of(module, node, resolved.point)
    if constant is UNSEEN or not isinstance(node, cst.BaseExpression):
        return None
    span = module.bare(node)
    is_id = "glm" in str(constant).lower()
    is_text = isinstance(node, cst.SimpleString)
    is_written = is_text or (module.is_document and isinstance(node, cst.Integer))
    return Literal(
        constant,
        span,
        module.source.path,
        tuple(dict.fromkeys(resolved.via)),
        editable=is_written and not module.locked(node),
        written=module.source.slice(span) if is_written else "",
        shared=module.shared(node) or (why_dependent(resolved) if is_id else None),
        beside=texts_beside(module, node) if is_id else (),
        scope=module.symbols.point(node).scope.qualified if is_id else "",
        setting=module.code(node) if module.is_document else "",
        line=module.source.position(span.start).line if module.is_document else 0,
    )


def constant_of(module: Module, node: cst.CSTNode, point: ProgramPoint, depth: int = 0) -> Constant:
    """The Python value of a display, with `UNSEEN` for the parts that are not literal."""
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        text = joined(node)
        return text if isinstance(text, str) else UNSEEN
    if isinstance(node, cst.FormattedString):
        return _plain(node)
    if isinstance(node, (cst.Integer, cst.Float)):
        return UNSEEN if len(node.value) > MAX_DIGITS else node.evaluated_value
    if isinstance(node, cst.Name):
        return {"None": None, "True": True, "False": False}.get(node.value, UNSEEN)
    if isinstance(node, cst.UnaryOperation):
        return _negative(module, node, point)
    if depth > MAX_LITERAL_DEPTH:
        return UNSEEN
    if isinstance(node, (cst.List, cst.Tuple)):
        return tuple(_part(module, e.value, point, depth) for e in node.elements[:MAX_PARTS])
    if isinstance(node, cst.Dict):
        return {
            str(meaning(e.key)): _part(module, e.value, point, depth)
            for e in node.elements
            if isinstance(e, cst.DictElement) and isinstance(e.key, cst.SimpleString)
        }
    return UNSEEN


def _plain(node: cst.FormattedString) -> Constant:
    """An f-string without a placeholder is a string like any other."""
    if all(isinstance(part, cst.FormattedStringText) for part in node.parts):
        return "".join(
            part.value for part in node.parts if isinstance(part, cst.FormattedStringText)
        )
    return UNSEEN


def _part(module: Module, node: cst.CSTNode, point: ProgramPoint, depth: int) -> Constant:
    """An element: a literal, or a name of one that is certain."""
    if isinstance(node, (cst.Name, cst.Attribute)) and not _is_word(node):
        found = module.resolver.resolve(node, point)
        if len(found.found) != 1 or found.unresolved:
            return UNSEEN
        resolved = found.found[0]
        return constant_of(resolved.module, resolved.node, resolved.point, depth + 1)
    return constant_of(module, node, point, depth + 1)


def _is_word(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name) and node.value in ("None", "True", "False")


def _negative(module: Module, node: cst.UnaryOperation, point: ProgramPoint) -> Constant:
    inner = constant_of(module, node.expression, point)
    if isinstance(node.operator, cst.Minus) and isinstance(inner, (int, float)):
        return -inner
    if isinstance(node.operator, cst.Not) and isinstance(inner, bool):
        return not inner
    return UNSEEN
