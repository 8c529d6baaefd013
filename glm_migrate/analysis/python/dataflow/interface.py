"""What the parts of the data-flow analysis know of each other: its types, and who answers what.

A value leads to dicts, calls and classes, and these lead to values again. The parts meet here, in
types and protocols, so that each of them imports only this module and what lies below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property
from math import inf
from typing import Protocol

import libcst as cst

from glm_migrate.analysis.python.dataflow.closure import closure
from glm_migrate.analysis.python.dataflow.limits import MAX_VALUES
from glm_migrate.analysis.python.dataflow.module_memory import ModuleMemory
from glm_migrate.analysis.python.dataflow.query_progress import QueryProgress
from glm_migrate.analysis.python.semantics.deferred_bodies import Body
from glm_migrate.analysis.python.semantics.parsed_module import ParsedModule
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, ProgramPoint, Scope
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.model.findings import Hop
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source

Find = Callable[[], "ResolvedValues"]
MakeResolver = Callable[["Module"], "Resolver"]
_ATTRIBUTE_KINDS = (Kind.ASSIGN, Kind.ANNOTATE, Kind.FUNCTION)


class Module(ModuleMemory, ParsedModule):
    """A parsed file as a part of its program.

    Attributes:
        program: The other files that its values may come from.
        resolver: Answers what an expression of this file can be.
        is_document: It is a settings file, which holds values and no code.
        may_be_overruled: Of a settings file: the environment of a program may say otherwise.
        roots: Of a settings file: its documents, or the variables that it sets.
        folds_case: Of a settings file: its keys are the same in whatever case.
    """

    is_document = False
    may_be_overruled = False
    folds_case = False
    roots: tuple[cst.BaseExpression, ...] = ()

    def __init__(self, source: Source, program: Program, made: MakeResolver) -> None:
        """Parse `source`.

        Raises:
            UnparsableSource: it is not Python that the installed parser knows.
            NotReproducible: the parser would change bytes that no edit names.
        """
        ParsedModule.__init__(self, source, program.unasked(source))
        ModuleMemory.__init__(self, program.fresh_query)
        self.program = program
        self.resolver = made(self)
        nodes = (node for node in self.symbols.scopes if isinstance(node, cst.ClassDef))
        self._classes = {node: Class(self, node) for node in nodes}

    def within(self, keys: tuple[str, ...]) -> Module:
        """The same settings below further keys; code is always itself."""
        return self

    @property
    def classes(self) -> Iterable[Class]:
        """Every class, in source order."""
        return self._classes.values()

    def klass(self, node: cst.ClassDef) -> Class:
        """The class that is defined at `node`."""
        return self._classes[node]


@dataclass(frozen=True, eq=False)
class Class:
    """A class of the project."""

    module: Module
    node: cst.ClassDef

    @property
    def scope(self) -> Scope:
        return self.module.symbols.scopes[self.node]

    @cached_property
    def ancestors(self) -> tuple[Class, ...]:
        """The class and the project's classes that it derives from, nearest first."""
        return tuple(closure([self], Class._bases, lambda klass: klass.node, most=inf))

    def _bases(self) -> Iterator[Class]:
        point = self.module.symbols.points[self.node]
        for argument in self.node.bases:
            if isinstance(argument.value, (cst.Name, cst.Attribute)):
                found = self.module.resolver.resolve(argument.value, point).found
                named = ((o.module, o.node) for o in found)
                yield from (m.klass(node) for m, node in named if isinstance(node, cst.ClassDef))

    @property
    def lineage(self) -> tuple[cst.ClassDef, ...]:
        return tuple(klass.node for klass in self.ancestors)

    def is_related(self, other: Class) -> bool:
        """Whether one of the two derives from the other, or they are the same."""
        return other.node in self.lineage or self.node in other.lineage

    def definitions(self, name: str) -> list[tuple[Module, Definition]]:
        """What the class body and the methods of this class alone bind `name` to."""
        body = [b for b in self.scope.definitions.get(name, ()) if b.kind in _ATTRIBUTE_KINDS]
        mutations = self.module.symbols.set_in(self.node, name)
        return [(self.module, definition) for definition in (*body, *mutations)]


@dataclass(frozen=True, eq=False)
class Alias:
    """A variable or attribute through which an object was reached, so its changes can be seen.

    Attributes:
        text: As `mutations` knows it: `payload`, `self.args`.
        scope: Which binds the variable; for an attribute, the class's.
    """

    module: Module
    text: str
    point: ProgramPoint
    scope: Scope | None
    owner: cst.ClassDef | None = None


@dataclass(frozen=True, eq=False)
class ResolvedValue:
    """An expression that is not a name, and the way to it.

    Attributes:
        calls: The calls that pass it on as an argument, from the use on.
    """

    module: Module
    node: cst.CSTNode
    point: ProgramPoint
    via: tuple[Hop, ...] = ()
    aliases: tuple[Alias, ...] = ()
    definitions: tuple[Definition, ...] = ()
    calls: tuple[cst.Call, ...] = ()

    def through(self, hop: Hop) -> ResolvedValue:
        return replace(self, via=(*self.via, hop))


