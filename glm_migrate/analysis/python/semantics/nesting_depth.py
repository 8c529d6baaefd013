"""How deep nodes stand in each other: LibCST takes a time that grows with the square of it.

A sum of 4,000 terms takes it 2.3 seconds, one of 8,000 takes 10 (LibCST 1.9, 2026-11-29). The
interpreter refuses to compile sums of 4,000 (CPython 3.10 to 3.12) or 20,000 (3.13), and tells at
once.
"""

from __future__ import annotations

import ast
import warnings

from glm_migrate.analysis.limits import MAX_NESTING


def is_too_deep(text: str) -> bool:
    """Whether nodes stand in more than `MAX_NESTING` others; False for a text without a tree."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (RecursionError, MemoryError):
        return True
    except (SyntaxError, ValueError):
        return False
    level: list[ast.AST] = [tree]
    for _ in range(MAX_NESTING):
        level = [inner for node in level for inner in ast.iter_child_nodes(node)]
        if not level:
            return False
    return True
