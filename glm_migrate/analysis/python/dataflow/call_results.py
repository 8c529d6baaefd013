"""What a call gives back: what its own function returns, a default, the text it was made on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.call_graph import called_code
from glm_migrate.analysis.python.dataflow.chosen_values import chosen_value
from glm_migrate.analysis.python.dataflow.conditions import OpenPlaces, conditions, plain
from glm_migrate.analysis.python.dataflow.configured_objects import hydra_composed
from glm_migrate.analysis.python.dataflow.context_variables import makes_variable, value_of_context
from glm_migrate.analysis.python.dataflow.declared_items import ItemAccess, with_declared_items
from glm_migrate.analysis.python.dataflow.decorators import changing
from glm_migrate.analysis.python.dataflow.folded_values import Constant
from glm_migrate.analysis.python.dataflow.framework_settings import django_setting
from glm_migrate.analysis.python.dataflow.handed_functions import parameter_taking
from glm_migrate.analysis.python.dataflow.ini_reads import parser_get
from glm_migrate.analysis.python.dataflow.interface import (
    Annotation,
    Class,
    Module,
    ResolvedValue,
    ResolvedValues,
    unresolved,
)
from glm_migrate.analysis.python.dataflow.items import found_by, item_of
from glm_migrate.analysis.python.dataflow.limits import THINGS_A_TEST
from glm_migrate.analysis.python.dataflow.passed_by_callers import of_this_call
from glm_migrate.analysis.python.dataflow.records_in_texts import (
    decoded,
    makes_record,
    record_read,
)
from glm_migrate.analysis.python.dataflow.session_values import session_at
from glm_migrate.analysis.python.dataflow.settings_reads import (
    loaded,
    merged,
    value_of_variable,
    variable_of,
    wrapped,
)
from glm_migrate.analysis.python.dataflow.taken_items import item_taken
from glm_migrate.analysis.python.semantics.scopes import (
    Kind,
    ProgramPoint,
    Scope,
    dotted,
    owner,
)
from glm_migrate.analysis.python.syntax.string_literals import meaning, text_of
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.model.unresolved import Reason

_LOOKED_UP = (cst.Lambda, cst.Subscript)
_SAME_TEXT = callables("same-text")
_COPIES_ITSELF = callables("copies-itself", "copies-model")
_COPIES = callables("copies", "views")
_SECTIONED = callables("reads-sections")
_DEFAULT_BEHIND = callables("reads-with-default", "reads-typed")
_READS_NAME = callables("reads-name")
_READS_ATTRIBUTE = callables("reads-attribute")


def value_of_call(
    module: Module, node: cst.CSTNode, point: ProgramPoint, depth: int
) -> ResolvedValues:
    """What a call can give back; the call itself where that is not known."""
    assert isinstance(node, cst.Call)
    same = _passed_through(node)
    if same is not None:
        return module.resolver.resolve(same, point, depth)
    found = _of_settings(module, node, point, depth)
    found = found or _own_result(module, node, point, depth)
    found = found or item_taken(module, node, point, depth)
    found = found or chosen_value(module, node, point, depth)
    found = found or _named_attribute(module, node, point, depth)
    found = found or value_of_context(module, node, point, depth)
    if found is not None:
        return found
    itself = ResolvedValues((ResolvedValue(module, node, point),))
    if makes_variable(node, point):
        return itself
    return _with_default(module, node, point, depth) or itself


def _of_settings(
    module: Module, node: cst.Call, point: ProgramPoint, depth: int
) -> ResolvedValues | None:
    """What a call reads of settings files; None where it reads none."""
    if inner := wrapped(node, point):
        return module.resolver.resolve(inner, point, depth)
    if parts := list(merged(node, point)):
        return ResolvedValues.sum([module.resolver.resolve(one, point, depth) for one in parts])
    if variable := variable_of(module, node, point, depth):
        return _of_variable(module, node, variable, point, depth)
    if (composed := hydra_composed(module, node, point)).found:
        return composed
    found = parser_get(module, node, point, depth) or loaded(module, node, point, depth)
    return found or record_read(module, node, point, depth)


def _of_variable(
    module: Module, node: cst.Call, variable: str, point: ProgramPoint, depth: int
) -> ResolvedValues:
    """What files set a variable to, the default, and whatever else it may be set to."""
    result = value_of_variable(module, variable, node, depth)
    if makes_record(node, point):
        result = decoded(module, node, result)
    if (default := _default(node, is_section=False)) is not None:
        result += module.resolver.resolve(default, point, depth)
    return result + unresolved(Reason.READ, module.short(node))


def _name(node: cst.Call) -> str:
    return dotted(node.func).rpartition(".")[2] or _method(node)


def _method(node: cst.Call) -> str:
    return node.func.attr.value if isinstance(node.func, cst.Attribute) else ""


def _positional(node: cst.Call) -> list[cst.BaseExpression]:
    return [a.value for a in node.args if a.keyword is None and a.star == ""]


def _passed_through(node: cst.Call) -> cst.BaseExpression | None:
    """The expression that a call gives back as it is: `x` of `x.strip()`, `copy(x)`, `str(x)`."""
    name, positional = _name(node), _positional(node)
    # `client.copy(base_url=…)` is another client.
    is_same = (name in _SAME_TEXT and not positional) or (name in _COPIES_ITSELF and not node.args)
    if isinstance(node.func, cst.Attribute) and is_same:
        return None if _has_blanks(node.func.value) else node.func.value
    if (name in _COPIES or dotted(node.func) == "str") and len(positional) == 1:
        return positional[0]
    return positional[1] if name == "cast" and len(positional) == 2 else None


def _has_blanks(node: cst.BaseExpression) -> bool:
    """Whether a text that is written there has blanks at its ends, which may be trimmed."""
    text = text_of(node)
    return text != text.strip()


def _own_result(
    module: Module, node: cst.Call, point: ProgramPoint, depth: int
) -> ResolvedValues | None:
    """What a call of the project's own function returns; None when it is not one."""
    if not _may_be_own(node.func, point):
        return None
    result: ResolvedValues | None = None
    for resolved in _written(called_code(module, node.func, point, depth)):
        with module.program.as_instance(_instance_asked(module, node.func, point)):
            found = _returned(module, node, point, depth, resolved)
            found = of_this_call(module, node, point, depth, resolved, found)
        found = found.behind((module.hop(node, f"{module.short(node.func)}()"),))
        found = found.map(lambda one: replace(one, calls=(node, *one.calls)))
        if isinstance(resolved.node, cst.FunctionDef) and resolved.node.returns is not None:
            note = Annotation(resolved.module, resolved.node.returns.annotation, resolved.point)
            found = replace(found, annotations=(*found.annotations, note))
        result = found if result is None else result + found
    return result


