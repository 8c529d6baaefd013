"""From origins to what rules see: `Literal` and `Value`, with span, trace and editability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.dataflow.resolved import Origin, Origins
from glm_migrate.analysis.python.extract.id_dependents import tie
from glm_migrate.analysis.python.semantics.scopes import Place
from glm_migrate.analysis.python.syntax.string_literals import joined, meaning
from glm_migrate.model import UNSEEN, Constant, Literal, Value

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Tree

MAX_PARTS = 400
_MAX_DIGITS = 1000


def value_at(tree: Tree, node: cst.CSTNode, place: Place) -> Value:
    """All that the expression `node` can be."""
    return value_of(tree.resolver.origins(node, place))


def value_of(origins: Origins) -> Value:
    candidates: list[Literal] = []
    missing = list(origins.missing)
    for origin in origins.found:
        literal = literal_of(origin)
        if literal is None:
            text = " ".join(origin.tree.code(origin.node).split())
            short = text if len(text) <= 40 else f"{text[:37]}..."
            missing.append(f"`{short}` is computed at run time")
        else:
            candidates.append(literal)
    unseen = tuple(dict.fromkeys((*origins.limits, *missing)))
    complete = bool(candidates) and not unseen
    return Value(tuple(candidates), complete, unseen, origins.limits)


def literal_of(origin: Origin) -> Literal | None:
    """The value of an origin, None when it is not a literal."""
    node, tree = origin.node, origin.tree
    constant = constant_of(tree, node, origin.place)
    if constant is UNSEEN or not isinstance(node, cst.BaseExpression):
        return None
    span = tree.bare(node)
    return Literal(
        constant,
        span,
        tree.source.path,
        tuple(dict.fromkeys(origin.via)),
        editable=isinstance(node, cst.SimpleString),
        written=tree.source.slice(span) if isinstance(node, cst.SimpleString) else "",
        shared=tie(origin) if "glm" in str(constant).lower() else "",
    )


def constant_of(tree: Tree, node: cst.CSTNode, place: Place, depth: int = 0) -> Constant:
    """The Python value of a display, with `UNSEEN` for the parts that are not literal."""
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        text = joined(node)
        return text if isinstance(text, str) else UNSEEN
    if isinstance(node, cst.FormattedString):
        return _plain(node)
    if isinstance(node, (cst.Integer, cst.Float)):
        # Python reads and writes no more than 4,300 decimal digits.
        return UNSEEN if len(node.value) > _MAX_DIGITS else node.evaluated_value
    if isinstance(node, cst.Name):
        return {"None": None, "True": True, "False": False}.get(node.value, UNSEEN)
    if isinstance(node, cst.UnaryOperation):
        return _negative(tree, node, place)
    if depth > 6:
        return UNSEEN
    if isinstance(node, (cst.List, cst.Tuple)):
        return tuple(_part(tree, e.value, place, depth) for e in node.elements[:MAX_PARTS])
    if isinstance(node, cst.Dict):
        return {
            str(meaning(e.key)): _part(tree, e.value, place, depth)
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


def _part(tree: Tree, node: cst.CSTNode, place: Place, depth: int) -> Constant:
    """An element: a literal, or a name of one that is certain."""
    if isinstance(node, (cst.Name, cst.Attribute)) and not _is_word(node):
        found = tree.resolver.origins(node, place)
        if len(found.found) != 1 or found.missing:
            return UNSEEN
        origin = found.found[0]
        return constant_of(origin.tree, origin.node, origin.place, depth + 1)
    return constant_of(tree, node, place, depth + 1)


def _is_word(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Name) and node.value in ("None", "True", "False")


def _negative(tree: Tree, node: cst.UnaryOperation, place: Place) -> Constant:
    inner = constant_of(tree, node.expression, place)
    if isinstance(node.operator, cst.Minus) and isinstance(inner, (int, float)):
        return -inner
    if isinstance(node.operator, cst.Not) and isinstance(inner, bool):
        return not inner
    return UNSEEN
