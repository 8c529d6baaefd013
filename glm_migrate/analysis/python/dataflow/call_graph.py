"""Who calls a function of the project, and what is passed for its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import libcst as cst

from glm_migrate.analysis.python.dataflow.handed_functions import (
    calls_of_handed,
    handed,
    parameter_taking,
    passed_beside,
    place_in_spread,
)
from glm_migrate.analysis.python.dataflow.interface import (
    Class,
    Handed,
    Length,
    Module,
    ResolvedValue,
    mentioning,
)
from glm_migrate.analysis.python.dataflow.limits import MAX_CALLS
from glm_migrate.analysis.python.semantics.scopes import (
    Definition,
    ProgramPoint,
    Scope,
    dotted,
    owner,
    owner_of_method,
)

_OWN_NAMES = ("cls", "klass")  # what class methods call their class


class CallResolver:
    """Finds the calls of functions, methods and constructors."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self._crowded: set[Scope] = set()  # methods with more calls than were looked at

    def passed(
        self, scope: Scope, definition: Definition
    ) -> Iterator[tuple[cst.BaseExpression, cst.Call, Module]]:
        """The arguments that calls in the project pass for a parameter, each with its call."""
        if not isinstance(scope.node, (cst.FunctionDef, cst.Lambda)):
            return
        for call, module in self._assumed(self.callers(scope)):
            if not self._can_be_of_instance(scope, call, module):
                continue
            for argument in call.args:
                if argument.star:
                    continue
                if parameter_taking(scope, call, argument) == definition.name:
                    yield argument.value, call, module
        for one in self.handed(scope):
            for value in passed_beside(one, scope, definition.name):
                yield value, one[0], one[2]

    def spread(
        self, scope: Scope, definition: Definition, length: Length
    ) -> Iterator[tuple[cst.BaseExpression, str | int | None, cst.Call, Module]]:
        """Dicts and lists that calls in the project spread, and what of them a parameter gets."""
        if not isinstance(scope.node, cst.FunctionDef):
            return
        for call, module in self._assumed(self.callers(scope)):
            dicts = [one.value for one in call.args if one.star == "**"]
            placed = place_in_spread(scope, call, definition.name, partial(length, module, call))
            if (dicts or placed) and self._can_be_of_instance(scope, call, module):
                yield from ((one, definition.name, call, module) for one in dicts)
                if placed is not None:
                    yield placed[0].value, placed[1], call, module

    def _assumed(
        self, callers: Sequence[tuple[cst.Call, Module]]
    ) -> Sequence[tuple[cst.Call, Module]]:
        """Those of `callers` that can be the one, as far as something is assumed."""
        assumption = self.module.program.query.assumption
        if assumption is None:
            return callers
        calls = [call for call, _ in callers]
        return [one for one in callers if assumption.is_made_by(one[0], calls)]

    def callers(self, scope: Scope) -> tuple[tuple[cst.Call, Module], ...]:
        """The calls in the project of the function that `scope` is; remembered."""
        return self.module.remembered(
            CallResolver.callers, scope, lambda: tuple(self._find_callers(scope)), in_cycle=()
        )

    def handed(self, scope: Scope) -> tuple[Handed, ...]:
        """The calls in the project that are given the function as an argument; remembered."""
        return self.module.remembered(
            CallResolver.handed, scope, lambda: tuple(self._find_handed(scope)), in_cycle=()
        )

    def is_caller_known(self, scope: Scope) -> bool:
        """Whether it is assumed which of its callers calls a function."""
        assumption = self.module.program.query.assumption
        return assumption is not None and assumption.knows_caller(
            [call for call, _ in self.callers(scope)]
        )

    def has_too_many_callers(self, scope: Scope) -> bool:
        """Whether more calls of that name stand in the project than were looked at."""
        return scope in self._crowded

    def may_be_called_unseen(self, scope: Scope) -> bool:
        """Whether something that may be an instance is asked for a method of that name."""
        parent = scope.parent
        if parent is None or not isinstance(parent.node, cst.ClassDef):
            return False
        klass = self.module.klass(parent.node)
        return any(
            _may_be_instance(module, call.func.value, module.symbols.points[call], klass)
            for module in mentioning(self.module, scope.name)
            for call in module.symbols.by_called.get(scope.name, ())[:MAX_CALLS]
            if isinstance(call.func, cst.Attribute)
        )

    def _find_handed(self, scope: Scope) -> Iterator[Handed]:
        if scope.name == "__init__" or not isinstance(scope.node, (cst.FunctionDef, cst.Lambda)):
            return iter(())
        is_local = scope.parent is None or scope.parent.kind == "function"
        modules = (self.module,) if is_local else mentioning(self.module, scope.name)
        return handed(self.module, scope, modules)

    def _find_callers(self, scope: Scope) -> Iterator[tuple[cst.Call, Module]]:
        yield from self._named_calls(scope)
        yield from calls_of_handed(self.handed(scope), scope.node)

    def _named_calls(self, scope: Scope) -> Iterator[tuple[cst.Call, Module]]:
        """The calls that name the function."""
        parent = scope.parent
        if isinstance(scope.node, cst.Lambda):
            return
        if parent is None or parent.kind == "function":
            yield from self._calls_of(scope.name, scope.node, (self.module,))
        elif parent.kind == "module":
            yield from self._calls_of(scope.name, scope.node, mentioning(self.module, scope.name))
        elif not isinstance(parent.node, cst.ClassDef):
            return
        elif scope.name == "__init__":
            yield from self._constructions(self.module.klass(parent.node))
        else:
            yield from self._method_calls(scope, parent.node)

    def _method_calls(self, scope: Scope, klass: cst.ClassDef) -> Iterator[tuple[cst.Call, Module]]:
        """Calls of a method through something that can be an instance of its class."""
        looked, name, owned = 0, scope.name, self.module.klass(klass)
        for module in mentioning(self.module, name):
            for call in module.symbols.by_called.get(name, ()):
                if not isinstance(call.func, cst.Attribute):
                    continue
                looked += 1
                if looked > MAX_CALLS:
                    self._crowded.add(scope)
                    return
                receiver, point = call.func.value, module.symbols.points[call]
                if module.resolver.attributes.can_be(receiver, point, owned):
                    yield call, module

    def _calls_of(
        self, name: str, target: cst.CSTNode, modules: Iterable[Module]
    ) -> Iterator[tuple[cst.Call, Module]]:
        """Calls, by whatever name, of what is defined as `name` at `target`."""
        for module in modules:
            for alias in module.symbols.known_as(name):
                for call in module.symbols.by_called.get(alias, ()):
                    if module.resolver.calls.defines(
                        call.func, module.symbols.points[call], target
                    ):
                        yield call, module

    def defines(self, called: cst.BaseExpression, point: ProgramPoint, target: cst.CSTNode) -> bool:
        """Whether `called` is the function or class defined at `target`."""
        if not isinstance(called, (cst.Name, cst.Attribute)):
            return False
        return any(
            resolved.node is target
            for resolved in self.module.resolver.resolve(called, point, 2).found
        )

    def _constructions(self, klass: Class) -> Iterator[tuple[cst.Call, Module]]:
        classes = [klass]
        classes += [
            subclass
            for subclass in self.module.resolver.attributes.subclasses(klass)
            if "__init__" not in subclass.scope.definitions
        ]
        for subclass in classes:
            name = subclass.node.name.value
            yield from self._calls_of(name, subclass.node, mentioning(subclass.module, name))
        for one in dict.fromkeys((*classes, *klass.ancestors)):
            yield from _made_by_itself(one)
        for module in mentioning(self.module, "super"):
            for call in module.symbols.by_called.get("__init__", ()):
                called = call.func
                if (
                    isinstance(called, cst.Attribute)
                    and isinstance(called.value, cst.Call)
                    and dotted(called.value.func) == "super"
                ):
                    within = owner_of_method(module.symbols.points[call].scope)
                    if within is not None and klass.node in module.klass(within).lineage[1:]:
                        yield call, module

    def instance_at(self, point: ProgramPoint, module: Module) -> Class | None:
        """The class whose instance is meant, as far as a method of its family is being read."""
        instance = self.module.program.query.instance
        within = owner_of_method(point.scope)
        if instance is None or within is None:
            return None
        return instance if instance.is_related(module.klass(within)) else None

    def _can_be_of_instance(self, scope: Scope, call: cst.Call, module: Module) -> bool:
        """Whether a caller of a method can be of the instance that is meant, not of a sibling."""
        if scope.name == "__init__":
            return self._is_meant(call, module)
        instance, called = self.module.program.query.instance, call.func
        if instance is None or not isinstance(called, cst.Attribute):
            return True
        own = owner(called.value, module.symbols.points[call].scope)
        return own is None or instance.is_related(module.klass(own))

    def _is_meant(self, call: cst.Call, module: Module) -> bool:
        """Whether a construction can be one of the instance that is meant, not of a sibling."""
        instance = self.module.program.query.instance
        if instance is None:
            return True
        called = call.func
        if isinstance(called, cst.Attribute) and called.attr.value == "__init__":
            within = owner_of_method(module.symbols.points[call].scope)
            return within is None or instance.is_related(module.klass(within))
        with self.module.program.fresh_query():
            made = module.resolver.attributes.class_of(called, module.symbols.points[call])
        return made is None or instance.is_related(made)


