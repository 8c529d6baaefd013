"""Which modules a GLM value can pass through: from the modules that hold one to those that call.

An id or an address stands in one module, a second one asks a chat model without ever saying "GLM",
and a third one joins the two. Here names are followed, not values: upwards from what holds a trace
to everything that imports and reads it, and from there down to the functions that it is handed to
and to those that ask a model. What comes out is a superset of what a value can reach.
"""

# Places stay strings here, as in `module_index`.
# ruff: noqa: PTH119, PTH120, PTH122

from __future__ import annotations

import ast
import os
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from glm_migrate.project import prefilter
from glm_migrate.project.module_facts import Import, Statement, StatementPart, statements
from glm_migrate.project.module_index import imports, nearest
from glm_migrate.text.kept import KeptByFile

# Bytes of the modules of one project that are read for the names in them. A service stays far
# below; in a framework for all vendors everything leads to everything, and what is not read is no
# more than a call that is not seen.
MAX_TRACED = 1 << 19

_FEW = 8  # names of a module, of which a statement is first asked whether it reads any
# Modules whose importers are searched for one by one; of more, all imports are read once.
_SEARCHED = 16


@dataclass(frozen=True)
class Held:
    """How a name holds a trace.

    Attributes:
        inside: A function or class has it in its code: whoever names that calls it, and no more;
            else its value, an instance or an attribute is the trace or has it.
        plain: Its attributes that hold none.
    """

    inside: bool = False
    plain: frozenset[str] = frozenset()


STATEMENTS = KeptByFile[tuple[Statement, ...] | None]()

