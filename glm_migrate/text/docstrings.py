"""Docstrings that are read by people, also where Python runs with `-OO` and drops them."""

from __future__ import annotations

import sys


def of_module(name: str) -> str:
    """The docstring of an imported module; empty for none."""
    found = sys.modules[name].__doc__
    return _read(name) if found is None else found


def of_command(module: str) -> str:
    """The docstring of the function `command` of an imported module, read off its source."""
    return _read(module, "command")


def _read(module: str, function: str = "") -> str:
    import ast
    import inspect

    tree = ast.parse(inspect.getsource(sys.modules[module]))
    nodes = (one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == function)
    return ast.get_docstring(next(nodes, tree)) or ""