def _made_by_itself(klass: Class) -> Iterator[tuple[cst.Call, Module]]:
    """The instances that class methods make: `cls(url, model)`."""
    symbols = klass.module.symbols
    for name in _OWN_NAMES:
        for call in symbols.by_called.get(name, ()):
            if owner(call.func, symbols.points[call].scope) is klass.node:
                yield call, klass.module


def _may_be_instance(
    module: Module, receiver: cst.CSTNode, point: ProgramPoint, klass: Class
) -> bool:
    """Whether nothing is seen of a receiver, or that it is of a base of the class."""
    found = module.resolver.attributes.class_of(receiver, point)
    if found is not None:
        return found.node in klass.lineage[1:]
    return not module.resolver.resolve(receiver, point, 1).found


def callees(
    module: Module, call: cst.Call, point: ProgramPoint | None = None, depth: int = 0
) -> tuple[ResolvedValue, ...]:
    """The functions and classes of the project that a call may go to.

    Whoever asks whether a call reaches code of the project asks here.

    Args:
        point: Where the call is evaluated, if that is not where it stands.
    """
    found = module.resolver.resolve(call.func, point or module.symbols.point(call), depth).found
    return tuple(one for one in found if isinstance(one.node, (cst.FunctionDef, cst.ClassDef)))


def called_functions(
    module: Module, call: cst.Call, point: ProgramPoint | None = None, depth: int = 0
) -> tuple[ResolvedValue, ...]:
    """The functions and methods among them."""
    found = callees(module, call, point, depth)
    return tuple(one for one in found if isinstance(one.node, cst.FunctionDef))


def function_run(called: ResolvedValue) -> cst.FunctionDef | None:
    """The function that runs when a function or class is called."""
    if isinstance(called.node, cst.ClassDef):
        made = (
            definition.node
            for _, definition in called.module.klass(called.node).definitions("__init__")
        )
        return next((node for node in made if isinstance(node, cst.FunctionDef)), None)
    return called.node if isinstance(called.node, cst.FunctionDef) else None


def called_code(
    module: Module,
    function: cst.BaseExpression,
    point: ProgramPoint | None = None,
    depth: int = 0,
) -> tuple[ResolvedValue, ...]:
    """The functions and lambdas of the project that an expression may stand for."""
    found = module.resolver.resolve(function, point or module.symbols.point(function), depth).found
    return tuple(one for one in found if isinstance(one.node, (cst.FunctionDef, cst.Lambda)))
