"""What an expression can be: follow names, attributes, defaults and branches to what is written.

The answer is a set of resolved values, expressions that are not names, and what stayed unresolved.
Nothing is executed and nothing is assumed: an expression of an unknown kind is unresolved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.attributes import AttributeResolver
from glm_migrate.analysis.python.dataflow.call_graph import CallResolver
from glm_migrate.analysis.python.dataflow.decorators import changing
from glm_migrate.analysis.python.dataflow.dict_entries import entries_of
from glm_migrate.analysis.python.dataflow.interface import (
    Alias,
    Annotation,
    Attributes,
    CallGraph,
    Module,
    ResolvedValue,
    ResolvedValues,
    given_up,
    unresolved,
    with_annotation,
)
from glm_migrate.analysis.python.dataflow.limits import MAX_CALLS, MAX_DEPTH
from glm_migrate.analysis.python.semantics.reaching_definitions import visible
from glm_migrate.analysis.python.semantics.scopes import (
    Definition,
    Kind,
    ProgramPoint,
    Scope,
    dotted,
)
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unresolved import Reason

_FIELD_MAKERS = callables("declares-default")
_SAME_TEXT = callables("same-text")
_COPIES = callables("copies", "views")


class ModuleResolver:
    """Resolves the expressions of one module.

    Attributes:
        attributes: What hangs on objects, classes and modules.
        calls: Which calls go to the functions of this module.
    """

    def __init__(self, module: Module) -> None:
        self.module = module
        self.symbols = module.symbols
        self.attributes: Attributes = AttributeResolver(module)
        self.calls: CallGraph = CallResolver(module)
        self._known: dict[tuple[int, str, int], ResolvedValues] = {}

    def once(self, thing: object, what: str, find: Callable[[], ResolvedValues]) -> ResolvedValues:
        """`find()`, remembered; nothing where it is asked for while it is being found."""
        query = self.module.program.query
        instance = query.instance
        key = (id(thing), what, id(instance.node) if instance else 0)
        if key in self._known:
            return self._known[key]
        if key in query.in_progress:
            query.cycles.add(key)
            return ResolvedValues()
        query.in_progress.add(key)
        cycles, cut = query.cycles, query.cut
        query.cycles, query.cut = set(), False
        try:
            result = find()
            query.cycles.discard(key)
            if not query.cycles and not query.cut:  # else it depends on where one came from
                self._known[key] = result
            return result
        finally:
            query.cycles |= cycles
            query.cut = query.cut or cut
            query.in_progress.discard(key)

    def resolve(self, node: cst.CSTNode, point: ProgramPoint, depth: int = 0) -> ResolvedValues:
        """What `node`, evaluated at `point`, can be."""
        query = self.module.program.query
        if not query.may_go_on(depth):
            return given_up(Reason.TOO_MANY_PLACES)
        if depth > MAX_DEPTH:
            query.cut = True
            return given_up(Reason.TOO_FAR, str(MAX_DEPTH))
        handler = _EXPRESSIONS.get(type(node))
        if handler is not None:
            return handler(self, node, point, depth + 1)
        if isinstance(node, _TERMINALS):
            return ResolvedValues((ResolvedValue(self.module, node, point),))
        return unresolved(Reason.COMPUTED, self.module.short(node))

    def _all(self, parts: Iterable[tuple[cst.CSTNode, ProgramPoint]], depth: int) -> ResolvedValues:
        return ResolvedValues.sum([self.resolve(node, point, depth) for node, point in parts])

    def _name(self, node: cst.CSTNode, point: ProgramPoint, depth: int) -> ResolvedValues:
        assert isinstance(node, cst.Name)
        if node.value in ("None", "True", "False"):
            return ResolvedValues((ResolvedValue(self.module, node, point),))
        scope = point.scope.lookup(node.value)
        if scope is None:
            for other in self._starred(node.value):
                return other.resolver.exported(node.value, depth)
            return unresolved(Reason.UNDEFINED, node.value)
        return self._from_scope(node.value, scope, point, depth)

    def _from_scope(
        self, name: str, scope: Scope, point: ProgramPoint, depth: int
    ) -> ResolvedValues:
        definitions, complete = visible(name, scope, point, self.symbols)
        result = ResolvedValues()
        for definition in definitions:
            found = self.bound(definition, depth)
            result += found.map(
                lambda resolved, b=definition: replace(  # type: ignore[misc]
                    resolved,
                    via=(self.module.hop(b.node, b.name), *resolved.via),
                    aliases=(*resolved.aliases, Alias(self.module, b.name, point, scope)),
                    definitions=(b, *resolved.definitions),
                )
            )
        if not definitions or not complete:
            result += unresolved(Reason.NO_VALUE, name)
        return result.unless_extended(definitions)

    def bound(self, definition: Definition, depth: int) -> ResolvedValues:
        """What a definition binds."""
        return self.once(definition, "bound", lambda: self._bound(definition, depth))

    def _bound(self, definition: Definition, depth: int) -> ResolvedValues:
        kind = definition.kind
        if kind is Kind.ASSIGN and definition.value is not None:
            return with_annotation(
                self.module, definition, self.resolve(definition.value, definition.point, depth)
            )
        if kind is Kind.PARAMETER:
            return with_annotation(self.module, definition, self._parameter(definition, depth))
        if kind in (Kind.FUNCTION, Kind.CLASS):
            return ResolvedValues((ResolvedValue(self.module, definition.node, definition.point),))
        if kind is Kind.WITH and definition.value is not None:
            return self.resolve(definition.value, definition.point, depth)
        if kind is Kind.LOOP and definition.value is not None:
            return self._elements(definition, depth)
        if kind is Kind.UNPACK and definition.value is not None:
            return self._unpacked(definition, depth)
        if kind is Kind.IMPORT:
            return self._imported(definition, depth)
        return with_annotation(
            self.module, definition, unresolved(Reason.OTHER_BINDING, definition.name, kind.value)
        )

    def _imported(self, definition: Definition, depth: int) -> ResolvedValues:
        """The module or member in the project that an import names."""
        where = (
            f"{definition.module}.{definition.member}" if definition.member else definition.module
        )
        nothing = unresolved(Reason.IMPORTED, definition.name, where)
        if definition.member:
            other = self.module.program.imported(self.module, definition.module)
            if other is not None and other.resolver.exports(definition.member):
                return other.resolver.exported(definition.member, depth)
            glue = "" if definition.module.endswith(".") else "."
            other = self.module.program.imported(
                self.module, f"{definition.module}{glue}{definition.member}"
            )
        else:
            other = self.module.program.imported(self.module, definition.module)
        if other is None:
            return nothing
        return ResolvedValues((ResolvedValue(other, other.syntax, other.end),))

    def exports(self, name: str) -> bool:
        """Whether other modules can import `name` from this one."""
        return name in self.symbols.root.definitions or any(True for _ in self._starred(name))

    def _starred(self, name: str) -> Iterator[Module]:
        for name_of_module in self.symbols.root.stars:
            other = self.module.program.imported(self.module, name_of_module)
            if (
                other is not None
                and other is not self.module
                and name in other.symbols.root.definitions
            ):
                yield other

    def exported(self, name: str, depth: int) -> ResolvedValues:
        """What the module-level `name` is once the module has run."""
        if depth > MAX_DEPTH:
            return given_up(Reason.TOO_FAR, str(MAX_DEPTH))
        if name in self.symbols.root.definitions:
            return self._from_scope(name, self.symbols.root, self.module.end, depth + 1)
        return next(
            (o.resolver.exported(name, depth + 1) for o in self._starred(name)), ResolvedValues()
        )

    def _elements(self, definition: Definition, depth: int) -> ResolvedValues:
        """A loop variable: each element of a literal list."""
        assert definition.value is not None
        parts: list[ResolvedValues] = []
        for resolved in self.resolve(definition.value, definition.point, depth).found:
            node = resolved.node
            if isinstance(node, (cst.List, cst.Tuple, cst.Set)):
                for element in node.elements:
                    found = resolved.module.resolver.resolve(element.value, resolved.point, depth)
                    parts.append(found.behind(resolved.via))
        result = ResolvedValues.sum(parts)
        if not result.found:
            return unresolved(Reason.LOOP_VARIABLE, definition.name)
        return result

    def _unpacked(self, definition: Definition, depth: int) -> ResolvedValues:
        assert definition.value is not None
        result = ResolvedValues()
        for resolved in self.resolve(definition.value, definition.point, depth).found:
            node = resolved.node
            if isinstance(node, (cst.Tuple, cst.List)) and definition.index is not None:
                parts = node.elements
                if definition.index < len(parts) and not any(
                    isinstance(p, cst.StarredElement) for p in parts
                ):
                    part = parts[definition.index].value
                    result += resolved.module.resolver.resolve(part, resolved.point, depth)
        return result if result.found else unresolved(Reason.UNPACKED, definition.name)

    def _parameter(self, definition: Definition, depth: int) -> ResolvedValues:
        assert isinstance(definition.node, cst.Param)
        parts: list[ResolvedValues] = []
        if definition.value is not None:
            parts.append(self.default_of(definition.value, definition.point, depth))
        scope = definition.point.scope
        function = scope.node
        if isinstance(function, cst.FunctionDef):
            parts += self._option_defaults(function, definition, depth)
        decorator = changing(self.module, function) if isinstance(function, cst.FunctionDef) else ""
        if decorator:
            parts.append(unresolved(Reason.DECORATED_INPUT, decorator, scope.name))
        for argument, point, module in () if decorator else self.calls.passed(scope, definition):
            with self.module.program.as_instance(self.calls.instance_at(point, module)):
                parts.append(module.resolver.resolve(argument, point, depth))
        if definition.node.star == "**":  # a dict of its own, filled by the callers
            parts.append(
                ResolvedValues((ResolvedValue(self.module, definition.node, definition.point),))
            )
        word = scope.name or "the lambda"
        if self.calls.has_too_many_callers(scope):
            parts.append(given_up(Reason.TOO_MANY_CALLERS, word, f"{MAX_CALLS:,}"))
        parts.append(unresolved(Reason.PARAMETER, definition.name, word))
        return ResolvedValues.sum(parts)

    def _option_defaults(
        self, function: cst.FunctionDef, definition: Definition, depth: int
    ) -> Iterator[ResolvedValues]:
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
            for argument in call.args if definition.name in names else ():
                if argument.keyword is not None and argument.keyword.value == "default":
                    yield self.resolve(argument.value, self.symbols.point(call), depth)

    def default_of(
        self, value: cst.BaseExpression, point: ProgramPoint, depth: int
    ) -> ResolvedValues:
        """A default, also when it is wrapped as in `Field(default=…)` or `Query("…")`."""
        if not isinstance(value, cst.Call):
            return self.resolve(value, point, depth)
        if dotted(value.func).rpartition(".")[2] not in _FIELD_MAKERS:
            return self.resolve(value, point, depth)
        for argument in value.args:
            word = argument.keyword.value if argument.keyword else ""
            if word in ("default", "") and argument.star == "":
                return self.resolve(argument.value, point, depth)
            if word == "default_factory" and isinstance(argument.value, cst.Lambda):
                return self.resolve(argument.value.body, point, depth)
        return unresolved(Reason.NO_DEFAULT, self.module.short(value))

    def returned(self, function: cst.FunctionDef, depth: int) -> ResolvedValues:
        """What a function of this file returns."""
        return self.once(function, "returned", lambda: self._find_returned(function, depth))

    def _find_returned(self, function: cst.FunctionDef, depth: int) -> ResolvedValues:
        if decorator := changing(self.module, function):
            return unresolved(Reason.DECORATED_RESULT, decorator, function.name.value)
        values = self.symbols.returns.get(self.symbols.scopes[function], [])
        if not values:
            return unresolved(Reason.NO_RETURN, function.name.value)
        return self._all([(value, self.symbols.point(value)) for value in values], depth)

    def _or(self, node: cst.CSTNode, point: ProgramPoint, depth: int) -> ResolvedValues:
        assert isinstance(node, cst.BooleanOperation)
        left = self.resolve(node.left, point, depth)
        right = self.resolve(node.right, point, depth)
        if isinstance(node.operator, cst.And):
            return right + left
        falsy = tuple(o for o in left.found if _is_falsy(o.node))
        kept = tuple(o for o in left.found if o not in falsy)
        return replace(left, found=kept) + right

    def _conditional(self, node: cst.CSTNode, point: ProgramPoint, depth: int) -> ResolvedValues:
        assert isinstance(node, cst.IfExp)
        return self._all([(node.body, point), (node.orelse, point)], depth)

    def _walrus(self, node: cst.CSTNode, point: ProgramPoint, depth: int) -> ResolvedValues:
        assert isinstance(node, cst.NamedExpr)
        return self.resolve(node.value, point, depth)

    def _await(self, node: cst.CSTNode, point: ProgramPoint, depth: int) -> ResolvedValues:
        assert isinstance(node, cst.Await)
        return self.resolve(node.expression, point, depth)

    def _attribute(self, node: cst.CSTNode, point: ProgramPoint, depth: int) -> ResolvedValues:
        assert isinstance(node, cst.Attribute)
        return self.attributes.resolve(node, point, depth)

    def _subscript(self, node: cst.CSTNode, point: ProgramPoint, depth: int) -> ResolvedValues:
        assert isinstance(node, cst.Subscript)
        if dotted(node.value).rpartition(".")[2] in ("Annotated", "Optional", "Union"):
            return ResolvedValues(
                (ResolvedValue(self.module, node, point),)
            )  # a type under a name of its own
        key = _constant_index(node)
        if key is None:
            key = self._named_key(node, point, depth)
        result = ResolvedValues()
        if key is not None and dotted(node.value) not in ("os.environ", "environ"):
            base = self.resolve(node.value, point, depth)
            for resolved in base.found:
                result += self._item(resolved, key, depth)
        if result.found:
            return result
        return result + unresolved(Reason.LOOKED_UP, self.module.short(node))

    def _named_key(self, node: cst.Subscript, point: ProgramPoint, depth: int) -> str | None:
        """The key of `TABLE[DEFAULT]` where the name stands for one string."""
        index = node.slice[0].slice if len(node.slice) == 1 else None
        if not isinstance(index, cst.Index) or not isinstance(
            index.value, (cst.Name, cst.Attribute)
        ):
            return None
        found = self.resolve(index.value, point, depth)
        if found.unresolved or found.limits or len(found.found) != 1:
            return None
        only = found.found[0].node
        return str(meaning(only)) if isinstance(only, cst.SimpleString) else None

    def _item(self, resolved: ResolvedValue, key: str | int, depth: int) -> ResolvedValues:
        there = resolved.module.resolver
        if isinstance(resolved.node, (cst.List, cst.Tuple)) and isinstance(key, int):
            parts = resolved.node.elements
            if -len(parts) <= key < len(parts):
                return there.resolve(parts[key].value, resolved.point, depth)
            return ResolvedValues()
        if not isinstance(key, str):
            return ResolvedValues()
        result = ResolvedValues()
        for entry in entries_of(resolved).entries:
            if entry.key == key:
                found = entry.module.resolver.resolve(entry.value, entry.point, depth)
                result += found.behind(resolved.via)
        return result

    def _call(self, node: cst.CSTNode, point: ProgramPoint, depth: int) -> ResolvedValues:
        assert isinstance(node, cst.Call)
        itself = ResolvedValues((ResolvedValue(self.module, node, point),))
        name = dotted(node.func).rpartition(".")[2] or _method(node)
        positional = [a.value for a in node.args if a.keyword is None and a.star == ""]
        if isinstance(node.func, cst.Attribute) and (
            name in _SAME_TEXT | {"copy", "model_copy"} and not positional
        ):
            return self.resolve(node.func.value, point, depth)
        if name in _COPIES and len(positional) == 1:
            return self.resolve(positional[0], point, depth)
        if name == "cast" and len(positional) == 2:
            return self.resolve(positional[1], point, depth)
        if name == "str" and len(positional) == 1:
            return self.resolve(positional[0], point, depth)
        own = self._own_function(node, point, depth)
        if own is not None:
            return own
        return self._with_default(node, name, positional, point, depth) or itself

    def _own_function(
        self, node: cst.Call, point: ProgramPoint, depth: int
    ) -> ResolvedValues | None:
        """What a call of the project's own function returns; None when it is not one."""
        result: ResolvedValues | None = None
        if isinstance(node.func, cst.Name):
            scope = point.scope.lookup(node.func.value)
            if scope is None:
                return None
            kinds = {definition.kind for definition in scope.definitions[node.func.value]}
            if not kinds & {Kind.FUNCTION, Kind.IMPORT}:
                return None
        elif not isinstance(node.func, cst.Attribute):
            return None
        for resolved in self.resolve(node.func, point, depth).found:
            if not isinstance(resolved.node, cst.FunctionDef):
                continue
            found = resolved.module.resolver.returned(resolved.node, depth)
            hop = self.module.hop(node, f"{dotted(node.func)}()")
            found = found.map(lambda o, h=hop: replace(o, via=(h, *o.via)))  # type: ignore[misc]
            if resolved.node.returns is not None:
                note = Annotation(resolved.module, resolved.node.returns.annotation, resolved.point)
                found = replace(found, annotations=(*found.annotations, note))
            result = found if result is None else result + found
        return result

    def _with_default(
        self,
        node: cst.Call,
        name: str,
        positional: list[cst.BaseExpression],
        point: ProgramPoint,
        depth: int,
    ) -> ResolvedValues | None:
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
        result = ResolvedValues()
        if name == "get" and isinstance(node.func, cst.Attribute) and positional:
            result = self._get(node.func.value, positional[0], point, depth)
        if default is not None:
            result += self.resolve(default, point, depth)
        if name == "get" and result.found and default is None:
            return result
        return result + unresolved(Reason.READ, self.module.short(node))

    def _get(
        self, base: cst.BaseExpression, key: cst.BaseExpression, point: ProgramPoint, depth: int
    ) -> ResolvedValues:
        if not isinstance(key, cst.SimpleString) or dotted(base) in ("os.environ", "environ"):
            return ResolvedValues()
        result = ResolvedValues()
        for resolved in self.resolve(base, point, depth).found:
            result += self._item(resolved, str(meaning(key)), depth)
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
_EXPRESSIONS: dict[
    type, Callable[[ModuleResolver, cst.CSTNode, ProgramPoint, int], ResolvedValues]
] = {
    cst.Name: ModuleResolver._name,
    cst.Attribute: ModuleResolver._attribute,
    cst.BooleanOperation: ModuleResolver._or,
    cst.IfExp: ModuleResolver._conditional,
    cst.NamedExpr: ModuleResolver._walrus,
    cst.Await: ModuleResolver._await,
    cst.Subscript: ModuleResolver._subscript,
    cst.Call: ModuleResolver._call,
}