Carried = dict[str, Held]  # by the names of one module
_Name = tuple[str, str]  # the path of a module and a name in it
_IMPORTS = (ast.Import, ast.ImportFrom)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class TraceGraph:
    """The modules of one project, by the absolute paths of their files."""

    def __init__(
        self,
        files: Iterable[str],
        read: Callable[[str], bytes | None],
        extra: Sequence[bytes] = (),
    ) -> None:
        """A graph of `files`.

        Args:
            read: The bytes of a file, None where it can't be read.
            extra: Further literals in lower case that are a trace, as in the byte search.
        """
        self._files = frozenset(files)
        self._read = cache(read)
        self._extra = extra
        self._by_stem: dict[str, set[str]] = defaultdict(set)
        for path in self._files:
            self._by_stem[_stem(path)].add(path)
        self._carried: dict[str, Carried] = {}
        self._statements: dict[str, tuple[Statement, ...]] = {}
        self._binders: dict[str, Mapping[str, list[Statement]]] = {}
        self._importers: dict[str, dict[str, set[str]]] = {}
        self._imports: dict[str, dict[str, list[str]]] = {}
        self._traced: dict[Statement, bool] = {}
        self._modules: dict[_Name, str | None] = {}  # by the importing folder and a module's name
        self._left = MAX_TRACED

    def reached(self, holders: Iterable[str]) -> frozenset[str]:
        """The files that a trace in `holders` can reach, without those that hand on none.

        The result names files of the graph; `holders` whose trace is only prose lead nowhere.
        """
        fresh = {path for path in sorted(holders) if self._grows(path)}
        while fresh:
            fresh = {path for path in sorted(self._readers(fresh)) if self._grows(path)}
        found = {path for path in self._carried if any(self._holding(path))}
        return frozenset({*found, *self._imported_by(found), *self._handed_on()})

    def _imported_by(self, readers: Iterable[str]) -> Iterator[str]:
        """The modules through which `readers` have the names that hold a trace."""
        waiting, seen = list(readers), set(readers)
        while waiting:
            path = waiting.pop()
            for one in (each for statement in self._of(path) for each in statement.imports):
                source = self._submodule(path, one) or self._module(path, one.module)
                if source and source not in seen and self._carried.get(source):
                    seen.add(source)
                    waiting.append(source)
                    yield source

    def _holding(self, path: str) -> Iterator[Statement]:
        """The statements of a module that hold a trace and do more than to import it."""
        carried = self._carried[path]
        for one in self._of(path):
            is_import = isinstance(one.node, _IMPORTS)
            if self._is_traced(one) or (not is_import and self._read_by(one, carried)):
                yield one

    def _grows(self, path: str) -> bool:
        """Whether more names of a module turn out to hold a trace, now that others do."""
        before = self._carried.get(path, {})
        carried = dict(before)
        for one in self._of(path):
            self._take_imported(path, one, carried)
        size = -1
        while size != len(carried):
            size = len(carried)
            for one in self._of(path):
                if (held := self._binding_as(one, carried)) is not None:
                    for name in one.binds:
                        carried.setdefault(name, held)
        self._carried[path] = carried
        return carried.keys() != before.keys()

    def _binding_as(self, statement: Statement, carried: Carried) -> Held | None:
        """How the names that a statement binds hold a trace; None where they hold none.

        What only calls a function that has one in its code does not pass it on.
        """
        read = self._read_by(statement, carried)
        if not read and not self._is_traced(statement):
            return None
        if copied := carried.get(statement.copies):
            return replace(copied, inside=False)
        if not isinstance(statement.node, _DEFINITIONS):
            return Held()
        plain = self._plain(statement, carried)
        if statement.fields.keys() - plain:
            return Held(plain=plain)
        is_direct = self._is_traced(statement) or not all(one.inside for one in read)
        return Held(inside=True) if is_direct else None

    def _read_by(self, statement: Statement, carried: Carried) -> list[Held]:
        """The names with a trace that a statement reads."""
        few = carried if len(carried) < _FEW else ()  # of many, each chain is looked up at once
        if few and statement.roots.isdisjoint(name.partition(".")[0] for name in few):
            return []
        return [held for chain in statement.reads if (held := _reads(chain, carried))]

    def _of(self, path: str) -> tuple[Statement, ...]:
        """The statements of a module; none where too many modules have been read already."""
        if path not in self._statements:
            data = self._read(path) or b""
            self._left -= len(data)
            self._statements[path] = (_kept(path, data) if self._left >= 0 else None) or ()
        return self._statements[path]

    def _take_imported(self, path: str, statement: Statement, carried: Carried) -> None:
        """Add the names of `statement` that are imported from modules where they hold a trace."""
        for one in statement.imports:
            for local, held in self._imported(path, one):
                carried.setdefault(local, held)

    def _imported(self, path: str, one: Import) -> Iterator[tuple[str, Held]]:
        """The names that hold a trace and are bound by an import."""
        source = self._module(path, one.module)
        there = self._carried.get(source, {}) if source else {}
        if one.local == "*":
            yield from there.items()
        elif one.member in there:
            yield one.local, there[one.member]
        elif (inner := self._submodule(path, one)) is not None:
            names = self._carried.get(inner, {})
            plain = (name for name in names if "." not in name)
            yield from ((f"{one.local}.{name}", names[name]) for name in plain)

    def _submodule(self, path: str, one: Import) -> str | None:
        """The module that an import binds as a whole."""
        if not one.member:
            return self._module(path, one.module)
        glue = "" if one.module.endswith(".") else "."
        return self._module(path, f"{one.module}{glue}{one.member}")

    def _module(self, importer: str, name: str) -> str | None:
        stem = name.rpartition(".")[2] or _package(importer, name)
        key = (os.path.dirname(importer), name)
        if key not in self._modules:
            near = self._by_stem.get(stem)
            self._modules[key] = nearest(importer, name, near) if near else None
        return self._modules[key]

    def _is_traced(self, statement: Statement) -> bool:
        if statement not in self._traced:
            self._traced[statement] = prefilter.carries_a_value(statement.text, self._extra)
        return self._traced[statement]

    def _plain(self, statement: Statement, carried: Carried) -> frozenset[str]:
        """The attributes that a class sets to what holds no trace."""
        return frozenset(
            name
            for name, where in statement.fields.items()
            if not self._is_held(statement, where, carried)
        )

    def _is_held(self, statement: Statement, part: StatementPart, carried: Carried) -> bool:
        """Whether a trace stands in a part of a statement, or what it reads holds one."""
        if any(_reads(chain, carried) for chain in part.reads):
            return True
        return self._is_traced(statement) and prefilter.carries_a_value(part.text, self._extra)

    # Upwards: who reads what holds a trace

    def _readers(self, changed: set[str]) -> set[str]:
        """The files that import a name that holds a trace from one of the files `changed`."""
        stems = {_stem(path) for path in changed}
        return {
            reader
            for stem in stems
            for path in self._importing(stem).keys() & changed
            for reader in self._importing(stem)[path]
        }

    def _importing(self, stem: str) -> Mapping[str, set[str]]:
        """Of each file of that stem the files that import it."""
        if stem not in self._importers:
            found: dict[str, set[str]] = defaultdict(set)
            for path in self._naming(stem):
                for name in self._names_imported(path).get(stem, ()):
                    if other := self._module(path, name):
                        found[other].add(path)
            self._importers[stem] = found
        return self._importers[stem]

    def _naming(self, stem: str) -> Iterable[str]:
        """The files that may import a module of that stem."""
        if len(self._importers) >= _SEARCHED:
            return self._by_imported_stem.get(stem, ())
        needles = [os.fsencode(stem)]
        if any(os.path.basename(path) == "__init__.py" for path in self._by_stem[stem]):
            needles.append(b"from .")  # the package that the importing file is in
        return (
            path
            for path in self._files
            if (data := self._read(path)) and any(needle in data for needle in needles)
        )

    @cached_property
    def _by_imported_stem(self) -> Mapping[str, list[str]]:
        """The files that may import a module of each stem."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in self._files:
            for stem in self._names_imported(path):
                found[stem].append(path)
        return found

    def _names_imported(self, path: str) -> Mapping[str, list[str]]:
        """The modules that a file may import, by the stems of the files that they may be."""
        if path not in self._imports:
            found: dict[str, list[str]] = defaultdict(list)
            for name in imports(self._read(path) or b""):
                found[name.rpartition(".")[2] or _package(path, name)].append(name)
            self._imports[path] = found
        return self._imports[path]

    # Downwards: who is handed a trace, and asks

    def _handed_on(self) -> set[str]:
        """The files of what is handed a trace, and those through which that asks a chat model."""
        leading: dict[_Name, set[_Name]] = defaultdict(set)  # name → the names that read it
        asking: set[_Name] = set()
        handed = dict.fromkeys(name for path in self._carried for name in self._handed(path))
        seen, waiting = set(handed), deque(handed)
        while waiting:
            path, name = waiting.popleft()
            for one in self._binding(path, name):
                if prefilter.may_ask(one.text):
                    asking.add((path, name))
                for read in self._read_names(path, name, one):
                    leading[read].add((path, name))
                    waiting += [read] if read not in seen else []
                    seen.add(read)
        ways = (path for name in handed for path in self._way_to_definition(name))
        return {*ways, *(path for path, _ in _closed(asking, leading))}

    def _way_to_definition(self, name: _Name) -> set[str]:
        """The files through which a name is imported, and the one that defines it."""
        found: set[str] = set()
        waiting, seen = [name], {name}
        while waiting:
            path, local = waiting.pop()
            found.add(path)
            imported = (
                origin
                for one in self._binding(path, local)
                if isinstance(one.node, _IMPORTS)
                for origin in self._read_names(path, local, one)
            )
            fresh = set(imported) - seen
            seen |= fresh
            waiting += fresh
        return found

    def _handed(self, path: str) -> Iterator[_Name]:
        """What statements of a module hand a trace to: what they call, derive from, or list."""
        carried = self._carried[path]
        for one in self._holding(path):
            if not isinstance(one.node, _DEFINITIONS):
                for chain in one.reads:
                    yield from self._origins(path, one, chain)
            for base in one.bases:
                yield from self._origins(path, one, base)
            for called, given in one.calls:
                if self._is_held(one, given, carried):
                    yield from self._origins(path, one, called)

    def _read_names(self, path: str, name: str, statement: Statement) -> Iterator[_Name]:
        """Where the names come from that a statement reads, or imports as `name`."""
        for one in statement.imports if name else ():
            if one.local.partition(".")[0] == name.partition(".")[0]:
                yield from self._behind(path, one, name)
        for chain in statement.reads:
            yield from self._origins(path, statement, chain)

    def _binding(self, path: str, name: str) -> Iterator[Statement]:
        """The statements of a module that bind a name; all of them where none is named."""
        return iter(self._bound(path).get(name.partition(".")[0], ()) if name else self._of(path))

    def _bound(self, path: str) -> Mapping[str, list[Statement]]:
        """The statements of a module by the names that they bind, without attributes."""
        if path not in self._binders:
            found: dict[str, list[Statement]] = defaultdict(list)
            for one in self._of(path):
                for root in {bound.partition(".")[0] for bound in one.binds}:
                    found[root].append(one)
            self._binders[path] = found
        return self._binders[path]

    def _origins(self, path: str, statement: Statement, chain: str) -> Iterator[_Name]:
        """Where the name that `chain` begins with is bound, as `statement` of `path` sees it."""
        root = chain.partition(".")[0]
        inner = [one for one in statement.imports if one.local.partition(".")[0] == root]
        for each in inner:
            yield from self._behind(path, each, chain)
        if not inner:
            yield path, chain

    def _behind(self, path: str, one: Import, chain: str) -> Iterator[_Name]:
        """The file that an import names, and the name in it."""
        if (inner := self._submodule(path, one)) is not None:
            yield inner, chain.removeprefix(one.local).strip(".")
        elif one.member and (source := self._module(path, one.module)) is not None:
            yield source, one.member


def _kept(path: str, data: bytes) -> tuple[Statement, ...] | None:
    return STATEMENTS.of(path, data, lambda: statements(data))


def _closed(start: Iterable[_Name], leading: Mapping[_Name, set[_Name]]) -> set[_Name]:
    """`start` and all that leads there."""
    found, waiting = set(start), list(start)
    while waiting:
        fresh = leading.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


def _reads(chain: str, carried: Carried) -> Held | None:
    """What holds a trace of what reading `chain` reads."""
    head, rest = chain, ""
    while head:
        if (held := carried.get(head)) is not None:
            return None if rest.partition(".")[0] in held.plain else held
        head, _, last = head.rpartition(".")
        rest = f"{last}.{rest}" if rest else last
    return None


def _package(importer: str, dots: str) -> str:
    """The folder that `from .` means, `from ..` one above it."""
    folder = os.path.dirname(importer)
    for _ in dots[1:]:
        folder = os.path.dirname(folder)
    return os.path.basename(folder)


def _stem(path: str) -> str:
    folder, name = os.path.split(path)
    return os.path.basename(folder) if name == "__init__.py" else os.path.splitext(name)[0]
