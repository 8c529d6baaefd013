"""The parsed files of a project: each parsed at most once, and only when a value leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from glm_migrate.analysis.python.dataflow.module import Module
from glm_migrate.errors import FileError
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.classes import Class

# Steps of one search; the deepest in real code take some hundreds. Parsing a file counts as many.
MAX_STEPS = 3_000
_STEPS_TO_PARSE = 100


# What is being found: of which thing, what of it, as an instance of which class.
Key = tuple[int, str, int]


@dataclass(eq=False)
class Query:
    """One question and all that it leads to.

    Attributes:
        open: What is being found; asked for again, it is a circle and adds nothing.
        instance: The class whose instance `self` is in the code that is being read.
        circles: What was asked for again within itself; until the first asking of it is answered,
            an answer holds for this question only.
        cut: A limit was met, so the answer holds for this question only.
    """

    steps: int = 0
    open: set[Key] = field(default_factory=set)
    instance: Class | None = None
    cycles: set[Key] = field(default_factory=set)
    cut: bool = False

    def may_go_on(self, depth: int) -> bool:
        """Count a step; false when the question asked at depth 0 took too many."""
        self.steps = 1 if depth == 0 else self.steps + 1
        self.cut = self.cut or self.steps > MAX_STEPS
        return self.steps <= MAX_STEPS


class Program:
    """Trees by file."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.query = Query()
        self._modules: dict[int, Module | None] = {}
        self._imported: dict[tuple[Path, str], Module | None] = {}

    @contextmanager
    def fresh_query(self) -> Iterator[None]:
        """A question of its own, whose answer does not depend on what led to it."""
        outer, self.query = self.query, Query()
        try:
            yield
        finally:
            self.query = outer

    @contextmanager
    def as_instance(self, klass: Class | None) -> Iterator[None]:
        """Read code in which `self` is an instance of `klass`, or no known one."""
        query = self.query
        outer, query.instance = query.instance, klass
        try:
            yield
        finally:
            query.instance = outer

    def module(self, source: Source) -> Module:
        """The module of a file that is checked.

        Raises:
            UnparsableSource: it is not valid Python.
            NotReproducible: LibCST can't give back its bytes.
        """
        module = self._modules.get(id(source))
        if module is None:
            module = self._modules[id(source)] = Module(source, self)
        return module

    def imported(self, importer: Module, name: str) -> Module | None:
        """The module `name` as `importer` sees it; None where it is not in the project."""
        key = (importer.source.path.parent, name)
        if key not in self._imported:
            source = self.project.module(importer.source.path, name)
            self._imported[key] = self._quietly(source) if source is not None else None
        return self._imported[key]

    def mentioning(self, word: str) -> Iterator[Module]:
        """The checked files in whose text `word` stands."""
        for source in self.project.mentioning(word):
            module = self._quietly(source)
            if module is not None:
                yield module

    def _quietly(self, source: Source) -> Module | None:
        """A module that is only asked for values: a file that can't be parsed has none to give."""
        if id(source) not in self._modules:
            self.query.steps += _STEPS_TO_PARSE
            try:
                self._modules[id(source)] = Module(source, self)
            except FileError:
                self._modules[id(source)] = None
        return self._modules[id(source)]
