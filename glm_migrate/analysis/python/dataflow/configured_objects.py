"""Objects that a library fills with settings files: those of Dynaconf and of Hydra."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.file_paths import path_of
from glm_migrate.analysis.python.dataflow.hydra_configs import composed
from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValue, ResolvedValues
from glm_migrate.analysis.python.dataflow.settings_reads import entry_of, value_of_variable
from glm_migrate.analysis.python.semantics.scopes import Definition, ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.settings_readers import ordered, readers


def is_dynaconf(resolved: ResolvedValue) -> bool:
    """Whether a value is an object of Dynaconf."""
    node = resolved.node
    return isinstance(node, cst.Call) and full_name(node.func, resolved.point) in readers(
        "dynaconf", "classes"
    )


def dynaconf_entry(resolved: ResolvedValue, name: str, depth: int) -> ResolvedValues:
    """What the files of an object of Dynaconf hold under a key, in whatever case."""
    parts = [_of_variable(resolved, name, depth)]
    for document in _documents(resolved):
        for table in _tables(document):
            value = _at(table, name.replace("__", ".").split("."))
            if value is not None:
                point = document.symbols.point(value)
                parts.append(document.resolver.resolve(value, point, depth).behind(resolved.via))
    return ResolvedValues.sum(parts)


def _of_variable(resolved: ResolvedValue, name: str, depth: int) -> ResolvedValues:
    """What files set the variable to that wins over a key: `DYNACONF_MODEL`."""
    assert isinstance(resolved.node, cst.Call)
    prefix = next(
        (
            text_of(one.value)
            for one in resolved.node.args
            if one.keyword and one.keyword.value == "envvar_prefix"
        ),
        "DYNACONF",
    )
    if not prefix:
        return ResolvedValues()
    variable = f"{prefix}_{name}".replace(".", "__").upper()
    return value_of_variable(resolved.module, variable, resolved.node, depth)


def _at(table: cst.CSTNode, keys: list[str]) -> cst.BaseExpression | None:
    found = entry_of(table, keys[0], folds_case=True)
    return _at(found, keys[1:]) if found is not None and keys[1:] else found


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


def streamlit_secrets(module: Module, node: cst.Attribute, point: ProgramPoint) -> ResolvedValues:
    """What `st.secrets` holds; nothing for every other attribute."""
    if node.attr.value != "secrets" or full_name(node, point) not in readers("streamlit", "names"):
        return ResolvedValues()
    document = module.program.settings_file(module, ordered("streamlit", "files")[0])
    if document is None or not document.roots:
        return ResolvedValues()
    root, hop = document.roots[0], module.hop(node, f"secrets({document.source.path.name})")
    return ResolvedValues((ResolvedValue(document, root, document.symbols.point(root), (hop,)),))


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


def hydra_composed(module: Module, call: cst.Call, point: ProgramPoint) -> ResolvedValues:
    """What `compose(config_name="config")` gives: the file below the folder that Hydra was told."""
    if full_name(call.func, point) not in readers("hydra", "composers"):
        return ResolvedValues()
    words = _paths_by_name(module, call)
    made = [
        one
        for name in sorted(readers("hydra", "initializers"))
        for one in module.symbols.by_called.get(name, ())
    ]
    folders = {_paths_by_name(module, one).get("config_path", "") for one in made}
    name = words.get("config_name", "")
    if not name or len(folders) != 1:
        return ResolvedValues()
    return ResolvedValues(tuple(_read(module, call, folders.pop(), name, "compose")))


def _paths_by_name(module: Module, call: cst.Call) -> dict[str, str]:
    """The paths that a call is given, by the names of its parameters."""
    point = module.symbols.point(call)
    is_composing = dotted(call.func).rpartition(".")[2] == "compose"
    first = "config_name" if is_composing else "config_path"
    return {
        one.keyword.value if one.keyword else first: path_of(module, one.value, point)
        for one in call.args
        if one.keyword is not None or one is call.args[0]
    }


def _passed(module: Module, call: cst.Call) -> Iterator[ResolvedValue]:
    words = _paths_by_name(module, call)
    if name := words.get("config_name", ""):
        yield from _read(module, call, words.get("config_path", ""), name, "hydra.main")


def _read(
    module: Module, call: cst.Call, folder: str, name: str, reader: str
) -> Iterator[ResolvedValue]:
    for document in composed(module, folder, name):
        hop = module.hop(call, f"{reader}({document.source.path.name})")
        root = document.roots[0]
        yield ResolvedValue(document, root, document.symbols.point(root), (hop,))
