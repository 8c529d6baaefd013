"""The parsed files of a project: each parsed at most once, and only when a value leads to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from glm_migrate.analysis.python.dataflow.module import Tree
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
class Search:
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
    circles: set[Key] = field(default_factory=set)
    cut: bool = False

    def may_go_on(self, depth: int) -> bool:
        """Count a step; false when the question asked at depth 0 took too many."""
        self.steps = 1 if depth == 0 else self.steps + 1
        self.cut = self.cut or self.steps > MAX_STEPS
        return self.steps <= MAX_STEPS


class Workspace:
    """Trees by file."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.search = Search()
        self._trees: dict[int, Tree | None] = {}
        self._modules: dict[tuple[Path, str], Tree | None] = {}

    @contextmanager
    def fresh_search(self) -> Iterator[None]:
        """A question of its own, whose answer does not depend on what led to it."""
        outer, self.search = self.search, Search()
        try:
            yield
        finally:
            self.search = outer

    @contextmanager
    def as_instance(self, klass: Class | None) -> Iterator[None]:
        """Read code in which `self` is an instance of `klass`, or no known one."""
        search = self.search
        outer, search.instance = search.instance, klass
        try:
            yield
        finally:
            search.instance = outer

    def tree(self, source: Source) -> Tree:
        """The tree of a file that is checked.

        Raises:
            UnparsableSource: it is not valid Python.
            NotReproducible: LibCST can't give back its bytes.
        """
        tree = self._trees.get(id(source))
        if tree is None:
            tree = self._trees[id(source)] = Tree(source, self)
        return tree

    def module(self, importer: Tree, name: str) -> Tree | None:
        """The module `name` as `importer` sees it; None where it is not in the project."""
        key = (importer.source.path.parent, name)
        if key not in self._modules:
            source = self.project.module(importer.source.path, name)
            self._modules[key] = self._quietly(source) if source is not None else None
        return self._modules[key]

    def mentioning(self, word: str) -> Iterator[Tree]:
        """The checked files in whose text `word` stands."""
        for source in self.project.mentioning(word):
            tree = self._quietly(source)
            if tree is not None:
                yield tree

    def _quietly(self, source: Source) -> Tree | None:
        """A tree that is only asked for values: a file that can't be parsed has none to give."""
        if id(source) not in self._trees:
            self.search.steps += _STEPS_TO_PARSE
            try:
                self._trees[id(source)] = Tree(source, self)
            except FileError:
                self._trees[id(source)] = None
        return self._trees[id(source)]
