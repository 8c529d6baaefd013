"""Where a variable is read, as far as its module shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Alias
from glm_migrate.analysis.python.semantics.scopes import dotted


def reads(alias: Alias) -> Iterator[cst.Name | cst.Attribute]:
    """The places of the file that read what `alias` holds, without those that only change it."""
    changed = alias.module.symbols.changed(alias.text)
    for use in uses(alias):
        if id(use) not in changed:
            yield use


def uses(alias: Alias) -> Sequence[cst.Name | cst.Attribute]:
    """The places that name the variable, and those that read an attribute of its name."""
    symbols, name = alias.module.symbols, alias.text.rpartition(".")[2]
    named = symbols.uses_of(name, alias.scope) if alias.scope is not None else ()
    if alias.scope is None and alias.owner is None:
        return [one for one in symbols.uses_of(name, None) if dotted(one) == alias.text]
    if "." in alias.text or alias.owner is not None or is_of_module(alias):
        return [*named, *symbols.uses_of(name, None)]
    return named


def is_of_module(alias: Alias) -> bool:
    """Whether it is a variable of the module itself."""
    return alias.scope is not None and alias.scope.kind == "module"