def _instance_asked(
    module: Module, function: cst.BaseExpression, point: ProgramPoint
) -> Class | None:
    """The class whose instance `self` is in a function that is called as `self.function(…)`."""
    instance = module.program.query.instance
    own = owner(function.value, point.scope) if isinstance(function, cst.Attribute) else None
    if own is None or (instance is not None and own in instance.lineage):
        return instance
    return module.klass(own)


def _returned(
    module: Module, call: cst.Call, point: ProgramPoint, depth: int, function: ResolvedValue
) -> ResolvedValues:
    """What a function can return to `call`: no branch that a text which that passes rules out."""
    node, there = function.node, function.module
    if isinstance(node, cst.Lambda):
        return there.resolver.resolve(node.body, there.symbols.point(node.body), depth)
    assert isinstance(node, cst.FunctionDef)
    scope = there.symbols.scopes[node]
    if not _has_tests(there, scope) or changing(there, node):
        return there.resolver.returned(node, depth)
    values = there.symbols.returns.get(scope, ())
    known = dict(_passed_texts(module, call, point, depth, scope))
    if not known or not module.program.query.may_look_at(len(values) * THINGS_A_TEST):
        return there.resolver.returned(node, depth)
    place, places = there.symbols.point, OpenPlaces(known, there, depth)
    kept = [one for one in values if places.reaches(place(one))]
    if len(kept) == len(values) or not kept:
        return there.resolver.returned(node, depth)
    return ResolvedValues.sum([there.resolver.resolve(one, place(one), depth) for one in kept])


def _has_tests(module: Module, scope: Scope) -> bool:
    """Whether a test decides about a value that a function returns; remembered."""
    symbols = module.symbols

    def find() -> bool:
        places = map(symbols.point, symbols.returns.get(scope, ()))
        return any(True for one in places for _ in conditions(one, symbols))

    return module.remembered(scope, _has_tests, find, in_cycle=False)


def _passed_texts(
    module: Module, call: cst.Call, point: ProgramPoint, depth: int, scope: Scope
) -> Iterator[tuple[str, Constant]]:
    """The parameters for which a call passes one known text or number, and that stay the same."""
    for argument in call.args:
        name = parameter_taking(scope, call, argument) if not argument.star else ""
        if len(scope.definitions.get(name, ())) != 1:
            continue
        found = module.resolver.resolve(argument.value, point, depth)
        if len(found.found) == 1 and not found.unresolved and not found.limits:
            text = plain(found.found[0].node)
            if text is not None:
                yield name, text


def _written(functions: Sequence[ResolvedValue]) -> Sequence[ResolvedValue]:
    """The functions that may run; of a method that is left to subclasses, theirs alone."""
    return [one for one in functions if not _is_left_open(one.node)] or functions


