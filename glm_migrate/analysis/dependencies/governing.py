"""Which versions of a package some code runs with: what the nearest files that declare it ask for.

Only read here: besides the files that can be edited these are `setup.py`, constraints, conda
environments and the header of a script. Lock files are not read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from glm_migrate.analysis.dependencies.entries import DependencyEntry, entries
from glm_migrate.analysis.dependencies.setup_file import parsed
from glm_migrate.analysis.dependencies.specifiers import canonical, parse_requirement
from glm_migrate.errors import FileError
from glm_migrate.model.dependencies import Constraint
from glm_migrate.project.file_kinds import SETUP, is_dependency_file
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source, Span
from glm_migrate.text.toml import NotToml
from glm_migrate.text.toml_values import toml_strings

Reader = Callable[[Source], Iterator[DependencyEntry]]

_FOLDER = "requirements"
_CONDA = re.compile(r"(?:[\w.-]*[-_.])?(?:environment|conda)(?:[-_.][\w-]*)?\.ya?ml")
_CONSTRAINTS = re.compile(r"(?:[\w.-]*[-_.])?constraints?(?:[-_.][\w.-]*)?\.(?:txt|in)")
_ITEM = re.compile(r"^[ \t]*-[ \t]*[\"']?([^\"'#\r\n]+)", re.MULTILINE)
# https://peps.python.org/pep-0723/#reference-implementation
_HEADER = re.compile(r"(?m)^# /// script\r?$\s(?P<text>(?:^#(?:| .*)\r?$\s)+)^# ///\r?$")


class Declarations:
    """What the files of a project declare."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[tuple[Path, str], tuple[Constraint, ...]] = {}

    def of(self, module: Path, package: str) -> tuple[Constraint, ...]:
        """What the nearest declaration above the file `module` asks for; nothing where none is."""
        name, source = canonical(package), self._project.source(module)
        own = _constraints(_header(source), name) if source else ()
        return own or self._above(module.absolute().parent, name)

    def _above(self, folder: Path, name: str) -> tuple[Constraint, ...]:
        if (folder, name) not in self._known:
            found = _constraints(self._declared_in(folder), name)
            is_top = folder.parent == folder or ".git" in self._project.beside(str(folder))
            if not found and not is_top:
                found = self._above(folder.parent, name)
            self._known[folder, name] = found
        return self._known[folder, name]

    def _declared_in(self, folder: Path) -> Iterator[DependencyEntry]:
        """The dependencies that the files of a directory declare for the code below it."""
        for place in (folder, folder / _FOLDER):
            for name in _declaring(self._project.beside(str(place)), place.name):
                path = self._project.known(str(place / name))
                reader, source = _reader_of(place / name), path and self._project.source(path)
                if reader and source:
                    yield from _quietly(reader, source)


@lru_cache(maxsize=4096)
def _declaring(names: frozenset[str], folder: str) -> tuple[str, ...]:
    """Those of the names in a directory of a name that are files with dependencies.

    Asked for the same directory by every unit of work, and a directory can hold thousands.
    """
    return tuple(name for name in sorted(names) if _reader_of(Path(folder, name)))


def _constraints(declared: Iterable[DependencyEntry], name: str) -> tuple[Constraint, ...]:
    return tuple(
        tuple((clause.operator, clause.version) for clause in entry.clauses)
        for entry in declared
        if entry.name == name
    )


def _quietly(reader: Reader, source: Source) -> Iterator[DependencyEntry]:
    """A file that can't be read declares nothing here; whoever checks it says so."""
    try:
        yield from reader(source)
    except FileError:
        return


def _reader_of(path: Path) -> Reader | None:
    if is_dependency_file(path) or _CONSTRAINTS.fullmatch(path.name):
        return entries
    if path.name == SETUP:
        return _setup
    return _conda if _CONDA.fullmatch(path.name) else None


def _setup(source: Source) -> Iterator[DependencyEntry]:
    """The requirements among the texts of a `setup.py`."""
    tree = parsed(source.text)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _required(source, node.value.splitlines())


def _conda(source: Source) -> Iterator[DependencyEntry]:
    """The items of the lists of an environment; those of conda itself have other operators."""
    return _required(source, _ITEM.findall(source.text))


def _header(source: Source) -> Iterator[DependencyEntry]:
    """The dependencies in the header of a script."""
    match = _HEADER.search(source.text) if "/// script" in source.text else None
    if match is None:
        return
    lines = match["text"].splitlines()
    text = "\n".join(line[2:] if line.startswith("# ") else line[1:] for line in lines)
    try:
        strings = toml_strings(text.encode())
    except NotToml:
        return
    yield from _required(source, [one.value for one in strings if one.path[0] == "dependencies"])


def _required(source: Source, texts: Iterable[str]) -> Iterator[DependencyEntry]:
    """Requirements that are only read: their spans mean nothing."""
    for text in texts:
        if found := parse_requirement(text.strip()):
            yield DependencyEntry(found.name, Span(0, 0), found.clauses)
