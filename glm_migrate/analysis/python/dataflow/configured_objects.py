"""Objects that a library fills with settings files: those of Dynaconf and of Hydra."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.file_paths import path_of
from glm_migrate.analysis.python.dataflow.hydra_configs import composed
from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue, ResolvedValues
from glm_migrate.analysis.python.dataflow.settings_reads import entry_of
from glm_migrate.analysis.python.semantics.scopes import Definition, ProgramPoint
from glm_migrate.knowledge.settings_readers import ordered, readers


def is_dynaconf(resolved: ResolvedValue) -> bool:
    """Whether a value is an object of Dynaconf."""
    node = resolved.node
    return isinstance(node, cst.Call) and full_name(node.func, resolved.point) in readers(
        "dynaconf", "classes"
    )


def dynaconf_entry(resolved: ResolvedValue, name: str, depth: int) -> ResolvedValues:
    """What the files of an object of Dynaconf hold under a key, in whatever case."""
    parts = []
    for document in _documents(resolved):
        for table in _tables(document):
            value = entry_of(table, name, folds_case=True)
            if value is not None:
                point = document.symbols.point(value)
                parts.append(document.resolver.resolve(value, point, depth).behind(resolved.via))
    return ResolvedValues.sum(parts)


def _documents(resolved: ResolvedValue) -> Iterator[Module]:
    assert isinstance(resolved.node, cst.Call)
    module, given = resolved.module, list(_given(resolved.node))
    named = [path for one in given for path in _paths(module, one, resolved.point)]
    for path in named if given else ordered("dynaconf", "names"):
        document = module.program.settings_file(module, path)
        if document is not None:
            yield document


def _given(call: cst.Call) -> Iterator[cst.BaseExpression]:
    """The arguments that name files."""
    for argument in call.args:
        word = argument.keyword.value if argument.keyword else ""
        if word in readers("dynaconf", "parameters"):
            yield argument.value


def _paths(module: Module, node: cst.BaseExpression, point: ProgramPoint) -> Iterator[str]:
    if isinstance(node, (cst.List, cst.Tuple)):
        for element in node.elements:
            yield from _paths(module, element.value, point)
    elif path := path_of(module, node, point):
        yield path


def _tables(document: Module) -> Iterator[cst.CSTNode]:
    """The root of a file, and the tables in it that are for one environment each."""
    for root in document.roots[:1]:
        yield root
        for name in ordered("dynaconf", "environments"):
            inner = entry_of(root, name, folds_case=True)
            if isinstance(inner, cst.Dict):
                yield inner


def hydra_settings(module: Module, definition: Definition) -> ResolvedValues:
    """What Hydra passes to a parameter: the file that the decorator of its function names."""
    function = definition.point.scope.node
    if not isinstance(function, cst.FunctionDef) or definition.node is not _first(function):
        return ResolvedValues()
    parts = []
    for decorator in function.decorators:
        call = decorator.decorator
        if isinstance(call, cst.Call) and _is_hydra(module, call):
            parts += list(_passed(module, call))
    return ResolvedValues(tuple(parts))


def _first(function: cst.FunctionDef) -> cst.Param | None:
    parameters = function.params.params
    return parameters[0] if parameters else None


def _is_hydra(module: Module, call: cst.Call) -> bool:
    name = full_name(call.func, module.symbols.point(call))
    return name in readers("hydra", "decorators")


def _passed(module: Module, call: cst.Call) -> Iterator[ResolvedValue]:
    point = module.symbols.point(call)
    words = {
        one.keyword.value: path_of(module, one.value, point) for one in call.args if one.keyword
    }
    name = words.get("config_name", "")
    if not name:
        return
    for document in composed(module, words.get("config_path", ""), name):
        hop = module.hop(call, f"hydra.main({document.source.path.name})")
        root = document.roots[0]
        yield ResolvedValue(document, root, document.symbols.point(root), (hop,))
