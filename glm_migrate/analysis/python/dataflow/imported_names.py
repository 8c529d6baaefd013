"""What a chain of names stands for by the imports of its module alone."""

from __future__ import annotations

from collections.abc import Collection

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import ProgramPoint, dotted


def full_name(node: cst.CSTNode, point: ProgramPoint) -> str:
    """`yaml.safe_load` for `safe_load` and `y.safe_load`; the chain itself without an import."""
    name = dotted(node)
    first, _, rest = name.partition(".")
    scope = point.scope.lookup(first) if first else None
    definition = scope.imports.get(first) if scope is not None else None
    if definition is None:
        return name
    base = definition.module
    if definition.member:
        base = f"{base}.{definition.member}"
    elif base.partition(".")[0] == first:
        base = first  # `import os.path` binds `os`
    return f"{base}.{rest}" if rest else base


def is_one_of(call: cst.Call, point: ProgramPoint, names: Collection[str]) -> bool:
    """Whether a call names one of `names`, as it stands there or by its imports."""
    name = dotted(call.func)
    if full_name(call.func, point) in names:
        return "." not in name or not _is_own(name.partition(".")[0], point)
    return name in names and "." not in name


def _is_own(name: str, point: ProgramPoint) -> bool:
    """Whether a name is a variable of the program, and no module."""
    scope = point.scope.lookup(name)
    return scope is not None and bool(scope.definitions[name]) and name not in scope.imports