@dataclass(frozen=True, eq=False)
class Annotation:
    """The declared type of something whose value is not seen."""

    module: Module
    node: cst.BaseExpression
    point: ProgramPoint


@dataclass(frozen=True, eq=False)
class ResolvedValues:
    """All resolved values found.

    Attributes:
        unresolved: What else there can be.
        limits: Why not everything was looked at.
    """

    found: tuple[ResolvedValue, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    limits: tuple[Unresolved, ...] = ()

    def __add__(self, other: ResolvedValues) -> ResolvedValues:
        return ResolvedValues.sum((self, other))

    @staticmethod
    def sum(parts: Iterable[ResolvedValues]) -> ResolvedValues:
        """All of `parts`, each resolved value once."""
        found: dict[int, ResolvedValue] = {}
        open_ends: dict[Unresolved, None] = {}
        limits: dict[Unresolved, None] = {}
        annotations: list[Annotation] = []
        for part in parts:
            for resolved in part.found:
                found.setdefault(id(resolved.node), resolved)
            if part.unresolved or part.limits:
                open_ends.update(dict.fromkeys(part.unresolved))
                limits.update(dict.fromkeys(part.limits))
            annotations += part.annotations
        if len(found) > MAX_VALUES:
            limits[Unresolved(Reason.TOO_MANY_VALUES, f"{MAX_VALUES:,}")] = None
        kept = tuple(found.values())[:MAX_VALUES]
        return ResolvedValues(kept, tuple(open_ends), tuple(annotations), tuple(limits))

    def unless_extended(self, definitions: Iterable[Definition]) -> ResolvedValues:
        """Without the texts that one of `definitions` adds to: what is read is another text."""
        if all(definition.kind is not Kind.AUGMENT for definition in definitions):
            return self
        kept = (o for o in self.found if not isinstance(o.node, cst.BaseString))
        return self.with_found(tuple(kept))

    def same_texts(self, other: ResolvedValues) -> ResolvedValues:
        """Only the texts that `other` has as well, written at other places."""
        texts = {text_of(one.node) for one in other.found} - {""}
        return ResolvedValues(tuple(one for one in self.found if text_of(one.node) in texts))

    def behind(self, hops: tuple[Hop, ...]) -> ResolvedValues:
        """The same values, reached through `hops` first."""
        return self.map(lambda value: replace(value, via=(*hops, *value.via)))

    def map(self, change: Callable[[ResolvedValue], ResolvedValue]) -> ResolvedValues:
        return self.with_found(tuple(change(resolved) for resolved in self.found))

    def with_found(self, found: tuple[ResolvedValue, ...]) -> ResolvedValues:
        """Other values; what else there can be is as it was."""
        return ResolvedValues(found, self.unresolved, self.annotations, self.limits)


def mentioning(module: Module, name: str) -> Iterator[Module]:
    """`module` and the others in which `name` stands."""
    yield module
    yield from (other for other in module.program.mentioning(name) if other is not module)


def unresolved(reason: Reason, subject: str = "", within: str = "") -> ResolvedValues:
    """No value, and why."""
    return ResolvedValues(unresolved=(Unresolved(reason, subject, within),))


def given_up(reason: Reason, subject: str = "", within: str = "") -> ResolvedValues:
    """Nothing, because looking on would take too long."""
    return ResolvedValues(limits=(Unresolved(reason, subject, within),))


# A call that is given a function, the argument that gives it, and their file.
Handed = tuple[cst.Call, cst.Arg, Module]
# How many items a list has that a call of a file spreads; None where that is not seen.
Length = Callable[["Module", cst.Call, cst.BaseExpression], "int | None"]


@dataclass(eq=False)
class Query(QueryProgress):
    """One question and all that it leads to.

    Attributes:
        instance: The class whose instance `self` is in the code that is being read.
        assumption: What holds for the call whose values are being found.
    """

    instance: Class | None = None
    assumption: Assumption | None = None


class Assumption(Protocol):
    """What is known to hold where the values of a call are found."""

    def allows(self, module: Module, definition: Definition, depth: int) -> bool:
        """Whether a definition can have run where it holds."""

    def is_within(self, record: cst.CSTNode) -> bool:
        """Whether what is assumed is written in a record."""

    def keys_among(self, keys: frozenset[str]) -> frozenset[str]:
        """Under which of `keys` what is assumed stands in a table with the same keys."""

    def is_made_by(self, call: cst.Call, callers: Sequence[cst.Call]) -> bool:
        """Whether a function runs because of `call`, where it is called by all of `callers`."""

    def knows_caller(self, callers: Sequence[cst.Call]) -> bool:
        """Whether it says which of `callers` a function is called by."""


class Values(Protocol):
    """What expressions can be."""

    def resolve(self, node: cst.CSTNode, point: ProgramPoint, depth: int = 0) -> ResolvedValues:
        """What `node`, evaluated at `point`, can be."""

    def exports(self, name: str) -> bool:
        """Whether the module gives `name` to those that import from it."""

    def exported(self, name: str, depth: int) -> ResolvedValues:
        """What the module-level `name` is once the module has run."""

    def returned(self, function: cst.FunctionDef, depth: int) -> ResolvedValues:
        """What a function of this file returns."""

    def once(self, thing: object, what: str, find: Find, depth: int) -> ResolvedValues:
        """`find()`, remembered; nothing where it is asked for while it is being found."""


class Attributes(Protocol):
    """What hangs on objects, classes and modules."""

    def class_of(self, base: cst.CSTNode, point: ProgramPoint, depth: int = 0) -> Class | None:
        """The project's class that `base` is an instance of, or declared to be, or is itself."""

    def can_be(self, base: cst.CSTNode, point: ProgramPoint, klass: Class) -> bool:
        """Whether `base` is seen to be an instance of `klass`, or declared as one of its bases."""

    def subclasses(self, klass: Class) -> Sequence[Class]:
        """The project's classes that derive from `klass`."""

    def definitions(self, klass: Class, name: str) -> list[tuple[Module, Definition]]:
        """The definitions of an attribute: own ones first, then those of bases and subclasses."""

    def resolve(self, node: cst.Attribute, point: ProgramPoint, depth: int) -> ResolvedValues:
        """What an attribute, read at `point`, can be."""

    def of_class(
        self, klass: Class, name: str, node: cst.Attribute, point: ProgramPoint, depth: int
    ) -> ResolvedValues:
        """What an attribute of a class, or of an instance of it, can be."""


class CallGraph(Protocol):
    """Which calls go to which functions."""

    def passed(
        self, scope: Scope, definition: Definition
    ) -> Iterator[tuple[cst.BaseExpression, cst.Call, Module]]:
        """The arguments that calls in the project pass for a parameter, each with its call."""

    def spread(
        self, scope: Scope, definition: Definition, length: Length
    ) -> Iterator[tuple[cst.BaseExpression, str | int | None, cst.Call, Module]]:
        """What calls spread, and which part of it a parameter gets; None where that is not seen."""

    def callers(self, scope: Scope) -> tuple[tuple[cst.Call, Module], ...]:
        """The calls in the project of the function that `scope` is; remembered."""

    def handed(self, scope: Scope) -> Sequence[Handed]:
        """The calls in the project that are given the function as an argument; remembered."""

    def is_caller_known(self, scope: Scope) -> bool:
        """Whether it is assumed which of its callers calls a function."""

    def has_too_many_callers(self, scope: Scope) -> bool:
        """Whether more calls of that name stand in the project than were looked at."""

    def may_be_called_unseen(self, scope: Scope) -> bool:
        """Whether something that may be an instance is asked for a method of that name."""

    def defines(self, called: cst.BaseExpression, point: ProgramPoint, target: cst.CSTNode) -> bool:
        """Whether `called` is the function or class defined at `target`."""

    def instance_at(self, point: ProgramPoint, module: Module) -> Class | None:
        """The class whose instance is meant, where a method of its family is being read."""


class Resolver(Values, Protocol):
    """All that can be asked about the expressions of one module."""

    attributes: Attributes
    calls: CallGraph


class Program(Protocol):
    """The parsed files of a project."""

    project: Project
    query: Query

    def fresh_query(self) -> AbstractContextManager[None]:
        """A question of its own, whose answer does not depend on what led to it."""

    def as_instance(self, klass: Class | None) -> AbstractContextManager[None]:
        """Read code in which `self` is an instance of `klass`, or no known one."""

    def assuming(self, assumption: Assumption | None) -> AbstractContextManager[None]:
        """Questions about a call for which `assumption` holds."""

    def allowed(
        self, module: Module, definitions: Sequence[Definition], depth: int
    ) -> Sequence[Definition]:
        """The definitions of `module` that can have run where the assumption holds."""

    def unasked(self, source: Source) -> Sequence[Body]:
        """The bodies of functions in a file that need not be read before they are asked for."""

    def imported(self, importer: Module, name: str) -> Module | None:
        """The module `name` as `importer` sees it; None where it is not in the project."""

    def mentioning(self, word: str) -> Iterator[Module]:
        """The checked files in whose text `word` stands."""

    def settings_file(self, importer: Module, path: str, several: bool = False) -> Module | None:
        """The one settings file that `path` means to `importer`; as a list of its documents."""

    def record_in(self, holder: Module, text: cst.SimpleString) -> Module | None:
        """The record that a text of a file is as JSON; None where it is none."""

    def environment(self, importer: Module) -> Sequence[Module]:
        """The files that set variables of the program to which `importer` belongs."""
