"""Code → what the Python front end makes of it, for the tests of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.dataflow.program import ParsedProgram
from glm_migrate.analysis.python.extract.literals import value_at
from glm_migrate.model.values import Value
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source


def source(code: str, name: str = "example.py") -> Source:
    return Source.decode(Path(name), code.encode())


def module(code: str, **modules: str) -> Module:
    """`code` as a tree, with other modules of its project beside it."""
    main = source(code)
    others = [source(text, f"{name}.py") for name, text in modules.items()]
    return ParsedProgram(Project([main, *others])).module(main)


def uses(where: Module, called: str = "use") -> Iterator[cst.Call]:
    """The calls `use(…)` of a tree."""
    yield from where.symbols.by_called[called]


def used(code: str, **modules: str) -> Value:
    """What the last argument of the last `use(…)` can be."""
    where = module(code, **modules)
    call = list(uses(where))[-1]
    return value_at(where, call.args[-1].value, where.symbols.points[call])
