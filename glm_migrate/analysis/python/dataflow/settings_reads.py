"""What code reads of settings: variables of the environment, and files that are loaded."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.effects import inside
from glm_migrate.analysis.python.dataflow.environment_writes import (
    is_environment,
    set_by_code,
)
from glm_migrate.analysis.python.dataflow.file_paths import opened_file, path_of
from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    mentioning,
)
from glm_migrate.analysis.python.dataflow.shared_writes import shared_write, value_set
from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning, text_of
from glm_migrate.knowledge.settings_readers import readers
from glm_migrate.project.settings_units import DECOUPLED

_STREAMS = ("stream", "f", "fp", "s", "file", "file_", "path", "dotenv_path", "filename")


def variable_of(module: Module, node: cst.Call, point: ProgramPoint, depth: int) -> str:
    """The variable of the environment that a call reads; empty where it reads none."""
    first = node.args[0] if node.args else None
    if first is None or first.star or not _reads_environment(module, node, point, depth):
        return ""
    name = _text(module, first.value, point, depth)
    return f"{_prefix_around(module, node)}{name}" if name else ""


def _prefix_around(module: Module, node: cst.CSTNode) -> str:
    """What `with env.prefixed("GLM_"):` puts before the names that are read in it."""
    if ".prefixed(" not in module.source.text:
        return ""
    at = module.span(node)
    blocks = (one for one in inside(module.syntax) if isinstance(one, cst.With))
    around = (one for one in blocks if module.span(one).contains(at))
    calls = (item.item for one in around for item in one.items)
    return "".join(
        text_of(one.args[0].value)
        for one in calls
        if isinstance(one, cst.Call) and one.args and dotted(one.func).endswith(".prefixed")
    )


def _reads_environment(module: Module, node: cst.Call, point: ProgramPoint, depth: int) -> bool:
    name = full_name(node.func, point)
    if name in readers("environment", "functions"):
        return True
    objects = readers("environment", "objects")
    if name in objects:  # `from environs import env` is one already
        return name.rpartition(".")[2].islower()
    method = node.func.attr.value if isinstance(node.func, cst.Attribute) else ""
    receiver = node.func.value if isinstance(node.func, cst.Attribute) else node.func
    known = readers("environment", "methods") | readers("environment", "json-methods")
    if method not in known:
        return False
    if full_name(receiver, point) in objects:
        return True
    return isinstance(receiver, cst.Name) and any(
        isinstance(one.node, cst.Call) and full_name(one.node.func, one.point) in objects
        for one in module.resolver.resolve(receiver, point, depth + 1).found
    )


def value_of_variable(
    module: Module,
    name: str,
    node: cst.BaseExpression,
    depth: int,
    *,
    folds_case: bool = False,
) -> ResolvedValues:
    """What the project's files and its code set a variable to, as `node` reads it."""
    hop = module.hop(node, _shown(node, name))
    own = shared_write(module, "environment", is_environment, name, node)
    if own is not None:
        return value_set(module, own, depth).behind((hop,))
    parts = [
        document.resolver.resolve(value, document.symbols.point(value), depth)
        for document in _environment(module)
        if document.source.path.name != DECOUPLED or "decouple" in module.source.text
        for root in document.roots
        if (value := entry_of(root, name, folds_case=folds_case or document.folds_case)) is not None
    ]
    return ResolvedValues.sum((*parts, set_by_code(module, name, depth))).behind((hop,))


def _environment(module: Module) -> Iterator[Module]:
    """The files that set variables: those that lie where programs find them, and those loaded."""
    near = module.program.environment(module)
    yield from near
    known = {one.source.path for one in near}
    for call, there in _loads(module):
        path = path_of(there, call, there.symbols.point(call))
        document = there.program.settings_file(there, path) if path else None
        if document is not None and document.source.path not in known:
            known.add(document.source.path)
            yield document


def _loads(module: Module) -> Iterator[tuple[cst.BaseExpression, Module]]:
    """What calls are given that load a file of variables: `load_dotenv("secrets/prod.env")`."""
    for method in readers("environment", "loaders"):
        for there in mentioning(module, method):
            for call in there.symbols.by_called.get(method, ()):
                named = [one for one in call.args if one.keyword and one.keyword.value in _STREAMS]
                first = [one for one in call.args[:1] if one.keyword is None and not one.star]
                yield from ((one.value, there) for one in (*first, *named))


