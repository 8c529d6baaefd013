"""What a chain of names stands for by the imports of its module alone."""

from __future__ import annotations

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
