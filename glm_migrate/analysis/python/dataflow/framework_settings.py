"""Settings that a web framework hands out: `django.conf.settings.X`, `current_app.config["X"]`.

They are set far from where they are read: Django's in modules named for it, Flask's by items, by
keywords and by the classes and modules that the configuration is loaded from.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from glm_migrate.analysis.python.dataflow.imported_names import full_name
from glm_migrate.analysis.python.dataflow.interface import (
    Module,
    ResolvedValue,
    ResolvedValues,
    mentioning,
)
from glm_migrate.analysis.python.semantics.scopes import Kind, Mutation, ProgramPoint, dotted
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.knowledge.settings_readers import readers

_SET = frozenset({Kind.ASSIGN, Kind.ANNOTATE})
_CONFIG = ".config"
_NAMES = ("config", "settings")
_Apps = frozenset[int] | None  # the calls that make applications; None where not all are seen


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
    return any(map(_is_app, module.resolver.resolve(node.value, point).found))


def _is_app(made: ResolvedValue) -> bool:
    """Whether a value is an application that is made."""
    classes = readers("flask", "classes")
    return isinstance(made.node, cst.Call) and full_name(made.node.func, made.point) in classes


def _apps(module: Module, config: cst.BaseExpression) -> _Apps:
    """The applications whose configuration it can be; None where not all are seen; remembered."""
    return module.remembered(_apps, config, lambda: _find_apps(module, config), in_cycle=None)


def _find_apps(module: Module, config: cst.BaseExpression) -> _Apps:
    if not isinstance(config, cst.Attribute):
        return None
    found = module.resolver.resolve(config.value, module.symbols.point(config))
    is_open = bool(found.unresolved or found.limits)
    if is_open or not found.found or not all(map(_is_app, found.found)):
        return None
    return frozenset(id(one.node) for one in found.found)


def _may_be_of(apps: _Apps, module: Module, config: cst.BaseExpression) -> bool:
    """Whether a configuration can be that of one of `apps`, as far as both are seen."""
    others = _apps(module, config)
    return apps is None or others is None or not apps.isdisjoint(others)


def app_setting(module: Module, key: str, node: cst.BaseExpression, depth: int) -> ResolvedValues:
    """What the project sets a key of a configuration to, where nothing is added to that."""
    apps = _apps(module, node)
    if any(_is_added_to(there, key, apps) for there in mentioning(module, key)):
        return ResolvedValues()
    given = frozenset(_given(module, apps)) if any(_given(module, None)) else None
    parts = [
        there.resolver.resolve(value, there.symbols.point(value), depth)
        for there in mentioning(module, key)
        for value in (
            *_items(there, key, apps),
            *_keywords(there, key, apps),
            *_loaded(there, key, given),
        )
    ]
    return ResolvedValues.sum(parts).behind((module.hop(node, f'config["{key}"]'),))


def _items(module: Module, key: str, apps: _Apps) -> Iterator[cst.BaseExpression]:
    """`app.config["X"] = value`."""
    yield from (one.value for one in _changes(module, key, apps) if one.value)


def _is_added_to(module: Module, key: str, apps: _Apps) -> bool:
    """`app.config["X"] += value`."""
    parents = module.symbols.parents
    every = _changes(module, key, apps)
    return any(isinstance(parents.get(one.target), cst.AugAssign) for one in every)


def _changes(module: Module, key: str, apps: _Apps) -> Iterator[Mutation]:
    for text, mutations in tuple(module.symbols.mutations.items()):
        for one in mutations if text.endswith(_CONFIG) else ():
            target = one.target
            if not isinstance(target, cst.Subscript):
                continue
            index = target.slice[0].slice
            is_key = isinstance(index, cst.Index) and text_of(index.value) == key
            if is_key and _may_be_of(apps, module, target.value):
                yield one


def _keywords(module: Module, key: str, apps: _Apps) -> Iterator[cst.BaseExpression]:
    """`app.config.from_mapping(X=value)`, `app.config.update(X=value)`."""
    for method in readers("flask", "setters"):
        for call in module.symbols.by_called.get(method, ()):
            if dotted(call.func).endswith(f"{_CONFIG}.{method}") and _is_on(module, call, apps):
                yield from (a.value for a in call.args if a.keyword and a.keyword.value == key)


def _is_on(module: Module, call: cst.Call, apps: _Apps) -> bool:
    """Whether a method can be called on a configuration of one of `apps`."""
    called = call.func
    return not isinstance(called, cst.Attribute) or _may_be_of(apps, module, called.value)


def _loaded(module: Module, key: str, given: frozenset[str] | None) -> Iterator[cst.BaseExpression]:
    """What a class or a module holds that `app.config.from_object(…)` is given.

    Args:
        given: The names of these; None where no application is given any, so that it is a module
            that is named for it.
    """
    stem = module.source.path.stem
    is_named = given is None and stem.startswith(_NAMES)
    names = given or frozenset()
    scopes = [one.scope for one in module.classes if is_named or one.node.name.value in names]
    if is_named or stem in names:
        scopes.append(module.symbols.root)
    for scope in scopes:
        for one in scope.definitions.get(key, ()):
            if one.kind in _SET and one.value is not None:
                yield one.value


def _given(module: Module, apps: _Apps) -> Iterator[str]:
    """The names of the classes and modules that configurations are loaded from."""
    for text in _firsts(module, readers("flask", "loaders"), apps):
        yield text.rpartition(".")[2]
    for text in _firsts(module, readers("flask", "files"), apps):
        yield text.partition(".")[0]


def _firsts(module: Module, methods: frozenset[str], apps: _Apps) -> Iterator[str]:
    """What calls of some methods anywhere in the project are given first."""
    for method in methods:
        for there in mentioning(module, method):
            calls = there.symbols.by_called.get(method, ())
            for call in (one for one in calls if _is_on(there, one, apps)):
                yield from (text_of(one.value) or dotted(one.value) for one in call.args[:1])
