"""What an expression can be: follow names, attributes, defaults and branches to what is written.

The answer is a set of origins, expressions that are not names, and a list of what could not be
seen. Nothing is executed and nothing is assumed: an expression of an unknown kind is unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.findings import Hop
from glm_migrate.frontends.python.names import (
    Binding,
    Kind,
    Place,
    Scope,
    dotted,
    enclosing,
    owner,
)
from glm_migrate.frontends.python.reach import at_end, reaching

if TYPE_CHECKING:
    from glm_migrate.frontends.python.tree import Tree

MAX_DEPTH = 24
MAX_ORIGINS = 64
MAX_CALLS = 300  # of one method name; `run` or `create` can have thousands
_FIELD_MAKERS = frozenset(
    "Field field Query Form Body Option Argument Parameter Header Cookie Column mapped_column "
    "attrib ib PrivateAttr Depends SettingsConfigDict Setting".split()
)
_SAME_TEXT = frozenset({"strip", "lstrip", "rstrip", "lower", "casefold"})
_COPIES = frozenset({"copy", "deepcopy", "MappingProxyType"})


@dataclass(frozen=True, eq=False)
class Holder:
    """A variable or attribute through which an object was reached, so its changes can be seen.

    Attributes:
        text: As `stores` knows it: `payload`, `self.args`.
        place: Of the use that was followed.
        scope: Which binds the variable; for an attribute, the class's.
    """

    tree: Tree
    text: str
    place: Place
    scope: Scope | None
    owner: cst.ClassDef | None = None


@dataclass(frozen=True, eq=False)
class Origin:
    """An expression that is not a name, and the way to it."""

    tree: Tree
    node: cst.CSTNode
    place: Place
    via: tuple[Hop, ...] = ()
    holders: tuple[Holder, ...] = ()
    bindings: tuple[Binding, ...] = ()

    def through(self, hop: Hop) -> Origin:
        return replace(self, via=(*self.via, hop))


@dataclass(frozen=True, eq=False)
class Annotation:
    """The declared type of something whose value is not seen."""

    tree: Tree
    node: cst.BaseExpression
    place: Place


@dataclass(frozen=True, eq=False)
class Origins:
    """All origins found; `missing` says what else there can be."""

    found: tuple[Origin, ...] = ()
    missing: tuple[str, ...] = ()
    annotations: tuple[Annotation, ...] = ()

    def __add__(self, other: Origins) -> Origins:
        known = {(id(o.node)) for o in self.found}
        fresh = tuple(o for o in other.found if id(o.node) not in known)
        found = self.found + fresh
        over = (f"one of more than {MAX_ORIGINS} values",) if len(found) > MAX_ORIGINS else ()
        return Origins(
            found[:MAX_ORIGINS],
            tuple(dict.fromkeys(self.missing + other.missing + over)),
            self.annotations + other.annotations,
        )

    def map(self, change: Callable[[Origin], Origin]) -> Origins:
        return replace(self, found=tuple(change(origin) for origin in self.found))


@dataclass(frozen=True, eq=False)
class Class:
    """A class of the project."""

    tree: Tree
    node: cst.ClassDef

    @property
    def scope(self) -> Scope:
        return self.tree.names.scopes[self.node]

    @cached_property
    def ancestors(self) -> tuple[Class, ...]:
        """The class and the project's classes that it derives from, nearest first."""
        result: list[Class] = [self]
        for current in result:
            place = current.tree.names.places[current.node]
            for argument in current.node.bases:
                if not isinstance(argument.value, (cst.Name, cst.Attribute)):
                    continue
                for origin in current.tree.resolver.origins(argument.value, place).found:
                    node = origin.node
                    if isinstance(node, cst.ClassDef) and all(c.node is not node for c in result):
                        result.append(origin.tree.klass(node))
        return tuple(result)

    @property
    def lineage(self) -> tuple[cst.ClassDef, ...]:
        return tuple(klass.node for klass in self.ancestors)

    def is_kin(self, other: Class) -> bool:
        """Whether one of the two derives from the other, or they are the same."""
        return other.node in self.lineage or self.node in other.lineage

    def bindings(self, name: str) -> list[tuple[Tree, Binding]]:
        """What the class body and the methods of this class alone bind `name` to."""
        body = [b for b in self.scope.bindings.get(name, ()) if b.kind in _ATTRIBUTE_KINDS]
        stores = self.tree.names.attributes.get(self.node, {}).get(name, [])
        return [(self.tree, binding) for binding in (*body, *stores)]


