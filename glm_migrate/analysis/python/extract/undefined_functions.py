"""Functions of the program that nothing in sight defines: what they do with an id is not known.

A library is given an id to ask or to show it; a name that comes from nowhere, or from a module of
the program that is not there, may compare it with another one.
"""

from __future__ import annotations

import builtins
from collections.abc import Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, owner
from glm_migrate.knowledge.known_callables import callables

_HARMLESS = callables("prints", "prints-short", "logs", "given-by-notebook") | set(dir(builtins))


def undefined_reader(module: Module, read: cst.CSTNode) -> str:
    """The function that is given `read` and that nothing defines; empty for all others."""
    parents = module.symbols.parents
    argument = parents.get(read)
    call = parents.get(argument) if isinstance(argument, cst.Arg) else None
    if not isinstance(call, cst.Call):
        return ""
    if isinstance(call.func, cst.Attribute):
        return call.func.attr.value if _is_missing_method(module, call.func) else ""
    name = call.func.value if isinstance(call.func, cst.Name) else ""
    is_looked_at = name and name not in _HARMLESS
    return name if is_looked_at and _is_undefined(module, call, name) else ""


def _is_missing_method(module: Module, called: cst.Attribute) -> bool:
    """Whether no class of the family of `self` has a method, and all of them are seen."""
    own = owner(called.value, module.symbols.point(called).scope)
    if own is None or called.attr.value in _HARMLESS:
        return False
    klass = module.klass(own)
    bases = {one.node for one in klass.ancestors[1:]}
    named = sum(len(one.node.bases) for one in klass.ancestors)
    is_whole = named == len(bases) and not any(one.node.keywords for one in klass.ancestors)
    return is_whole and not module.resolver.attributes.definitions(klass, called.attr.value)


def _is_undefined(module: Module, call: cst.Call, name: str) -> bool:
    scope = module.symbols.point(call).scope.lookup(name)
    if scope is not None:
        return _is_out_of_sight(module, scope.definitions[name])
    stars = module.symbols.root.stars
    if not all(one.startswith(".") for one in stars):
        return False  # a library may have it
    return not module.resolver.resolve(call.func, module.symbols.point(call)).found


def _is_out_of_sight(module: Module, definitions: Sequence[Definition]) -> bool:
    """Whether a name is imported from a module of the same package that is not there."""
    return all(
        one.kind is Kind.IMPORT
        and one.module.startswith(".")
        and module.program.imported(module, one.module) is None
        for one in definitions
    )
