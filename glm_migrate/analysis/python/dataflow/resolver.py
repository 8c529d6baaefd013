"""What an expression can be: follow names, attributes, defaults and branches to what is written.

The answer is a set of origins, expressions that are not names, and a list of what could not be
seen. Nothing is executed and nothing is assumed: an expression of an unknown kind is unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate.analysis.python.dataflow.attributes import Attributes
from glm_migrate.analysis.python.dataflow.call_graph import MAX_CALLS, Callers
from glm_migrate.analysis.python.dataflow.decorators import changing
from glm_migrate.analysis.python.dataflow.resolved import (
    Annotation,
    Holder,
    Origin,
    Origins,
    given_up,
    unseen,
)
from glm_migrate.analysis.python.semantics.scopes import Binding, Kind, Place, Scope, dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Tree

MAX_DEPTH = 24
_FIELD_MAKERS = frozenset(
    "Field field Query Form Body Option Argument Parameter Header Cookie Column mapped_column "
    "attrib ib PrivateAttr Depends SettingsConfigDict Setting".split()
)
_SAME_TEXT = frozenset({"strip", "lstrip", "rstrip", "lower", "casefold"})
_COPIES = frozenset({"copy", "deepcopy", "MappingProxyType"})


class Resolver(Attributes, Callers):
    """Resolves the expressions of one tree."""

    def origins(self, node: cst.CSTNode, place: Place, depth: int = 0) -> Origins:
        """What `node`, evaluated at `place`, can be."""
        search = self.tree.workspace.search
        if not search.may_go_on(depth):
            return given_up("the value can come from too many places")
        if depth > MAX_DEPTH:
            search.cut = True
            return given_up(f"the value is more than {MAX_DEPTH} steps away")
        handler = _EXPRESSIONS.get(type(node))
        if handler is not None:
            return handler(self, node, place, depth + 1)
        if isinstance(node, _TERMINALS):
            return Origins((Origin(self.tree, node, place),))
        return unseen(f"`{self._short(node)}` is computed at run time")

    def _all(self, parts: Iterable[tuple[cst.CSTNode, Place]], depth: int) -> Origins:
        return Origins.sum([self.origins(node, place, depth) for node, place in parts])

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
        return result.unless_extended(bindings)

    def bound(self, binding: Binding, depth: int) -> Origins:
        """What a binding binds."""
        return self._once(binding, "bound", lambda: self._bound(binding, depth))

    def _bound(self, binding: Binding, depth: int) -> Origins:
        kind = binding.kind
        if kind is Kind.ASSIGN and binding.value is not None:
            return self.annotated(binding, self.origins(binding.value, binding.place, depth))
        if kind is Kind.PARAMETER:
            return self.annotated(binding, self._parameter(binding, depth))
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
        return self.annotated(binding, unseen(f"`{binding.name}` comes from a {kind.value}"))

    def annotated(self, binding: Binding, result: Origins) -> Origins:
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
            return given_up(f"the value is more than {MAX_DEPTH} steps away")
        if name in self.names.root.bindings:
            return self._from_scope(name, self.names.root, self.tree.end, depth + 1)
        return next((o.resolver.exported(name, depth + 1) for o in self._starred(name)), Origins())

    def _elements(self, binding: Binding, depth: int) -> Origins:
        """A loop variable: each element of a literal list."""
        assert binding.value is not None
        parts: list[Origins] = []
        for origin in self.origins(binding.value, binding.place, depth).found:
            node = origin.node
            if isinstance(node, (cst.List, cst.Tuple, cst.Set)):
                for element in node.elements:
                    found = origin.tree.resolver.origins(element.value, origin.place, depth)
                    parts.append(found.map(lambda o, up=origin: replace(o, via=(*up.via, *o.via))))  # type: ignore[misc]
        result = Origins.sum(parts)
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

    def _parameter(self, binding: Binding, depth: int) -> Origins:
        assert isinstance(binding.node, cst.Param)
        parts: list[Origins] = []
        if binding.value is not None:
            parts.append(self.default_of(binding.value, binding.place, depth))
        scope = binding.place.scope
        function = scope.node
        if isinstance(function, cst.FunctionDef):
            parts += self._option_defaults(function, binding, depth)
        decorator = changing(self.tree, function) if isinstance(function, cst.FunctionDef) else ""
        if decorator:
            parts.append(unseen(f"{decorator} may change what `{scope.name}` is given"))
        for argument, place, tree in () if decorator else self.passed(scope, binding):
            with self.tree.workspace.as_instance(self.instance_at(place, tree)):
                parts.append(tree.resolver.origins(argument, place, depth))
        if binding.node.star == "**":  # a dict of its own, filled by the callers
            parts.append(Origins((Origin(self.tree, binding.node, binding.place),)))
        word = scope.name or "the lambda"
        if id(scope) in self.busy:
            parts.append(given_up(f"`{word}` is called at more than {MAX_CALLS:,} places"))
        parts.append(unseen(f"parameter `{binding.name}` of `{word}` is set by its callers"))
        return Origins.sum(parts)

    def _option_defaults(
        self, function: cst.FunctionDef, binding: Binding, depth: int
    ) -> Iterator[Origins]:
        """`@click.option("--model", default=…)` above a function with a parameter `model`."""
        for decorator in function.decorators:
            call = decorator.decorator
            if not isinstance(call, cst.Call) or dotted(call.func).rpartition(".")[2] not in (
                "option",
                "argument",
            ):
                continue
            words = [a.value for a in call.args if a.keyword is None]
            names = {
                str(meaning(word)).lstrip("-").replace("-", "_")
                for word in words
                if isinstance(word, cst.SimpleString)
            }
            for argument in call.args if binding.name in names else ():
                if argument.keyword is not None and argument.keyword.value == "default":
                    yield self.origins(argument.value, self.names.place(call), depth)

    def default_of(self, value: cst.BaseExpression, place: Place, depth: int) -> Origins:
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

    def returned(self, function: cst.FunctionDef, depth: int) -> Origins:
        """What a function of this file returns."""
        return self._once(function, "returned", lambda: self._find_returned(function, depth))

    def _find_returned(self, function: cst.FunctionDef, depth: int) -> Origins:
        if decorator := changing(self.tree, function):
            return unseen(f"what {decorator} makes of `{function.name.value}` is not followed")
        values = self.names.returns.get(self.names.scopes[function], [])
        if not values:
            return unseen(f"`{function.name.value}()` returns nothing that is seen")
        return self._all([(value, self.names.place(value)) for value in values], depth)

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
        if dotted(node.value).rpartition(".")[2] in ("Annotated", "Optional", "Union"):
            return Origins((Origin(self.tree, node, place),))  # a type under a name of its own
        key = _constant_index(node)
        if key is None:
            key = self._named_key(node, place, depth)
        result = Origins()
        if key is not None and dotted(node.value) not in ("os.environ", "environ"):
            base = self.origins(node.value, place, depth)
            for origin in base.found:
                result += self._item(origin, key, depth)
        if result.found:
            return result
        return result + unseen(f"`{self._short(node)}` is looked up at run time")

    def _named_key(self, node: cst.Subscript, place: Place, depth: int) -> str | None:
        """The key of `TABLE[DEFAULT]` where the name stands for one string."""
        index = node.slice[0].slice if len(node.slice) == 1 else None
        if not isinstance(index, cst.Index) or not isinstance(
            index.value, (cst.Name, cst.Attribute)
        ):
            return None
        found = self.origins(index.value, place, depth)
        if found.missing or found.limits or len(found.found) != 1:
            return None
        only = found.found[0].node
        return str(meaning(only)) if isinstance(only, cst.SimpleString) else None

    def _item(self, origin: Origin, key: str | int, depth: int) -> Origins:
        from glm_migrate.analysis.python.dataflow.dict_entries import entries_of

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
            name in _SAME_TEXT | {"copy", "model_copy"} and not positional
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
        """What a call of the project's own function returns; None when it is not one."""
        result: Origins | None = None
        if isinstance(node.func, cst.Name):
            scope = self.scope_of(node.func.value, place.scope)
            if scope is None:
                return None
            kinds = {binding.kind for binding in scope.bindings[node.func.value]}
            if not kinds & {Kind.FUNCTION, Kind.IMPORT}:
                return None
        elif not isinstance(node.func, cst.Attribute):
            return None
        for origin in self.origins(node.func, place, depth).found:
            if not isinstance(origin.node, cst.FunctionDef):
                continue
            found = origin.tree.resolver.returned(origin.node, depth)
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
            result += self._item(origin, str(meaning(key)), depth)
        return result


def _method(node: cst.Call) -> str:
    return node.func.attr.value if isinstance(node.func, cst.Attribute) else ""


def _is_falsy(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Name):
        return node.value in ("None", "False")
    return isinstance(node, cst.SimpleString) and meaning(node) in ("", b"")


def _constant_index(node: cst.Subscript) -> str | int | None:
    if len(node.slice) != 1 or not isinstance(node.slice[0].slice, cst.Index):
        return None
    value = node.slice[0].slice.value
    if isinstance(value, cst.SimpleString):
        return str(meaning(value))
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
