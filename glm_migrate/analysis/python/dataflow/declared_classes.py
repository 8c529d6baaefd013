"""The project's class that an annotation names, or that values are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Annotation, Class, ResolvedValues
from glm_migrate.analysis.python.dataflow.limits import MAX_TYPES
from glm_migrate.analysis.python.dataflow.record_copies import record_copy
from glm_migrate.analysis.python.semantics.scopes import dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.known_callables import callables

_AROUND = callables("type-around")


def declared_class(notes: Sequence[Annotation], depth: int) -> Class | None:
    """The project's class that something is declared to be an instance of."""
    for note in notes:
        there = note.module.resolver
        for one in _named_types(note.node):
            for resolved in there.resolve(one, note.point, depth + 1).found:
                if isinstance(resolved.node, cst.ClassDef):
                    return resolved.module.klass(resolved.node)
                if isinstance(resolved.node, cst.Subscript) and depth < MAX_TYPES:
                    inner = Annotation(resolved.module, resolved.node, resolved.point)
                    return declared_class((inner,), depth + MAX_TYPES)
    return None


def _named_types(node: cst.BaseExpression) -> Iterator[cst.Name | cst.Attribute]:
    """The names in `S`, `Optional[S]`, `S | None`, `Annotated[S, …]` that can be the class."""
    if isinstance(node, cst.SimpleString):
        try:
            parsed = cst.parse_expression(str(meaning(node)))
        except cst.ParserSyntaxError:
            return
        # Only names: a chain of them would have to stand in the file to be looked up.
        yield from (one for one in _named_types(parsed) if isinstance(one, cst.Name))
    if isinstance(node, (cst.Name, cst.Attribute)):
        yield node
    elif isinstance(node, cst.BinaryOperation):
        yield from _named_types(node.left)
        yield from _named_types(node.right)
    elif isinstance(node, cst.Subscript):
        word = dotted(node.value).rpartition(".")[2]
        inner = node.slice[0].slice if word in _AROUND else None
        if isinstance(inner, cst.Index):
            yield from _named_types(inner.value)


def made_class(values: ResolvedValues, depth: int) -> Class | None:
    """The project's class among `values`, or the one that a call among them makes."""
    for resolved in values.found:
        if isinstance(resolved.node, cst.ClassDef):
            return resolved.module.klass(resolved.node)
        if isinstance(resolved.node, cst.Call):
            copied = record_copy(resolved.node, resolved.point)
            made = resolved.module.resolver.attributes.class_of(
                copied.source if copied else resolved.node.func, resolved.point, depth + 1
            )
            if made is not None:
                return made
    return None
