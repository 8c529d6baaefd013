"""Objects that a class makes of a record: `C(**data)`, `C.model_validate(data)`.

A field of such an object is what the record holds under its name, or under an alias of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import (
    Class,
    Module,
    ResolvedValue,
    ResolvedValues,
)
from glm_migrate.analysis.python.dataflow.items import item_in
from glm_migrate.analysis.python.dataflow.records_in_texts import record_of
from glm_migrate.analysis.python.dataflow.settings_classes import aliases_of
from glm_migrate.analysis.python.dataflow.settings_reads import document_of
from glm_migrate.analysis.python.semantics.scopes import Definition, ProgramPoint, dotted
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.settings_readers import readers

_RECORD_DECORATORS = callables("makes-record")


def validated_class(
    module: Module, made: cst.Call, point: ProgramPoint, depth: int
) -> Class | None:
    """The project's class of which a validator makes an instance; None for every other call."""
    class_of = module.resolver.attributes.class_of
    if _is_method(made, "methods") or _is_method(made, "text-methods"):
        assert isinstance(made.func, cst.Attribute)
        return class_of(made.func.value, point, depth)
    if not _is_maker(made, point):
        return None
    names = (one.value for one in made.args if isinstance(one.value, (cst.Name, cst.Attribute)))
    for name in names:
        for found in module.resolver.resolve(name, point, depth).found:
            if isinstance(found.node, cst.ClassDef):
                return found.module.klass(found.node)
    return None


def field_of(
    module: Module, made: cst.Call, point: ProgramPoint, names: tuple[str, ...], depth: int
) -> tuple[ResolvedValues, bool]:
    """What the records hold under one of `names`, and whether each of them holds it."""
    result, is_sure = ResolvedValues(), False
    for record in _records(module, made, point, depth):
        found = ResolvedValues.sum(item_in(record, name, depth) for name in names)
        is_sure = bool(found.found) and (is_sure or not result.found)
        result += found
    return result, is_sure


def field_names(klass: Class | None, field: str) -> tuple[str, ...]:
    """The keys under which a record may hold a field."""
    return (field, *(aliases_of(klass, field) if klass is not None else ()))


def _records(
    module: Module, made: cst.Call, point: ProgramPoint, depth: int
) -> Iterator[ResolvedValue]:
    resolve = module.resolver.resolve
    if _is_method(made, "text-methods"):
        yield from _in_text(module, made, point, depth)
        return
    is_validator = _is_method(made, "methods") or _is_maker(made, point)
    for argument in made.args:
        if argument.star == "**" or (is_validator and not argument.star):
            yield from resolve(argument.value, point, depth).found


def _in_text(
    module: Module, made: cst.Call, point: ProgramPoint, depth: int
) -> Iterator[ResolvedValue]:
    """The record in the text that a validator is given: that of a file, or of a variable."""
    document = document_of(module, made, point)
    if document is not None:
        for root in document.roots[:1]:
            yield ResolvedValue(document, root, document.symbols.point(root))
        return
    for argument in made.args[:1]:
        texts = module.resolver.resolve(argument.value, point, depth).found
        yield from (record for one in texts if (record := record_of(one)) is not None)


def _is_method(made: cst.Call, kind: str) -> bool:
    name = made.func.attr.value if isinstance(made.func, cst.Attribute) else ""
    return name in readers("records", kind)


def _is_maker(made: cst.Call, point: ProgramPoint) -> bool:
    return full_name(made.func, point) in readers("records", "functions")


def is_left_to_callers(definition: Definition) -> bool:
    """Whether a class only says that a field need not be given: `tools: list | None = None`."""
    klass, value = definition.point.scope.node, definition.value
    if not isinstance(klass, cst.ClassDef) or definition.annotation is None:
        return False
    words = {dotted(getattr(d.decorator, "func", d.decorator)) for d in klass.decorators}
    makes_record = any(word.rpartition(".")[2] in _RECORD_DECORATORS for word in words)
    return makes_record and isinstance(value, cst.Name) and value.value == "None"
