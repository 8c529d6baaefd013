"""The parsed files of a project: each parsed at most once, and only when a value leads to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import (
    Assumption,
    Class,
    Module,
    Program,
    Query,
    Resolver,
)
from glm_migrate.analysis.python.dataflow.limits import STEPS_TO_PARSE
from glm_migrate.analysis.python.dataflow.query_progress import WorkBudget
from glm_migrate.analysis.python.dataflow.resolver import ModuleResolver
from glm_migrate.analysis.python.dataflow.settings_modules import (
    documents_module,
    environment_module,
    file_module,
    record_module,
)
from glm_migrate.analysis.python.semantics.deferred_bodies import Body
from glm_migrate.analysis.python.semantics.scopes import Definition
from glm_migrate.errors import FileError
from glm_migrate.project.module_index import Project
from glm_migrate.project.settings_index import environment_files, named_files
from glm_migrate.text.source import Source, Span

_Make = Callable[[Source, Program, Callable[[Module], Resolver]], Module | None]


class ParsedProgram:
    """Modules by file."""

    def __init__(
        self, project: Project, unasked: Callable[[Source], Sequence[Body]] = lambda source: ()
    ) -> None:
        """The files of `project`.

        Args:
            unasked: Tells the bodies of functions that need not be read before they are asked for.
        """
        self.project = project
        self.unasked = unasked
        self.budget = WorkBudget()
        self.query = Query(self.budget)
        self._modules: dict[int, Module | None] = {}
        self._assumptions: list[Assumption | None] = []
        self._imported: dict[tuple[Path, str], Module | None] = {}
        self._documents: dict[tuple[Path, str], Module | None] = {}
        self._environments: dict[Path, tuple[Module, ...]] = {}
        self._records: dict[tuple[int, Span], Module | None] = {}

    @contextmanager
    def fresh_query(self) -> Iterator[None]:
        """A question of its own, whose answer does not depend on what led to it."""
        outer, self.query = self.query, Query(self.budget)
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

    @contextmanager
    def assuming(self, assumption: Assumption | None) -> Iterator[None]:
        """Questions about a call for which `assumption` holds."""
        with self.fresh_query():
            self.query.assumption = assumption
            self._assumptions.append(assumption)  # what is remembered is told apart by it
            yield

    def allowed(
        self, module: Module, definitions: Sequence[Definition], depth: int
    ) -> Sequence[Definition]:
        """The definitions of `module` that can have run where the assumption holds."""
        assumption = self.query.assumption
        if assumption is None:
            return definitions
        return [one for one in definitions if assumption.allows(module, one, depth)]

    def module(self, source: Source) -> Module:
        """The module of a file that is checked.

        Raises:
            UnparsableSource: it is not valid Python.
            NotReproducible: LibCST can't give back its bytes.
        """
        module = self._modules.get(id(source))
        if module is None:
            module = self._modules[id(source)] = Module(source, self, ModuleResolver)
        return module

    def imported(self, importer: Module, name: str) -> Module | None:
        """The module `name` as `importer` sees it; None where it is not in the project."""
        key = (importer.folder, name)
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

    def settings_file(self, importer: Module, path: str, several: bool = False) -> Module | None:
        """The one settings file that `path` means to `importer`; None where that is not plain.

        Args:
            several: Its one root is the list of its documents.
        """
        if not self.project.reads_settings:
            return None
        found = named_files(self.project, importer.source.path, path)
        make = documents_module if several else file_module
        return self._document(found[0], make) if len(found) == 1 else None

    def record_in(self, holder: Module, text: cst.SimpleString) -> Module | None:
        """The record that a text of a file is as JSON; None where it is none."""
        key = (id(holder), holder.span(text))
        if key not in self._records:
            self.query.charge(STEPS_TO_PARSE)
            self._records[key] = record_module(holder, text, self, ModuleResolver)
        return self._records[key]

    def environment(self, importer: Module) -> Sequence[Module]:
        """The files that set variables of the program to which `importer` belongs."""
        if not self.project.reads_settings:
            return ()
        path = importer.source.path
        key = path if importer.is_document else path.parent
        if key not in self._environments:
            paths = environment_files(self.project, path)
            found = (self._document(one, environment_module) for one in paths)
            self._environments[key] = tuple(one for one in found if one is not None)
        return self._environments[key]

    def _document(self, path: Path, make: _Make) -> Module | None:
        key = (path, make.__name__)
        if key not in self._documents:
            source = self.project.source(path)
            self._documents[key] = make(source, self, ModuleResolver) if source else None
        return self._documents[key]

    def _quietly(self, source: Source) -> Module | None:
        """A module that is only asked for values: a file that can't be parsed has none to give."""
        if id(source) not in self._modules:
            self.query.charge(STEPS_TO_PARSE)
            try:
                self._modules[id(source)] = Module(source, self, ModuleResolver)
            except FileError:
                self._modules[id(source)] = None
        return self._modules[id(source)]
