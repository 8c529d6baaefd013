"""Code → its symbol table."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import Scope, SymbolTable
from glm_migrate.analysis.python.semantics.symbol_collection import Collector


def collect(code: str) -> SymbolTable:
    return Collector().collect(cst.parse_module(code))


def scope_named(names: SymbolTable, name: str) -> Scope:
    return next(scope for scope in names.scopes.values() if scope.name == name)
