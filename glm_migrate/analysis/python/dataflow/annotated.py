"""Values with the type that is declared for them, and the names in a declared type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Annotation, Module, ResolvedValues
from glm_migrate.analysis.python.semantics.scopes import Definition, dotted
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.known_callables import callables

_WRAPS_TYPES = callables("type-around")


def with_annotation(
    module: Module, definition: Definition, values: ResolvedValues
) -> ResolvedValues:
    """`values` with the type that the definition declares, if it declares one."""
    if definition.annotation is None:
        return values
    note = Annotation(module, definition.annotation, definition.point)
    return replace(values, annotations=(*values.annotations, note))


def alternatives(node: cst.BaseExpression) -> Iterator[str]:
    """The types that a declaration allows, by the last part of their names."""
    if isinstance(node, cst.BinaryOperation):
        yield from alternatives(node.left)
        yield from alternatives(node.right)
        return
    inner = node.value if isinstance(node, cst.Subscript) else node
    word = (dotted(inner) or text_of(inner)).rpartition(".")[2]
    if not isinstance(node, cst.Subscript) or word not in _WRAPS_TYPES:
        yield word
        return
    for one in node.slice:
        if isinstance(one.slice, cst.Index):
            yield from alternatives(one.slice.value)
