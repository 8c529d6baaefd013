"""What a chain of names stands for by the imports of its module alone."""

from __future__ import annotations

import libcst as cst

from glm_migrate.analysis.python.semantics.scopes import Kind, ProgramPoint, dotted


def full_name(node: cst.CSTNode, point: ProgramPoint) -> str:
    """`yaml.safe_load` for `safe_load` and `y.safe_load`; the chain itself without an import."""
    name = dotted(node)
    first, _, rest = name.partition(".")
    scope = point.scope.lookup(first) if first else None
    for definition in scope.definitions[first] if scope is not None else ():
        if definition.kind is not Kind.IMPORT:
            continue
        base = definition.module
        if definition.member:
            base = f"{base}.{definition.member}"
        elif base.partition(".")[0] == first:
            base = first  # `import os.path` binds `os`
        return f"{base}.{rest}" if rest else base
    return name
