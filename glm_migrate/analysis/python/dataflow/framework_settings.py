"""Settings that a web framework hands out: `django.conf.settings.X`, `current_app.config["X"]`.

They are set far from where they are read: Django's in modules named for it, Flask's by items, by
keywords and by the classes and modules that the configuration is loaded from.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import Module, ResolvedValues, mentioning
from glm_migrate.analysis.python.semantics.scopes import Kind, Mutation, ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.settings_readers import readers

_SET = frozenset({Kind.ASSIGN, Kind.ANNOTATE})
_CONFIG = ".config"
_NAMES = ("config", "settings")


def django_setting(
    module: Module, holder: cst.BaseExpression, name: str, point: ProgramPoint, depth: int
) -> ResolvedValues:
    """What the project's settings modules set a name to; nothing where `holder` is no settings."""
    if not name or full_name(holder, point) not in readers("django", "names"):
        return ResolvedValues()
    found = [
        one.resolver.exported(name, depth)
        for one in mentioning(module, name)
        if _is_settings_module(one) and name in one.symbols.root.definitions
    ]
    return ResolvedValues.sum(found).behind((module.hop(holder, f"settings.{name}"),))


def _is_settings_module(module: Module) -> bool:
    path = module.source.path
    return path.stem.startswith("settings") or path.parent.name == "settings"


def is_app_config(module: Module, node: cst.BaseExpression, point: ProgramPoint) -> bool:
    """Whether an expression is the configuration of an application of Flask or Quart."""
    if not isinstance(node, cst.Attribute) or f".{node.attr.value}" != _CONFIG:
        return False
    if full_name(node, point) in readers("flask", "names"):
        return True
    return any(
        isinstance(one.node, cst.Call)
        and full_name(one.node.func, one.point) in readers("flask", "classes")
        for one in module.resolver.resolve(node.value, point).found
    )


def app_setting(module: Module, key: str, node: cst.BaseExpression, depth: int) -> ResolvedValues:
    """What the project sets a key of the configuration to, where nothing is added to that."""
    if any(_is_added_to(there, key) for there in mentioning(module, key)):
        return ResolvedValues()
    given = frozenset(_given(module))
    parts = [
        there.resolver.resolve(value, there.symbols.point(value), depth)
        for there in mentioning(module, key)
        for value in (*_items(there, key), *_keywords(there, key), *_loaded(there, key, given))
    ]
    return ResolvedValues.sum(parts).behind((module.hop(node, f'config["{key}"]'),))


def _items(module: Module, key: str) -> Iterator[cst.BaseExpression]:
    """`app.config["X"] = value`."""
    yield from (one.value for one in _changes(module, key) if one.value)


def _is_added_to(module: Module, key: str) -> bool:
    """`app.config["X"] += value`."""
    parents = module.symbols.parents
    return any(isinstance(parents.get(one.target), cst.AugAssign) for one in _changes(module, key))


def _changes(module: Module, key: str) -> Iterator[Mutation]:
    for text, mutations in tuple(module.symbols.mutations.items()):
        for one in mutations if text.endswith(_CONFIG) else ():
            index = one.target.slice[0].slice if isinstance(one.target, cst.Subscript) else None
            if isinstance(index, cst.Index) and text_of(index.value) == key:
                yield one


def _keywords(module: Module, key: str) -> Iterator[cst.BaseExpression]:
    """`app.config.from_mapping(X=value)`, `app.config.update(X=value)`."""
    for method in readers("flask", "setters"):
        for call in module.symbols.by_called.get(method, ()):
            if dotted(call.func).endswith(f"{_CONFIG}.{method}"):
                yield from (a.value for a in call.args if a.keyword and a.keyword.value == key)


def _loaded(module: Module, key: str, given: frozenset[str]) -> Iterator[cst.BaseExpression]:
    """What a class or a module holds that `app.config.from_object(…)` is given.

    Args:
        given: The names of these; where none is seen, it is a module that is named for it.
    """
    stem = module.source.path.stem
    is_named = not given and stem.startswith(_NAMES)
    scopes = [one.scope for one in module.classes if is_named or one.node.name.value in given]
    if is_named or stem in given:
        scopes.append(module.symbols.root)
    for scope in scopes:
        for one in scope.definitions.get(key, ()):
            if one.kind in _SET and one.value is not None:
                yield one.value


def _given(module: Module) -> Iterator[str]:
    """The names of the classes and modules that configurations are loaded from."""
    for text in _firsts(module, readers("flask", "loaders")):
        yield text.rpartition(".")[2]
    for text in _firsts(module, readers("flask", "files")):
        yield text.partition(".")[0]


def _firsts(module: Module, methods: frozenset[str]) -> Iterator[str]:
    """What calls of some methods anywhere in the project are given first."""
    for method in methods:
        for there in mentioning(module, method):
            for call in there.symbols.by_called.get(method, ()):
                yield from (text_of(one.value) or dotted(one.value) for one in call.args[:1])
