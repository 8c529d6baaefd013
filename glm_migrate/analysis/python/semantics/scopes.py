"""The symbol table of a module: scopes, definitions, mutations, calls and strings.

Nothing is resolved here. A definition knows its program point, so that it can be told which
definitions reach a use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

import libcst as cst

from glm_migrate.analysis.python.semantics.by_name import ByName, OfFunctions
from glm_migrate.analysis.python.semantics.deferred_bodies import DeferredBodies

# One step into a branch: the compound statement and which of its branches.
Branch = tuple[cst.CSTNode, int]


class Kind(Enum):
    """What binds a name; only some say what it is bound to. `model.unresolved` has the words."""

    ASSIGN = "assign"
    UNPACK = "unpack"
    AUGMENT = "augment"
    ANNOTATE = "annotate"
    PARAMETER = "parameter"
    IMPORT = "import"
    FUNCTION = "function"
    CLASS = "class"
    LOOP = "loop"
    WITH = "with"
    CATCH = "catch"
    CAPTURE = "capture"
    DELETE = "delete"


@dataclass(eq=False, slots=True)
class Scope:
    """A module, class, function, lambda or comprehension.

    Attributes:
        imports: The first import that binds a name, for the names that one binds.
    """

    kind: str
    node: cst.CSTNode
    parent: Scope | None = None
    name: str = ""
    definitions: dict[str, list[Definition]] = field(default_factory=dict)
    imports: dict[str, Definition] = field(default_factory=dict)
    outer: dict[str, str] = field(default_factory=dict)  # name → "global" or "nonlocal"
    stars: list[str] = field(default_factory=list)  # modules imported with `*`

    @property
    def module(self) -> Scope:
        scope = self
        while scope.parent:
            scope = scope.parent
        return scope

    @property
    def function(self) -> Scope:
        """The function, class or module that this lambda or comprehension runs in."""
        scope = self
        while scope.kind in ("comprehension", "lambda") and scope.parent:
            scope = scope.parent
        return scope

    @property
    def qualified(self) -> str:
        parts = []
        scope: Scope | None = self
        while scope and scope.parent:
            if scope.name:
                parts.append(scope.name)
            scope = scope.parent
        return ".".join(reversed(parts))

    def lookup(self, name: str) -> Scope | None:
        """The scope that binds `name` for code in this one; None where none does."""
        for candidate in enclosing(self):
            if candidate.outer.get(name) == "global":
                return candidate.module if name in candidate.module.definitions else None
            if name in candidate.definitions and name not in candidate.outer:
                return candidate
        return None

    def bind(self, definition: Definition) -> None:
        self.definitions.setdefault(definition.name, []).append(definition)
        if definition.kind is Kind.IMPORT:
            self.imports.setdefault(definition.name, definition)


# A use of a name: the scope that binds it, where it stands, and how many definitions are known.
Use = tuple[str, "Scope", "ProgramPoint", int]
LAST = 1 << 60  # the order of what is behind every statement


@dataclass(frozen=True, eq=False, slots=True)
class ProgramPoint:
    """Where in the run of a scope something stands.

    Attributes:
        order: Number of the statement in the source; greater is later.
        branches: The branches around it, from the outside.
        scope: The scope that its names are looked up in.
    """

    order: int
    branches: tuple[Branch, ...]
    scope: Scope


@dataclass(frozen=True, eq=False, slots=True)
class Definition:
    """One way in which a name (or an attribute) gets a value.

    Attributes:
        node: What to point at, the target or the definition.
        value: The expression bound; for a parameter its default, for a loop the iterable.
        module: For an import: the module, with leading dots when it is relative.
        member: For `from module import member`.
        index: For an unpacking: which element of `value`.
        asynchronous: For `async for` and `async with`.
    """

    name: str
    kind: Kind
    node: cst.CSTNode
    point: ProgramPoint
    value: cst.BaseExpression | None = None
    annotation: cst.BaseExpression | None = None
    module: str = ""
    member: str = ""
    index: int | None = None
    asynchronous: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Mutation:
    """A statement that changes part of an object: `d["k"] = v`, `obj.attr = v`, `d.update(…)`."""

    target: cst.BaseExpression
    point: ProgramPoint
    statement: cst.CSTNode
    value: cst.BaseExpression | None = None
    call: cst.Call | None = None


@dataclass(eq=False)
class SymbolTable:
    """All that the walk saw.

    Attributes:
        points: Each expression that was recorded, call, string or reference, with its place.
        parents: Each node's parent, for what lies within statements.
        calls: In source order.
        loops: `for` statements and comprehension `for`s, in source order.
        by_called: Calls by the last part of the called name.
        attributes: Class → attribute → the definitions `self.attribute = …` of its methods.
        uses: Reads of each name, and of each attribute by its last part.
        mutations: Text of the changed object → the statements that change it, in order; with `.` or
            `[]` behind it, those that change an attribute, or something in one of its items.
        exits: Arms that never reach what follows them; what an error in a `try` body reaches is
            told by the branch of that body.
        deferred: Bodies of functions that are not read yet; `uses`, `by_called`, `mutations`,
            `set_in` and `scopes` have them read, all else is of what was read.
        branches: Compound statement → number of branches, and whether one of them always runs.
        visible: The definitions that a use can read, where that was asked.
    """

    root: Scope
    points: dict[cst.CSTNode, ProgramPoint] = field(default_factory=dict)
    parents: dict[cst.CSTNode, cst.CSTNode] = field(default_factory=dict)
    calls: list[cst.Call] = field(default_factory=list)
    strings: list[cst.BaseString] = field(default_factory=list)
    loops: list[cst.CSTNode] = field(default_factory=list)
    attributes: dict[cst.ClassDef, dict[str, list[Definition]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    returns: dict[Scope, list[cst.BaseExpression]] = field(
        default_factory=lambda: defaultdict(list)
    )
    exits: set[Branch] = field(default_factory=set)
    _tests_failed: dict[Scope, list[cst.If]] | None = None
    _changed: dict[str, frozenset[int]] = field(default_factory=dict)
    _mutations_of: dict[str, dict[int, list[Mutation]]] = field(default_factory=dict)
    _uses_of: dict[str, dict[tuple[bool, int], list[cst.Name | cst.Attribute]]] = field(
        default_factory=dict
    )
    branches: dict[cst.CSTNode, tuple[int, bool]] = field(default_factory=dict)
    visible: dict[Use, tuple[list[Definition], bool]] = field(default_factory=dict)
    deferred: DeferredBodies = field(default_factory=DeferredBodies)

    def __post_init__(self) -> None:
        order = lambda node: self.point(node).order  # noqa: E731
        self.scopes: OfFunctions[Scope] = OfFunctions(self.deferred)
        self.uses: ByName[cst.Name | cst.Attribute] = ByName(self.deferred, order)
        self.by_called: ByName[cst.Call] = ByName(self.deferred, order)
        self.mutations: ByName[Mutation] = ByName(self.deferred, lambda one: one.point.order)

    def set_in(self, klass: cst.ClassDef, attribute: str) -> Sequence[Definition]:
        """The definitions of an attribute in the methods of a class."""
        self.deferred.naming(attribute)
        found = self.attributes.get(klass, {}).get(attribute, ())
        return sorted(found, key=lambda one: self.deferred.part(one.point.order))

    def changed(self, text: str) -> frozenset[int]:
        """The ids of the expressions that stand for `text` where it is changed, not read."""
        if text not in self._changed:
            targets = (mutation.target for mutation in self.mutations.get(text, ()))
            self._changed[text] = frozenset(
                id(target.value if isinstance(target, cst.Subscript) else target)
                for target in targets
            )
        return self._changed[text]

    def mutations_of(self, text: str, scope: Scope | None) -> Sequence[Mutation]:
        """The statements that change the variable `text` (or what hangs on it) of `scope`."""
        if text not in self._mutations_of:
            by_scope = self._mutations_of[text] = {}
            first = text.partition(".")[0].removesuffix("[]")
            for mutation in self.mutations.get(text, ()):
                found = mutation.point.scope.lookup(first)
                by_scope.setdefault(id(found), []).append(mutation)
        return self._mutations_of[text].get(id(scope), ())

    def uses_of(self, name: str, scope: Scope | None) -> Sequence[cst.Name | cst.Attribute]:
        """The places that name the variable `name` of `scope`; the attributes of it for None."""
        if name not in self._uses_of:
            by_scope = self._uses_of[name] = {}
            for use in self.uses.get(name, ()):
                found = self.point(use).scope.lookup(name) if isinstance(use, cst.Name) else None
                by_scope.setdefault((isinstance(use, cst.Name), id(found)), []).append(use)
        return self._uses_of[name].get((scope is not None, id(scope)), ())

    def failing(self, scope: Scope) -> Sequence[cst.If]:
        """The `if` statements of `scope` that are only left where their first test fails."""
        if self._tests_failed is None:
            self._tests_failed = defaultdict(list)
            for owner, index in self.exits:
                if isinstance(owner, cst.If) and index == 0:
                    self._tests_failed[self.point(owner.test).scope].append(owner)
        return self._tests_failed.get(scope, ())

    def known_as(self, name: str) -> frozenset[str]:
        """The names under which the module may know something that is defined as `name`."""
        aliases = (
            definition.name
            for definitions in self.root.definitions.values()
            for definition in definitions
            if definition.member == name
        )
        return frozenset({name, *aliases})

    def point(self, node: cst.CSTNode) -> ProgramPoint:
        """The place of any expression or statement."""
        while node not in self.points:
            node = self.parents[node]
        return self.points[node]


def dotted(node: cst.CSTNode) -> str:
    """`a.b.c` for a chain of names, else an empty string; `self.b` for `type(self).b`."""
    if type(node) is cst.Name:  # asked often; LibCST's own kinds are slow to ask `isinstance`
        return node.value
    parts: list[str] = []
    while type(node) is cst.Attribute:
        parts.append(node.attr.value)
        node = instance_in(node.value)
    if type(node) is not cst.Name:
        return ""
    return ".".join([node.value, *reversed(parts)])


def instance_in(base: cst.CSTNode) -> cst.CSTNode:
    """`self` of `type(self)` and `self.__class__`: their attributes are those of `self` as well."""
    if type(base) is cst.Attribute:
        return base.value if base.attr.value == "__class__" else base
    if type(base) is cst.Call and type(base.func) is cst.Name and len(base.args) == 1:
        return base.args[0].value if base.func.value == "type" else base
    return base


def owner(base: cst.CSTNode, scope: Scope) -> cst.ClassDef | None:
    """The class that `base` is an instance of (or is), when it is a method's first parameter."""
    base = instance_in(base)
    if not isinstance(base, cst.Name):
        return None
    for function in enclosing(scope):
        node = function.node
        if base.value not in function.definitions:
            continue
        if (
            isinstance(node, cst.FunctionDef)
            and function.parent
            and function.parent.kind == "class"
        ):
            first = [*node.params.posonly_params, *node.params.params][:1]
            if first and first[0].name.value == base.value and not is_static(node):
                assert isinstance(function.parent.node, cst.ClassDef)
                return function.parent.node
        return None
    return None


def is_static(function: cst.FunctionDef) -> bool:
    """Whether a method gets neither an instance nor its class."""
    return any(dotted(one.decorator) == "staticmethod" for one in function.decorators)


def enclosing(scope: Scope) -> Iterator[Scope]:
    """`scope` and the scopes that its names are looked up in, from the inside."""
    current: Scope | None = scope
    while current:
        if current is scope or current.kind != "class":
            yield current
        current = current.parent


def owner_of_method(scope: Scope) -> cst.ClassDef | None:
    """The class whose method `scope` is or lies in."""
    for function in enclosing(scope):
        if function.parent is not None and function.parent.kind == "class":
            node = function.parent.node
            return node if isinstance(node, cst.ClassDef) else None
    return None


def method_around(point: ProgramPoint) -> Sequence[Definition]:
    """The definitions of the method that a place is in, as a class has them; one as a rule."""
    for function in enclosing(point.scope):
        if function.parent is not None and function.parent.kind == "class":
            known = function.parent.definitions.get(function.name, ())
            return [one for one in known if one.node is function.node]
    return ()