def _is_left_open(function: cst.CSTNode) -> bool:
    """Whether a method has no body of its own: `pass`, `...`, `raise NotImplementedError`."""
    if not isinstance(function, cst.FunctionDef):
        return False
    lines: list[cst.CSTNode] = []
    for line in function.body.body:
        lines += line.body if isinstance(line, cst.SimpleStatementLine) else (line,)
    return all(isinstance(one, cst.Pass | cst.Raise) or _is_literal(one) for one in lines)


def _is_literal(statement: cst.CSTNode) -> bool:
    """Whether a statement is a docstring or `...`."""
    literals = (cst.BaseString, cst.Ellipsis)
    return isinstance(statement, cst.Expr) and isinstance(statement.value, literals)


def _may_be_own(called: cst.BaseExpression, point: ProgramPoint) -> bool:
    """Whether what is called can be a function of the project, as far as its name tells."""
    if not isinstance(called, cst.Name):
        return isinstance(called, (cst.Attribute, cst.Subscript))
    scope = point.scope.lookup(called.value)
    definitions = scope.definitions[called.value] if scope is not None else ()
    return any(
        definition.kind in (Kind.FUNCTION, Kind.IMPORT) or isinstance(definition.value, _LOOKED_UP)
        for definition in definitions
    )


def _with_default(
    module: Module, node: cst.Call, point: ProgramPoint, depth: int
) -> ResolvedValues | None:
    """`os.getenv(k, d)`, `d.get(k, default)`, `getattr(o, n, d)`, `config(k, default=d)`."""
    is_section = _name(node) == "get" and _reads_a_section(module, node, point, depth)
    name, default = _name(node), _default(node, is_section=is_section)
    if default is None and name not in _READS_NAME:
        return None
    result = _got(module, node, point, depth) if name == "get" else ResolvedValues()
    if name == "getattr" and len(given := _positional(node)) > 1:
        result = django_setting(module, given[0], text_of(given[1]), point, depth)
    if default is not None:
        result += module.resolver.resolve(default, point, depth)
    elif result.found:
        is_kept = isinstance(node.func, cst.Attribute) and session_at(node.func.value, point)
        if not is_kept:
            return result  # a user's session need not have it yet
    return result + unresolved(Reason.READ, module.short(node))


def _named_attribute(
    module: Module, node: cst.Call, point: ProgramPoint, depth: int
) -> ResolvedValues | None:
    """`getattr(o, "model")` and `getattr(o, "model", default)`, where such an attribute is seen."""
    given = _positional(node)
    if dotted(node.func) not in _READS_ATTRIBUTE or len(given) not in (2, 3):
        return None
    name = text_of(given[1])
    if len(node.args) > len(given) or not name.isidentifier():
        return None
    read = cst.Attribute(given[0], cst.Name(name))
    module.implied(read, node)
    found = module.resolver.resolve(read, point, depth)
    if not found.found or len(given) == 2:
        return found if found.found else None
    return found + module.resolver.resolve(given[2], point, depth)


def _reads_a_section(module: Module, node: cst.Call, point: ProgramPoint, depth: int) -> bool:
    """Whether a call is `ConfigParser.get(section, option)`, which takes no default there."""
    if not isinstance(node.func, cst.Attribute):
        return False
    holders = module.resolver.resolve(node.func.value, point, depth).found
    made = (one.node for one in holders)
    return any(isinstance(one, cst.Call) and _name(one) in _SECTIONED for one in made)


def _default(node: cst.Call, *, is_section: bool) -> cst.BaseExpression | None:
    """What a call gives back where it finds nothing, as far as it is written there."""
    name, positional = _name(node), _positional(node)
    if name == "getattr" and len(positional) == 3:
        return positional[2]
    for argument in node.args:
        if argument.keyword is not None and argument.keyword.value in ("default", "fallback"):
            return argument.value
    if is_section:
        return None
    reads = name in _DEFAULT_BEHIND and dotted(node.func) != "str"  # `env.str(k, d)` alone does
    return positional[1] if reads and len(positional) >= 2 else None


def _got(module: Module, node: cst.Call, point: ProgramPoint, depth: int) -> ResolvedValues:
    """What `d.get("key")` finds in a dict of the program."""
    positional = _positional(node)
    if not isinstance(node.func, cst.Attribute) or not positional:
        return ResolvedValues()
    key, table = positional[0], node.func.value
    if isinstance(key, cst.SimpleString):
        found = item_of(module, table, str(meaning(key)), point, depth)
    else:
        found = found_by(module, table, key, point, depth)[0]
    held = module.resolver.resolve(table, point, depth)
    return with_declared_items(found, held, ItemAccess.VALUE)
