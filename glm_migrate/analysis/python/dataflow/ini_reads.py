"""What code reads of INI files through `configparser`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.file_paths import opened_file, path_of
from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.settings_reads import entry_of
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.settings_readers import readers
from glm_migrate.model.unresolved import Reason

_READS = callables("reads-ini-file")
_DEFAULT = "DEFAULT"


def is_parser(resolved: ResolvedValue) -> bool:
    """Whether a value is a parser of INI files."""
    node = resolved.node
    return isinstance(node, cst.Call) and full_name(node.func, resolved.point) in readers(
        "ini", "classes"
    )


def parser_get(
    module: Module, node: cst.Call, point: ProgramPoint, depth: int
) -> ResolvedValues | None:
    """`parser.get(section, option)` and its like; None for every other call."""
    method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
    is_number = method in readers("ini", "numbers")
    if not is_number and method not in readers("ini", "texts"):
        return None
    assert isinstance(node.func, cst.Attribute)
    names = [one.value for one in node.args if one.keyword is None]
    if len(names) < 2:
        return None
    made = module.resolver.resolve(node.func.value, point, depth).found
    parsers = [one for one in made if is_parser(one)]
    if not parsers:
        return None
    parts = [_option(parser, names, depth, is_number) for parser in parsers]
    found = ResolvedValues.sum(parts).behind((module.hop(node, _shown(names)),))
    if not found.found:
        found += unresolved(Reason.READ, module.short(node))
    for argument in node.args:
        if argument.keyword is not None and argument.keyword.value == "fallback":
            found += module.resolver.resolve(argument.value, point, depth)
    return found


def section_of(parser: ResolvedValue, name: str) -> ResolvedValues:
    """`parser["name"]`."""
    values = (
        ResolvedValue(document, table, document.symbols.point(table), parser.via, parser.aliases)
        for document in _files(parser)
        if (table := entry_of(document.roots[0], name)) is not None
    )
    return ResolvedValues(tuple(values))


def _option(
    parser: ResolvedValue, names: list[cst.BaseExpression], depth: int, is_number: bool
) -> ResolvedValues:
    words = (str(meaning(one)) if isinstance(one, cst.SimpleString) else "" for one in names[:2])
    section, option = words
    parts: list[ResolvedValues] = []
    for document in _files(parser):
        root = document.roots[int(is_number)]
        tables = (entry_of(root, name) for name in (section, _DEFAULT))
        values = (entry_of(one, option.lower()) for one in tables if one is not None)
        value = next((one for one in values if one is not None), None)
        if value is not None:
            point = document.symbols.point(value)
            parts.append(document.resolver.resolve(value, point, depth).behind(parser.via))
    return ResolvedValues.sum(parts)


def _files(parser: ResolvedValue) -> Iterator[Module]:
    """The files that are read into a parser."""
    module = parser.module
    for name in _READS:
        for call in module.symbols.by_called.get(name, ()):
            point = module.symbols.points[call]
            if not isinstance(call.func, cst.Attribute) or not call.args:
                continue
            made = module.resolver.resolve(call.func.value, point).found
            if all(one.node is not parser.node for one in made):
                continue
            for path in _paths(module, call.args[0].value, point):
                document = module.program.settings_file(module, path)
                if document is not None and len(document.roots) > 1:
                    yield document


def _paths(module: Module, node: cst.BaseExpression, point: ProgramPoint) -> Iterator[str]:
    if isinstance(node, (cst.List, cst.Tuple)):
        for element in node.elements:
            yield from _paths(module, element.value, point)
        return
    path = path_of(module, node, point) or opened_file(module, node, point)
    if path:
        yield path


def _shown(names: list[cst.BaseExpression]) -> str:
    words = (str(meaning(one)) for one in names[:2] if isinstance(one, cst.SimpleString))
    return f"[{'.'.join(words)}]"
