"""Values with the type that is declared for them."""

from __future__ import annotations

from dataclasses import replace

from glm_migrate.analysis.python.dataflow.interface import Annotation, Module, ResolvedValues
from glm_migrate.analysis.python.semantics.scopes import Definition


def with_annotation(
    module: Module, definition: Definition, values: ResolvedValues
) -> ResolvedValues:
    """`values` with the type that the definition declares, if it declares one."""
    if definition.annotation is None:
        return values
    note = Annotation(module, definition.annotation, definition.point)
    return replace(values, annotations=(*values.annotations, note))
