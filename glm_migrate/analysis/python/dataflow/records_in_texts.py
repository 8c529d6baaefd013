"""Records that code makes of a text, as JSON in a variable of the environment.

Beside such a text one that stands in code is looked into; what is found there is never edited.
"""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    unresolved,
)
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.settings_readers import readers
from glm_migrate.model.unresolved import Reason

_CAST = "cast"


def record_read(
    module: Module, node: cst.Call, point: ProgramPoint, depth: int
) -> ResolvedValues | None:
    """What a call makes of a text, as `json.loads(os.environ["LLM"])`; None where it makes none."""
    if full_name(node.func, point) not in readers("texts", "functions"):
        return None
    first = node.args[0] if node.args else None
    if first is None or first.star or first.keyword is not None:
        return None
    values = module.resolver.resolve(first.value, point, depth)
    if not any(one.module.is_document and record_of(one) for one in values.found):
        return None
    hop = module.hop(node, f"{dotted(node.func)}()")
    return decoded(module, node, values).behind((hop,))


def makes_record(node: cst.Call, point: ProgramPoint) -> bool:
    """Whether a reader of the environment gives the record in a text, and not the text."""
    method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
    return method in readers("environment", "json-methods") or any(
        one.keyword is not None
        and one.keyword.value == _CAST
        and full_name(one.value, point) in readers("texts", "functions")
        for one in node.args
    )


def decoded(module: Module, node: cst.BaseExpression, values: ResolvedValues) -> ResolvedValues:
    """The records that texts hold; what is no text stays as it is."""
    result = ResolvedValues(unresolved=values.unresolved, limits=values.limits)
    for one in values.found:
        if (record := record_of(one)) is not None:
            result += ResolvedValues((record,))
        elif not isinstance(one.node, cst.BaseString):
            result += ResolvedValues((one,))
        elif text_of(one.node):
            result += unresolved(Reason.READ, module.short(node))
    return result


def record_of(text: ResolvedValue) -> ResolvedValue | None:
    """The record that a text is as JSON; None where it is none."""
    if not isinstance(text.node, cst.SimpleString):
        return None
    record = text.module.program.record_in(text.module, text.node)
    if record is None:
        return None
    root = record.roots[0]
    return ResolvedValue(record, root, record.symbols.point(root), text.via)
