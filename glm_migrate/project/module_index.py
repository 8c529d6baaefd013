"""Which file a module is, and which files must be read together because one imports the other.

Pure: files come in through `load`. A module is looked for from the importing file outwards, so two
packages of one name in one tree don't mix.
"""

# Places stay strings here: most hold nothing, and a `Path` costs more than the question.
# ruff: noqa: PTH118, PTH119, PTH120

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path, PurePath

from glm_migrate.project.file_kinds import may_be_read
from glm_migrate.text.file_suffixes import MODULE
from glm_migrate.text.source import Source

Load = Callable[[Path], Source | None]
Names = Callable[[str], Collection[str]]

# Directories that are put on the import path without being packages.
_LAYOUTS = ("", "src", "lib", "python")
_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\r\n#;]*)"
    rb"|import[ \t]+([\w., \t]+))",
    re.MULTILINE,
)
_NAME = re.compile(rb"\w+")


class Project:
    """The files that one run may look at.

    Attributes:
        files: Those that are checked.
        every: These, and others that are read for the values that they hold or use. Values may
            come from yet other files, through `load`; `names` tells what lies in a directory, so
            that not every file has to be tried.
        tested: The names that tests read; None where no test was looked at.
        reads_settings: Values may come from settings files.
    """

    def __init__(
        self,
        sources: Iterable[Source],
        load: Load | None = None,
        context: Iterable[Source] = (),
        tested: frozenset[str] | None = None,
        names: Names | None = None,
        *,
        reads_settings: bool = True,
    ) -> None:
        self.tested = tested
        self._sources: dict[Path, Source | None] = {source.path: source for source in sources}
        self.files = tuple(self._sources)
        self._sources |= {source.path: source for source in context}
        self.every = tuple(self._sources)
        self._load = load
        self._names = names
        self.reads_settings = reads_settings
        self._given = {str(path.absolute()): path for path in self.every}
        self._beside: dict[str, frozenset[str]] | None = None
        self._modules: dict[tuple[Path, str], Source | None] = {}
        self._mentioning: dict[str, list[Source]] = {}

    def with_files(self, sources: Mapping[Path, Source]) -> Project:
        """The same project with other texts of its files."""
        context = [s for path in self.every if path not in self.files and (s := self.source(path))]
        return Project(
            sources.values(),
            self._load,
            context,
            self.tested,
            self._names,
            reads_settings=self.reads_settings,
        )

    def source(self, path: Path) -> Source | None:
        """The file at `path`, read once; None where there is none that can be read."""
        if path not in self._sources:
            self._sources[path] = self._load(path) if self._load else None
        return self._sources[path]

    def module(self, importer: Path, name: str) -> Source | None:
        """The file of the module `name` (with leading dots when relative) as `importer` sees it."""
        key = (importer.parent, name)
        if key not in self._modules:  # most names are of other people's packages: nowhere here
            self._modules[key] = next(self._found(importer, name), None)
        found = self._modules[key]
        if found is not None and found.path.absolute() == importer.absolute() and name[0] != ".":
            others = (one for one in self._found(importer, name) if one is not found)
            return next(others, None)  # no module imports itself: another one is meant
        return found

    def _found(self, importer: Path, name: str) -> Iterator[Source]:
        for place in candidate_paths(str(importer.absolute()), name):
            source = self._at(place)
            if source is not None and not self._is_hidden(place, name):
                yield source

    def _at(self, place: str) -> Source | None:
        path = self._given.get(place) or self._on_disk(place)
        return self.source(path) if path else None

    def _is_hidden(self, place: str, name: str) -> bool:
        """Whether `openai` means the library although a package has an `openai.py` there."""
        top = name.partition(".")[0]
        if not top or not (top in sys.stdlib_module_names or is_library(top)):
            return False
        inner = place[: -len("/__init__.py")] if place.endswith("__init__.py") else place
        for _ in name.split("."):
            inner = os.path.dirname(inner)
        return self._at(os.path.join(inner, "__init__.py")) is not None

    def _on_disk(self, place: str) -> Path | None:
        """The path of a file that may exist."""
        folder, name = os.path.split(place)
        return None if self._names and name not in self._names(folder) else Path(place)

    def beside(self, folder: str) -> frozenset[str]:
        """The names in a directory: of the given files, and those that `names` tells."""
        if self._beside is None:
            found: dict[str, set[str]] = defaultdict(set)
            for place in self._given:
                above, name = os.path.split(place)
                found[above].add(name)
            self._beside = {above: frozenset(names) for above, names in found.items()}
        given = self._beside.get(folder, frozenset())
        others = frozenset(self._names(folder)) if self._names else frozenset()
        return others if given <= others else given | others

    def known(self, place: str) -> Path | None:
        """The path of the file at an absolute place, where there is one."""
        return self._given.get(place) or (self._on_disk(place) if self._names else None)

    def names_in(self, folder: str) -> Iterable[str]:
        """What lies in a folder; of a project that is not on disk its own files."""
        if self._names is not None:
            return self._names(folder)
        parts = map(os.path.split, self._given)
        return [name for above, name in parts if above == folder]

    def mentioning(self, word: str) -> Sequence[Source]:
        """The code in whose text `word` stands, without files that `load` would find."""
        if word not in self._mentioning:
            needle = word.encode()
            self._mentioning[word] = [one for one in self._code if needle in one.utf8]
        return self._mentioning[word]

    @cached_property
    def _code(self) -> list[Source]:
        """The given files that hold no tables."""
        given = (self._sources[path] for path in self.every if not may_be_read(path))
        return [source for source in given if source is not None]