def _shown(node: cst.BaseExpression, name: str) -> str:
    if isinstance(node, cst.Call):
        return f'{dotted(node.func) or "get"}("{name}")'
    return f'{dotted(node) or "environ"}["{name}"]'


def each(node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The elements of a list or tuple that is written there, or the expression alone."""
    if isinstance(node, (cst.List, cst.Tuple)):
        yield from (one.value for one in node.elements)
    else:
        yield node


def entry_of(node: cst.CSTNode, key: str, *, folds_case: bool = False) -> cst.BaseExpression | None:
    """The value of a key of a dict display without spreads; of two the last."""
    wanted = key.lower() if folds_case else key
    found: cst.BaseExpression | None = None
    for element in node.elements if isinstance(node, cst.Dict) else ():
        if isinstance(element, cst.DictElement) and isinstance(element.key, cst.SimpleString):
            name = str(meaning(element.key))
            if (name.lower() if folds_case else name) == wanted:
                found = element.value
    return found


def loaded(
    module: Module, node: cst.Call, point: ProgramPoint, depth: int
) -> ResolvedValues | None:
    """What a call loads of a settings file; None where it loads none that is seen."""
    name = full_name(node.func, point)
    is_several = name in readers("files", "several")
    is_known = is_several or name in readers("files", "loaders")
    if not is_known and not _is_load_of_object(module, node, point, depth):
        return None
    document = document_of(module, node, point, several=is_several)
    if document is None or not document.roots:
        return None
    return _reached(module, node, document, document.roots[:1])


def document_of(
    module: Module, node: cst.Call, point: ProgramPoint, several: bool = False
) -> Module | None:
    """The one file that a call of a loader names; as a list of its documents."""
    for argument in node.args:
        word = argument.keyword.value if argument.keyword else _STREAMS[0]
        if word in _STREAMS and not argument.star:
            path = opened_file(module, argument.value, point)
            path = path or path_of(module, argument.value, point)
            return module.program.settings_file(module, path, several) if path else None
    return None


def _reached(
    module: Module, node: cst.Call, document: Module, roots: tuple[cst.BaseExpression, ...]
) -> ResolvedValues:
    hop = module.hop(node, f"{dotted(node.func) or 'load'}({document.source.path.name})")
    return ResolvedValues(
        tuple(ResolvedValue(document, root, document.symbols.point(root), (hop,)) for root in roots)
    )


def _is_load_of_object(module: Module, node: cst.Call, point: ProgramPoint, depth: int) -> bool:
    """`YAML().load(…)`, also through a name."""
    if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "load":
        return False
    made = module.resolver.resolve(node.func.value, point, depth + 1).found
    return any(
        isinstance(one.node, cst.Call)
        and full_name(one.node.func, one.point) in readers("files", "objects")
        for one in made
    )


def wrapped(node: cst.Call, point: ProgramPoint) -> cst.BaseExpression | None:
    """The settings that a call gives back in another type; None where it does not."""
    plain = [one.value for one in node.args if not one.star and one.keyword is None]
    if full_name(node.func, point) in readers("wrappers", "names") and plain:
        return plain[0]
    return None


def merged(node: cst.Call, point: ProgramPoint) -> Iterator[cst.BaseExpression]:
    """The settings that a call puts over each other, the last first."""
    if full_name(node.func, point) in readers("wrappers", "merges"):
        yield from (one.value for one in reversed(node.args) if not one.star)


def _text(module: Module, node: cst.BaseExpression, point: ProgramPoint, depth: int) -> str:
    """A text that is written there, or the one constant behind a name."""
    if isinstance(node, cst.SimpleString):
        return str(meaning(node))
    if not isinstance(node, (cst.Name, cst.Attribute)):
        return ""
    found = module.resolver.resolve(node, point, depth + 1)
    if len(found.found) != 1 or found.unresolved:
        return ""
    only = found.found[0].node
    return str(meaning(only)) if isinstance(only, cst.SimpleString) else ""