_ATTRIBUTE_KINDS = (Kind.ASSIGN, Kind.ANNOTATE, Kind.FUNCTION)


def unseen(reason: str) -> Origins:
    return Origins(missing=(reason,))


class Resolver:
    """Resolves expressions of one tree; each question starts a resolver of its own depth."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.names = tree.names
        self._known: dict[tuple[int, str, int], Origins] = {}
        self._heirs: dict[int, list[Class]] = {}
        self._called: dict[int, tuple[tuple[cst.Call, Tree], ...]] = {}

    def origins(self, node: cst.CSTNode, place: Place, depth: int = 0) -> Origins:
        """What `node`, evaluated at `place`, can be."""
        search = self.tree.workspace.search
        if depth > MAX_DEPTH:
            search.cut = True
            return unseen(f"the value is more than {MAX_DEPTH} steps away")
        if not search.may_go_on(depth):
            return unseen("the value can come from too many places")
        handler = _EXPRESSIONS.get(type(node))
        if handler is not None:
            return handler(self, node, place, depth + 1)
        if isinstance(node, _TERMINALS):
            return Origins((Origin(self.tree, node, place),))
        return unseen(f"`{self._short(node)}` is computed at run time")

    def _all(self, parts: Iterable[tuple[cst.CSTNode, Place]], depth: int) -> Origins:
        result = Origins()
        for node, place in parts:
            result += self.origins(node, place, depth)
        return result

    def _short(self, node: cst.CSTNode) -> str:
        text = " ".join(self.tree.code(node).split())
        return text if len(text) <= 40 else f"{text[:37]}..."

    def _hop(self, node: cst.CSTNode, name: str) -> Hop:
        return Hop(self.tree.source.path, self.tree.line(node), name)

    # Names

    def _name(self, node: cst.CSTNode, place: Place, depth: int) -> Origins:
        assert isinstance(node, cst.Name)
        if node.value in ("None", "True", "False"):
            return Origins((Origin(self.tree, node, place),))
        scope = self.scope_of(node.value, place.scope)
        if scope is None:
            for other in self._starred(node.value):
                return other.resolver.exported(node.value, depth)
            return unseen(f"`{node.value}` is not defined in this file")
        return self._from_scope(node.value, scope, place, depth)

    def _from_scope(self, name: str, scope: Scope, place: Place, depth: int) -> Origins:
        bindings, complete = self.bindings(name, scope, place)
        result = Origins()
        for binding in bindings:
            found = self.bound(binding, depth)
            result += found.map(
                lambda origin, b=binding: replace(  # type: ignore[misc]
                    origin,
                    via=(self._hop(b.node, b.name), *origin.via),
                    holders=(*origin.holders, Holder(self.tree, b.name, place, scope)),
                    bindings=(b, *origin.bindings),
                )
            )
        if not bindings or not complete:
            result += unseen(f"`{name}` has no value that is seen")
        return result

    def scope_of(self, name: str, scope: Scope) -> Scope | None:
        """The scope that binds `name` for code in `scope`."""
        for candidate in enclosing(scope):
            if candidate.outer.get(name) == "global":
                return candidate.module if name in candidate.module.bindings else None
            if name in candidate.bindings and name not in candidate.outer:
                return candidate
        return None

    def bindings(self, name: str, scope: Scope, place: Place) -> tuple[list[Binding], bool]:
        """The bindings of `name` in `scope` that a use at `place` can see."""
        every = scope.bindings[name]
        if place.scope.function is scope or place.scope is scope:
            return reaching(every, place, self.names)
        if scope.kind in ("module", "class"):
            return at_end(every, scope, self.names)
        return [b for b in every if b.kind is not Kind.DELETE], True

    def bound(self, binding: Binding, depth: int) -> Origins:
        """What a binding binds."""
        return self._once(binding, "bound", lambda: self._bound(binding, depth))

    def _once(self, thing: object, what: str, find: Callable[[], Origins]) -> Origins:
        """`find()`, remembered; nothing where it is asked for while it is being found."""
        search = self.tree.workspace.search
        instance = search.instance
        key = (id(thing), what, id(instance.node) if instance else 0)
        if key in self._known:
            return self._known[key]
        if key in search.open:
            search.cut = True
            return Origins()
        search.open.add(key)
        outer, search.cut = search.cut, False
        try:
            result = find()
            if not search.cut:  # else it depends on where the search came from
                self._known[key] = result
            return result
        finally:
            search.cut = search.cut or outer
            search.open.discard(key)

    def _bound(self, binding: Binding, depth: int) -> Origins:
        kind = binding.kind
        if kind is Kind.ASSIGN and binding.value is not None:
            return self._annotated(binding, self.origins(binding.value, binding.place, depth))
        if kind is Kind.PARAMETER:
            return self._annotated(binding, self._parameter(binding, depth))
        if kind in (Kind.FUNCTION, Kind.CLASS):
            return Origins((Origin(self.tree, binding.node, binding.place),))
        if kind is Kind.WITH and binding.value is not None:
            return self.origins(binding.value, binding.place, depth)
        if kind is Kind.LOOP and binding.value is not None:
            return self._elements(binding, depth)
        if kind is Kind.UNPACK and binding.value is not None:
            return self._unpacked(binding, depth)
        if kind is Kind.IMPORT:
            return self._imported(binding, depth)
        return self._annotated(binding, unseen(f"`{binding.name}` comes from a {kind.value}"))

    def _annotated(self, binding: Binding, result: Origins) -> Origins:
        if binding.annotation is None:
            return result
        note = Annotation(self.tree, binding.annotation, binding.place)
        return replace(result, annotations=(*result.annotations, note))

    def _imported(self, binding: Binding, depth: int) -> Origins:
        """The module or member in the project that an import names."""
        where = f"{binding.module}.{binding.member}" if binding.member else binding.module
        nothing = unseen(
            f"`{binding.name}` is imported from `{where}`, which is not in the project"
        )
        if binding.member:
            other = self.tree.workspace.module(self.tree, binding.module)
            if other is not None and other.resolver.exports(binding.member):
                return other.resolver.exported(binding.member, depth)
            glue = "" if binding.module.endswith(".") else "."
            other = self.tree.workspace.module(self.tree, f"{binding.module}{glue}{binding.member}")
        else:
            other = self.tree.workspace.module(self.tree, binding.module)
        if other is None:
            return nothing
        return Origins((Origin(other, other.module, other.end),))

    def exports(self, name: str) -> bool:
        """Whether other modules can import `name` from this one."""
        return name in self.names.root.bindings or any(True for _ in self._starred(name))

    def _starred(self, name: str) -> Iterator[Tree]:
        for module in self.names.root.stars:
            other = self.tree.workspace.module(self.tree, module)
            if other is not None and other is not self.tree and name in other.names.root.bindings:
                yield other

    def exported(self, name: str, depth: int) -> Origins:
        """What the module-level `name` is once the module has run."""
        if depth > MAX_DEPTH:
            return unseen(f"the value is more than {MAX_DEPTH} steps away")
        if name in self.names.root.bindings:
            return self._from_scope(name, self.names.root, self.tree.end, depth + 1)
        return next((o.resolver.exported(name, depth + 1) for o in self._starred(name)), Origins())

    def _elements(self, binding: Binding, depth: int) -> Origins:
        """A loop variable: each element of a literal list."""
        assert binding.value is not None
        result = Origins()
        for origin in self.origins(binding.value, binding.place, depth).found:
            node = origin.node
            if isinstance(node, (cst.List, cst.Tuple, cst.Set)):
                for element in node.elements:
                    found = origin.tree.resolver.origins(element.value, origin.place, depth)
                    result += found.map(lambda o, up=origin: replace(o, via=(*up.via, *o.via)))  # type: ignore[misc]
        if not result.found:
            return unseen(f"`{binding.name}` is a loop variable")
        return result

    def _unpacked(self, binding: Binding, depth: int) -> Origins:
        assert binding.value is not None
        result = Origins()
        for origin in self.origins(binding.value, binding.place, depth).found:
            node = origin.node
            if isinstance(node, (cst.Tuple, cst.List)) and binding.index is not None:
                parts = node.elements
                if binding.index < len(parts) and not any(
                    isinstance(p, cst.StarredElement) for p in parts
                ):
                    part = parts[binding.index].value
                    result += origin.tree.resolver.origins(part, origin.place, depth)
        return result if result.found else unseen(f"`{binding.name}` is unpacked from a value")

    # Parameters and calls of the file's own functions

    def _parameter(self, binding: Binding, depth: int) -> Origins:
        assert isinstance(binding.node, cst.Param)
        result = Origins()
        if binding.value is not None:
            result += self._default(binding.value, binding.place, depth)
        scope = binding.place.scope
        for argument, place, tree in self._passed(scope, binding):
            with self.tree.workspace.as_instance(self._instance_at(place, tree)):
                result += tree.resolver.origins(argument, place, depth)
        word = scope.name or "the lambda"
        return result + unseen(f"parameter `{binding.name}` of `{word}` is set by its callers")

    def _default(self, value: cst.BaseExpression, place: Place, depth: int) -> Origins:
        """A default, also when it is wrapped as in `Field(default=…)` or `Query("…")`."""
        if not isinstance(value, cst.Call):
            return self.origins(value, place, depth)
        if dotted(value.func).rpartition(".")[2] not in _FIELD_MAKERS:
            return self.origins(value, place, depth)
        for argument in value.args:
            word = argument.keyword.value if argument.keyword else ""
            if word in ("default", "") and argument.star == "":
                return self.origins(argument.value, place, depth)
            if word == "default_factory" and isinstance(argument.value, cst.Lambda):
                return self.origins(argument.value.body, place, depth)
        return unseen(f"`{self._short(value)}` has no default")

    def _instance_at(self, place: Place, tree: Tree) -> Class | None:
        """The class whose instance is meant, as far as a method of its family is being read."""
        instance = self.tree.workspace.search.instance
        within = owner_of_method(place.scope)
        if instance is None or within is None:
            return None
        return instance if instance.is_kin(tree.klass(within)) else None

    def _is_meant(self, call: cst.Call, tree: Tree) -> bool:
        """Whether a construction can be one of the instance that is meant, not of a sibling."""
        instance = self.tree.workspace.search.instance
        if instance is None:
            return True
        called = call.func
        if isinstance(called, cst.Attribute) and called.attr.value == "__init__":
            within = owner_of_method(tree.names.places[call].scope)
            return within is None or instance.is_kin(tree.klass(within))
        with self.tree.workspace.fresh_search():
            made = tree.resolver.class_of(called, tree.names.places[call])
        return made is None or instance.is_kin(made)

    def _passed(
        self, scope: Scope, binding: Binding
    ) -> Iterator[tuple[cst.BaseExpression, Place, Tree]]:
        """The arguments that calls in the project pass for a parameter."""
        function = scope.node
        if not isinstance(function, cst.FunctionDef):
            return
        positional = [
            p.name.value for p in (*function.params.posonly_params, *function.params.params)
        ]
        method = scope.parent is not None and scope.parent.kind == "class"
        offset = 1 if method and not _is_static(function) else 0
        for call, tree in self._callers(scope):
            if scope.name == "__init__" and not self._is_meant(call, tree):
                continue
            place = tree.names.places[call]
            for index, argument in enumerate(call.args):
                if argument.star:
                    continue
                at = index + offset
                word = argument.keyword.value if argument.keyword is not None else ""
                if not word and at < len(positional):
                    word = positional[at]
                if word == binding.name:
                    yield argument.value, place, tree

    def _callers(self, scope: Scope) -> tuple[tuple[cst.Call, Tree], ...]:
        """The calls in the project of the function that `scope` is; remembered."""
        key = id(scope)
        if key not in self._called:
            self._called[key] = ()  # what is asked meanwhile must not ask this again
            with self.tree.workspace.fresh_search():
                self._called[key] = tuple(self._find_callers(scope))
        return self._called[key]

    def _find_callers(self, scope: Scope) -> Iterator[tuple[cst.Call, Tree]]:
        parent = scope.parent
        if parent is None or parent.kind == "function":
            yield from self._calls_of(scope.name, scope.node, (self.tree,))
        elif parent.kind == "module":
            yield from self._calls_of(scope.name, scope.node, self._mentioning(scope.name))
        elif not isinstance(parent.node, cst.ClassDef):
            return
        elif scope.name == "__init__":
            yield from self._constructions(self.tree.klass(parent.node))
        else:
            yield from self._method_calls(scope.name, parent.node)

    def _method_calls(self, name: str, klass: cst.ClassDef) -> Iterator[tuple[cst.Call, Tree]]:
        """Calls of a method through something that is seen to be an instance of its class."""
        looked = 0
        for tree in self._mentioning(name):
            for call in tree.names.by_called.get(name, ()):
                looked += 1
                if looked > MAX_CALLS or not isinstance(call.func, cst.Attribute):
                    continue
                found = tree.resolver.class_of(call.func.value, tree.names.places[call])
                if found is not None and klass in found.lineage:
                    yield call, tree

    def _mentioning(self, name: str) -> Iterator[Tree]:
        """This tree and the others in which `name` stands."""
        yield self.tree
        for tree in self.tree.workspace.mentioning(name):
            if tree is not self.tree:
                yield tree

    def _calls_of(
        self, name: str, target: cst.CSTNode, trees: Iterable[Tree]
    ) -> Iterator[tuple[cst.Call, Tree]]:
        """Calls, by whatever name, of what is defined as `name` at `target`."""
        for tree in trees:
            for alias in tree.names.known_as(name):
                for call in tree.names.by_called.get(alias, ()):
                    if tree.resolver.defines(call.func, tree.names.places[call], target):
                        yield call, tree

    def defines(self, called: cst.BaseExpression, place: Place, target: cst.CSTNode) -> bool:
        """Whether `called` is the function or class defined at `target`."""
        if not isinstance(called, (cst.Name, cst.Attribute)):
            return False
        return any(origin.node is target for origin in self.origins(called, place, 2).found)

    def _constructions(self, klass: Class) -> Iterator[tuple[cst.Call, Tree]]:
        heirs = [klass]
        heirs += [heir for heir in self._subclasses(klass) if "__init__" not in heir.scope.bindings]
        for heir in heirs:
            name = heir.node.name.value
            yield from self._calls_of(name, heir.node, heir.tree.resolver._mentioning(name))
        for tree in self._mentioning("super"):
            for call in tree.names.by_called.get("__init__", ()):
                called = call.func
                if (
                    isinstance(called, cst.Attribute)
                    and isinstance(called.value, cst.Call)
                    and dotted(called.value.func) == "super"
                ):
                    within = owner_of_method(tree.names.places[call].scope)
                    if within is not None and klass.node in tree.klass(within).lineage[1:]:
                        yield call, tree

    # Classes and instances

    def class_of(self, base: cst.CSTNode, place: Place, depth: int = 0) -> Class | None:
        """The project's class that `base` is an instance of, or is itself."""
        if isinstance(base, cst.Name) and (own := owner(base, place.scope)):
            return self.tree.klass(own)
        for origin in self.origins(base, place, depth + 1).found:
            if isinstance(origin.node, cst.ClassDef):
                return origin.tree.klass(origin.node)
            if isinstance(origin.node, cst.Call):
                made = origin.tree.resolver.class_of(origin.node.func, origin.place, depth + 1)
                if made is not None:
                    return made
        return None

    def _subclasses(self, klass: Class) -> list[Class]:
        """The project's classes that derive from `klass`."""
        key = id(klass.node)
        if key not in self._heirs:
            self._heirs[key] = [
                heir
                for tree in self._mentioning(klass.node.name.value)
                for heir in tree.classes
                if heir.node is not klass.node and klass.node in heir.lineage
            ]
        return self._heirs[key]

    def attribute_bindings(self, klass: Class, name: str) -> list[tuple[Tree, Binding]]:
        """The bindings of an attribute: own ones first, then those of bases and subclasses."""
        own: list[tuple[Tree, Binding]] = []
        for current in klass.ancestors:
            own += current.bindings(name)
            if any(b.kind is not Kind.ANNOTATE for _, b in own):
                break
        for heir in self._subclasses(klass):
            own += heir.bindings(name)
        return own

    def _attribute(self, node: cst.CSTNode, place: Place, depth: int) -> Origins:
        assert isinstance(node, cst.Attribute)
        name = node.attr.value
        if isinstance(node.value, cst.Name) and (own := owner(node.value, place.scope)):
            return self._of_class(self.tree.klass(own), name, node, place, depth)
        base = self.origins(node.value, place, depth)
        result = Origins()
        for origin in base.found:
            result += self._of_origin(origin, name, node, place, depth).map(
                lambda o, up=origin: replace(o, via=(*up.via, *o.via))  # type: ignore[misc]
            )
        if result.found:
            return (
                result + Origins(missing=base.missing)
                if base.missing and not base.found
                else result
            )
        return result + unseen(f"`{self._short(node)}` is not set in this file")

    def _of_origin(
        self, origin: Origin, name: str, node: cst.Attribute, place: Place, depth: int
    ) -> Origins:
        target, there = origin.node, origin.tree.resolver
        if isinstance(target, cst.Module):
            if there.exports(name):
                return there.exported(name, depth)
            other = self.tree.workspace.module(origin.tree, f".{name}")
            return Origins((Origin(other, other.module, other.end),)) if other else Origins()
        if isinstance(target, cst.ClassDef):
            return self._of_class(origin.tree.klass(target), name, node, place, depth)
        if isinstance(target, (cst.SimpleString, cst.ConcatenatedString)) and name == "value":
            return (
                Origins((origin.through(self._hop(node, "value")),))
                if origin.bindings
                else Origins()
            )
        if isinstance(target, cst.Call):
            return self._of_instance(origin, target, name, node, place, depth)
        return Origins()

    def _of_instance(
        self,
        origin: Origin,
        made: cst.Call,
        name: str,
        node: cst.Attribute,
        place: Place,
        depth: int,
    ) -> Origins:
        """An attribute of what `made` constructs."""
        there, at = origin.tree.resolver, origin.place
        if isinstance(made.func, cst.Attribute) and made.func.attr.value in (
            "parse_args",
            "parse_known_args",
        ):
            return there._command_line(name, depth)
        klass = there.class_of(made.func, at, depth)
        if klass is None:
            return Origins()
        if "__init__" not in klass.scope.bindings:
            for argument in made.args:
                if argument.keyword is not None and argument.keyword.value == name:
                    return there.origins(argument.value, at, depth)
        return self._of_class(klass, name, node, place, depth)

    def _command_line(self, name: str, depth: int) -> Origins:
        """The default of `add_argument("--name", default=…)`."""
        result = unseen(f"`--{name}` is given on the command line")
        flag = name.replace("_", "-")
        for call in self.names.by_called.get("add_argument", ()):
            words = [
                str(a.value.evaluated_value).lstrip("-")
                for a in call.args
                if isinstance(a.value, cst.SimpleString) and a.keyword is None
            ]
            if not {name, flag} & set(words):
                continue
            for argument in call.args:
                if argument.keyword is not None and argument.keyword.value == "default":
                    result += self.origins(argument.value, self.names.places[call], depth)
        return result

    def _of_class(
        self, klass: Class, name: str, node: cst.Attribute, place: Place, depth: int
    ) -> Origins:
        instance = self.tree.workspace.search.instance
        if instance is None or not instance.is_kin(klass):
            instance = klass
        with self.tree.workspace.as_instance(instance):
            return self._of_instance_class(instance, name, node, place, depth)

    def _of_instance_class(
        self, klass: Class, name: str, node: cst.Attribute, place: Place, depth: int
    ) -> Origins:
        bindings = self.attribute_bindings(klass, name)
        if not bindings:
            return unseen(f"`{self._short(node)}` is not set in the project")
        text = dotted(node)
        result = Origins()
        for tree, binding in bindings:
            there = tree.resolver
            if binding.kind is Kind.ASSIGN and binding.value is not None:
                found = there._annotated(binding, there._guarded(binding, depth))
            elif binding.kind is Kind.FUNCTION:
                found = there._property(binding, depth)
            else:
                found = there._annotated(binding, unseen(f"`{text}` has no value that is seen"))
            holder = Holder(self.tree, text, place, klass.scope, klass.node)
            hop = there._hop(binding.node, text or name)
            result += found.map(
                lambda origin, b=binding, h=holder, hop=hop: replace(  # type: ignore[misc]
                    origin,
                    via=(hop, *origin.via),
                    holders=(*origin.holders, h),
                    bindings=(b, *origin.bindings),
                )
            )
        return result

    def _guarded(self, binding: Binding, depth: int) -> Origins:
        value = binding.value
        if value is None:
            return Origins()
        return self._once(binding, "attribute", lambda: self._default(value, binding.place, depth))

    def _property(self, binding: Binding, depth: int) -> Origins:
        node = binding.node
        assert isinstance(node, cst.FunctionDef)
        words = {dotted(d.decorator).rpartition(".")[2] for d in node.decorators}
        if words & {"property", "cached_property"}:
            return self._returned(node, depth)
        return Origins((Origin(self.tree, node, binding.place),))

    def _returned(self, function: cst.FunctionDef, depth: int) -> Origins:
        """What a function of this file returns."""
        return self._once(function, "returned", lambda: self._find_returned(function, depth))

    def _find_returned(self, function: cst.FunctionDef, depth: int) -> Origins:
        values = self.names.returns.get(self.names.scopes[function], [])
        if not values:
            return unseen(f"`{function.name.value}()` returns nothing that is seen")
        return self._all([(value, self.names.place(value)) for value in values], depth)

    # Other expressions

    def _or(self, node: cst.CSTNode, place: Place, depth: int) -> Origins:
        assert isinstance(node, cst.BooleanOperation)
        left = self.origins(node.left, place, depth)
        right = self.origins(node.right, place, depth)
        if isinstance(node.operator, cst.And):
            return right + left
        falsy = tuple(o for o in left.found if _is_falsy(o.node))
        kept = tuple(o for o in left.found if o not in falsy)
        return replace(left, found=kept) + right

    def _conditional(self, node: cst.CSTNode, place: Place, depth: int) -> Origins:
        assert isinstance(node, cst.IfExp)
        return self._all([(node.body, place), (node.orelse, place)], depth)

    def _walrus(self, node: cst.CSTNode, place: Place, depth: int) -> Origins:
        assert isinstance(node, cst.NamedExpr)
        return self.origins(node.value, place, depth)

    def _await(self, node: cst.CSTNode, place: Place, depth: int) -> Origins:
        assert isinstance(node, cst.Await)
        return self.origins(node.expression, place, depth)

    def _subscript(self, node: cst.CSTNode, place: Place, depth: int) -> Origins:
        assert isinstance(node, cst.Subscript)
        key = _constant_index(node)
        result = Origins()
        if key is not None and dotted(node.value) not in ("os.environ", "environ"):
            base = self.origins(node.value, place, depth)
            for origin in base.found:
                result += self._item(origin, key, depth)
        if result.found:
            return result
        return result + unseen(f"`{self._short(node)}` is looked up at run time")

    def _item(self, origin: Origin, key: str | int, depth: int) -> Origins:
        from glm_migrate.frontends.python.dicts import entries_of

        there = origin.tree.resolver
        if isinstance(origin.node, (cst.List, cst.Tuple)) and isinstance(key, int):
            parts = origin.node.elements
            if -len(parts) <= key < len(parts):
                return there.origins(parts[key].value, origin.place, depth)
            return Origins()
        if not isinstance(key, str):
            return Origins()
        result = Origins()
        for entry in entries_of(origin).entries:
            if entry.key == key:
                found = entry.tree.resolver.origins(entry.value, entry.place, depth)
                result += found.map(lambda o: replace(o, via=(*origin.via, *o.via)))
        return result

    def _call(self, node: cst.CSTNode, place: Place, depth: int) -> Origins:
        assert isinstance(node, cst.Call)
        itself = Origins((Origin(self.tree, node, place),))
        name = dotted(node.func).rpartition(".")[2] or _method(node)
        positional = [a.value for a in node.args if a.keyword is None and a.star == ""]
        if isinstance(node.func, cst.Attribute) and (
            name in _SAME_TEXT or (name in ("copy", "model_copy") and not positional)
        ):
            return self.origins(node.func.value, place, depth)
        if name in _COPIES and len(positional) == 1:
            return self.origins(positional[0], place, depth)
        if name == "cast" and len(positional) == 2:
            return self.origins(positional[1], place, depth)
        if name == "str" and len(positional) == 1:
            return self.origins(positional[0], place, depth)
        own = self._own_function(node, place, depth)
        if own is not None:
            return own
        return self._with_default(node, name, positional, place, depth) or itself

    def _own_function(self, node: cst.Call, place: Place, depth: int) -> Origins | None:
        """What a call of the file's own function returns; None when it is not one."""
        result: Origins | None = None
        if isinstance(node.func, cst.Name):
            scope = self.scope_of(node.func.value, place.scope)
            if scope is None:
                return None
            if not any(b.kind is Kind.FUNCTION for b in scope.bindings[node.func.value]):
                return None
        elif not isinstance(node.func, cst.Attribute):
            return None
        for origin in self.origins(node.func, place, depth).found:
            if not isinstance(origin.node, cst.FunctionDef):
                continue
            found = origin.tree.resolver._returned(origin.node, depth)
            hop = self._hop(node, f"{dotted(node.func)}()")
            found = found.map(lambda o, h=hop: replace(o, via=(h, *o.via)))  # type: ignore[misc]
            if origin.node.returns is not None:
                note = Annotation(origin.tree, origin.node.returns.annotation, origin.place)
                found = replace(found, annotations=(*found.annotations, note))
            result = found if result is None else result + found
        return result

    def _with_default(
        self,
        node: cst.Call,
        name: str,
        positional: list[cst.BaseExpression],
        place: Place,
        depth: int,
    ) -> Origins | None:
        """`os.getenv(k, d)`, `d.get(k, default)`, `getattr(o, n, d)`, `config(k, default=d)`."""
        default = next(
            (a.value for a in node.args if a.keyword is not None and a.keyword.value == "default"),
            None,
        )
        if (
            name in ("get", "getenv", "pop", "setdefault", "env", "config", "str")
            and len(positional) >= 2
        ):
            default = default or positional[1]
        elif name == "getattr" and len(positional) == 3:
            default = positional[2]
        elif name not in ("get", "getenv") and default is None:
            return None
        result = Origins()
        if name == "get" and isinstance(node.func, cst.Attribute) and positional:
            result = self._get(node.func.value, positional[0], place, depth)
        if default is not None:
            result += self.origins(default, place, depth)
        if name == "get" and result.found and default is None:
            return result
        return result + unseen(f"`{self._short(node)}` is read at run time")

    def _get(
        self, base: cst.BaseExpression, key: cst.BaseExpression, place: Place, depth: int
    ) -> Origins:
        if not isinstance(key, cst.SimpleString) or dotted(base) in ("os.environ", "environ"):
            return Origins()
        result = Origins()
        for origin in self.origins(base, place, depth).found:
            result += self._item(origin, str(key.evaluated_value), depth)
        return result