@cache
def is_library(name: str) -> bool:
    """Whether it is the package of a client library that is known."""
    from glm_migrate import knowledge

    names = (*knowledge.constructors(), *knowledge.functions())
    return name in {one.partition(".")[0] for one in names}


def nearest(importer: str, name: str, places: Collection[str]) -> str | None:
    """The first of `candidate_paths` that is among `places`."""
    inner = name.lstrip(".").replace(".", os.sep)
    ends = (f"{os.sep}{inner}{MODULE}", f"{os.sep}{inner}{os.sep}__init__.py")
    if inner and not any(place.endswith(ends) for place in places):
        return None  # told by text: most names are of other people's packages
    return next((one for one in candidate_paths(importer, name) if one in places), None)


def candidate_paths(importer: str, name: str) -> Iterator[str]:
    """Where the module `name` can lie for the file at the path `importer`, the likeliest first."""
    bare = name.lstrip(".")
    inner = bare.replace(".", os.sep)
    level = len(name) - len(bare)
    folder = os.path.dirname(importer)
    if level:
        for _ in range(level - 1):
            folder = os.path.dirname(folder)
        yield from _files(folder, inner)
        return
    while True:
        for layout in _LAYOUTS:
            yield from _files(os.path.join(folder, layout) if layout else folder, inner)
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def _files(folder: str, inner: str) -> Iterator[str]:
    base = os.path.join(folder, inner) if inner else folder
    if inner:
        yield f"{base}{MODULE}"
    yield os.path.join(base, "__init__.py")


def imports(data: bytes) -> Iterator[str]:
    """The modules that a file may import, each also with the member's name behind it.

    Read off the bytes: an import in a string or comment is one too many, which costs a look.
    """
    for match in _IMPORT.finditer(data):
        module, members, plain = match.groups()
        if plain is not None:
            for part in plain.split(b","):
                yield part.split(b" as ")[0].strip().decode(errors="replace")
            continue
        base = module.decode(errors="replace")
        yield base
        glue = "" if base.endswith(".") or not base else "."
        for member in _NAME.findall(members):
            yield f"{base}{glue}{member.decode(errors='replace')}"


class Imports:
    """Which of some files import which, found once for all ways to group them.

    Args:
        files: Path → bytes, in the order in which they are to be reported.
        sources: Those that can hold a value of interest (default: all). An import between two
            others joins nothing.
    """

    def __init__(self, files: Mapping[Path, bytes], sources: frozenset[Path] | None = None) -> None:
        self._files = tuple(files)
        self._full = {path: str(path.absolute()) for path in files}
        self._by_stem: dict[str, dict[str, Path]] = defaultdict(dict)
        for path in files:
            self._by_stem[_stem(path)][self._full[path]] = path
        self._found: dict[tuple[str, str], Path | None] = {}
        self._joined = [
            (path, other)
            for path, data in files.items()
            for other in self._imported(path, data)
            if sources is None or path in sources or other in sources
        ]

    def groups(self, without: Collection[Path] = ()) -> list[tuple[Path, ...]]:
        """The files split into sets that import each other, directly or through one another."""
        parent = {path: path for path in self._files if path not in without}
        for one, other in self._joined:
            if one in parent and other in parent:
                _join(parent, one, other)
        result: dict[Path, list[Path]] = defaultdict(list)
        for path in parent:
            result[_root(parent, path)].append(path)
        return [tuple(group) for group in result.values()]

    def _imported(self, path: Path, data: bytes) -> Iterator[Path]:
        importer = self._full[path]
        folder = os.path.dirname(importer)
        for name in dict.fromkeys(imports(data)):
            key = (folder, name)
            if key not in self._found:
                self._found[key] = self._known(importer, name)
            if (other := self._found[key]) is not None:
                yield other

    def _known(self, importer: str, name: str) -> Path | None:
        """The file among the known ones that `name` means."""
        stem = name.rpartition(".")[2] or os.path.basename(os.path.dirname(importer))
        near = self._by_stem.get(stem)
        place = nearest(importer, name, near) if near else None
        return near[place] if near and place else None


def _stem(path: PurePath) -> str:
    return path.parent.name if path.name == "__init__.py" else path.stem


def _root(parent: dict[Path, Path], path: Path) -> Path:
    while parent[path] != path:
        parent[path] = parent[parent[path]]
        path = parent[path]
    return path


def _join(parent: dict[Path, Path], one: Path, other: Path) -> None:
    first, second = _root(parent, one), _root(parent, other)
    if first != second:
        parent[second] = first
