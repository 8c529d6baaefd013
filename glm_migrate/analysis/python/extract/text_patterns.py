"""Which texts an expression can give that puts one together: a pattern with gaps."""

from __future__ import annotations

import re

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint
from glm_migrate.analysis.python.syntax.string_literals import joined
from glm_migrate.knowledge.known_callables import callables

_SAME_TEXT = callables("same-text")
_GAP = ".*"
_PLACEHOLDER = re.compile(r"%[sdr]|\{[^{}]*\}")
_LETTER = re.compile(r"[^\W_]")


def pattern_of(module: Module, node: cst.CSTNode, point: ProgramPoint) -> str | None:
    """A pattern for what `node` gives; None where no text of it is seen."""
    parts = _parts(module, node, point)
    if not any(_LETTER.search(part) for part in parts if part != _GAP):
        return None
    return "".join(part if part == _GAP else re.escape(part) for part in parts)


def _parts(module: Module, node: cst.CSTNode, point: ProgramPoint) -> list[str]:
    """The pieces in their order: texts, and gaps for what is not known."""
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        text = joined(node)
        if isinstance(text, str):
            return [text]
    if isinstance(node, cst.FormattedString):
        return [part for one in node.parts for part in _formatted(module, one, point)]
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        return [*_parts(module, node.left, point), *_parts(module, node.right, point)]
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Modulo):
        return _filled(node.left)
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        return _of_method(module, node.func, node, point)
    if isinstance(node, (cst.Name, cst.Attribute)):
        return [_known(module, node, point)]
    return [_GAP]


def _formatted(
    module: Module, part: cst.BaseFormattedStringContent, point: ProgramPoint
) -> list[str]:
    if isinstance(part, cst.FormattedStringText):
        return [part.value]
    if isinstance(part, cst.FormattedStringExpression) and part.format_spec is None:
        return _parts(module, part.expression, point)
    return [_GAP]


def _of_method(
    module: Module, method: cst.Attribute, call: cst.Call, point: ProgramPoint
) -> list[str]:
    name = method.attr.value
    if name in _SAME_TEXT:
        return _parts(module, method.value, point)
    if name == "format":
        return _filled(method.value)
    if name == "join" and len(call.args) == 1:
        items = call.args[0].value
        if isinstance(items, (cst.List, cst.Tuple)):
            between = _parts(module, method.value, point)
            parts: list[str] = []
            for item in items.elements:
                parts += [*(between if parts else []), *_parts(module, item.value, point)]
            return parts
    return [_GAP]


def _filled(node: cst.BaseExpression) -> list[str]:
    """A text with placeholders."""
    text = joined(node) if isinstance(node, cst.BaseString) else None
    if not isinstance(text, str):
        return [_GAP]
    texts = _PLACEHOLDER.split(text)
    return [part for one in texts for part in (one, _GAP)][:-1]


def _known(module: Module, node: cst.BaseExpression, point: ProgramPoint) -> str:
    found = module.resolver.resolve(node, point)
    one = found.found[0].node if len(found.found) == 1 else None
    text = joined(one) if isinstance(one, cst.BaseString) else None
    return text if isinstance(text, str) and not found.unresolved else _GAP