def owner_of_method(scope: Scope) -> cst.ClassDef | None:
    """The class whose method `scope` is or lies in."""
    for function in enclosing(scope):
        if function.parent is not None and function.parent.kind == "class":
            node = function.parent.node
            return node if isinstance(node, cst.ClassDef) else None
    return None


def _method(node: cst.Call) -> str:
    return node.func.attr.value if isinstance(node.func, cst.Attribute) else ""


def _is_static(function: cst.FunctionDef) -> bool:
    return any(dotted(d.decorator) == "staticmethod" for d in function.decorators)


def _is_falsy(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Name):
        return node.value in ("None", "False")
    return isinstance(node, cst.SimpleString) and node.evaluated_value in ("", b"")


def _constant_index(node: cst.Subscript) -> str | int | None:
    if len(node.slice) != 1 or not isinstance(node.slice[0].slice, cst.Index):
        return None
    value = node.slice[0].slice.value
    if isinstance(value, cst.SimpleString):
        return str(value.evaluated_value)
    if isinstance(value, cst.Integer):
        return value.evaluated_value
    if isinstance(value, cst.UnaryOperation) and isinstance(value.expression, cst.Integer):
        return -value.expression.evaluated_value
    return None


_TERMINALS = (
    cst.SimpleString,
    cst.ConcatenatedString,
    cst.FormattedString,
    cst.Integer,
    cst.Float,
    cst.UnaryOperation,
    cst.Dict,
    cst.List,
    cst.Tuple,
    cst.Set,
    cst.Lambda,
    cst.DictComp,
    cst.ListComp,
    cst.GeneratorExp,
    cst.BinaryOperation,
    cst.Comparison,
    cst.ClassDef,
    cst.FunctionDef,
    cst.Ellipsis,
    cst.Module,
)
_EXPRESSIONS: dict[type, Callable[[Resolver, cst.CSTNode, Place, int], Origins]] = {
    cst.Name: Resolver._name,
    cst.Attribute: Resolver._attribute,
    cst.BooleanOperation: Resolver._or,
    cst.IfExp: Resolver._conditional,
    cst.NamedExpr: Resolver._walrus,
    cst.Await: Resolver._await,
    cst.Subscript: Resolver._subscript,
    cst.Call: Resolver._call,
}
