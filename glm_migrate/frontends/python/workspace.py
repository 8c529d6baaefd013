"""The parsed files of a project: each parsed at most once, and only when a value leads to it."""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.errors import FileError
from glm_migrate.frontends.python.tree import Tree
from glm_migrate.project import Project
from glm_migrate.source import Source

# Steps of one search; the deepest in real code take some hundreds.
MAX_STEPS = 20_000


class Workspace:
    """Trees by file."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._trees: dict[int, Tree | None] = {}
        self._steps = 0

    def may_go_on(self, depth: int) -> bool:
        """Count a step of a search; false when the question asked at depth 0 took too many."""
        self._steps = 1 if depth == 0 else self._steps + 1
        return self._steps <= MAX_STEPS

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
        source = self.project.module(importer.source.path, name)
        return self._quietly(source) if source is not None else None

    def mentioning(self, word: str) -> Iterator[Tree]:
        """The checked files in whose text `word` stands."""
        for source in self.project.mentioning(word):
            tree = self._quietly(source)
            if tree is not None:
                yield tree

    def _quietly(self, source: Source) -> Tree | None:
        """A tree that is only asked for values: a file that can't be parsed has none to give."""
        if id(source) not in self._trees:
            try:
                self._trees[id(source)] = Tree(source, self)
            except FileError:
                self._trees[id(source)] = None
        return self._trees[id(source)]
