"""The variables that hold an id: one that a call was followed to, and those it is handed on to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.aliases import flows
from glm_migrate.analysis.python.dataflow.interface import Alias, Class, mentioning
from glm_migrate.analysis.python.dataflow.reads import is_of_module
from glm_migrate.analysis.python.semantics.scopes import Kind, dotted


def handed_on(alias: Alias) -> Iterator[Alias]:
    """The variables that are given what one variable holds."""
    others = [flow.name for flow in flows(alias) if flow.name is not None]
    yield from (*others, *imports(alias), *_setters((alias, *others)))


def imports(alias: Alias) -> tuple[Alias, ...]:
    """The names under which other modules import a variable of a module; remembered."""
    if not is_of_module(alias) or "." in alias.text:
        return ()
    return alias.module.remembered(imports, alias.text, lambda: tuple(_imports(alias)), in_cycle=())


def _imports(alias: Alias) -> Iterator[Alias]:
    for module in mentioning(alias.module, alias.text):
        root = module.symbols.root
        for definitions in root.definitions.values():
            for one in definitions:
                is_named = one.kind is Kind.IMPORT and one.member == alias.text
                if is_named and module.program.imported(module, one.module) is alias.module:
                    yield Alias(module, one.name, module.end, root)


def _setters(targets: Iterable[Alias]) -> Iterator[Alias]:
    """The parameters of the properties that an assignment to an attribute runs."""
    for target in targets:
        name = target.text.rpartition(".")[2]
        owner = _owner(target)
        for klass in owner.ancestors if owner is not None else ():
            for definition in klass.scope.definitions.get(name, ()):
                node = definition.node
                if isinstance(node, cst.FunctionDef) and _is_setter(node):
                    scope = klass.module.symbols.scopes[node]
                    taken = [one.name.value for one in node.params.params[1:2]]
                    point = replace(definition.point, scope=scope)
                    yield from (Alias(klass.module, one, point, scope) for one in taken)


def _owner(alias: Alias) -> Class | None:
    """The class of an attribute, which may stand in another file than the use that was followed."""
    if alias.owner is None:
        return None
    modules = mentioning(alias.module, alias.owner.name.value)
    classes = (klass for module in modules for klass in module.classes)
    return next((klass for klass in classes if klass.node is alias.owner), None)


def _is_setter(node: cst.FunctionDef) -> bool:
    return any(dotted(one.decorator).endswith(".setter") for one in node.decorators)
