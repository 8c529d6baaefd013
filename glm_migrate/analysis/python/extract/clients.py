"""Which client a call goes through, and where that client sends its requests.

A client is known by the class that made it, never by the name of a variable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.assumptions import KnownCalls
from glm_migrate.analysis.python.dataflow.interface import (
    Class,
    Module,
    ResolvedValue,
    ResolvedValues,
    mentioning,
)
from glm_migrate.analysis.python.dataflow.limits import MAX_CLIENT_WRAPS
from glm_migrate.analysis.python.dataflow.settings_reads import value_of_variable
from glm_migrate.analysis.python.extract.client_changes import (
    ClientChange,
    changed,
    overridden,
    patched_class,
)
from glm_migrate.analysis.python.extract.endpoints import default_endpoint, url_of
from glm_migrate.analysis.python.extract.literals import value_at
from glm_migrate.analysis.python.semantics.scopes import (
    Definition,
    Kind,
    ProgramPoint,
    dotted,
    owner,
    owner_of_method,
)
from glm_migrate.analysis.python.syntax.string_literals import joined, meaning
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.knowledge.settings_readers import client_variables
from glm_migrate.model.calls import Client, Endpoint, Host
from glm_migrate.model.findings import Hop
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.project.file_kinds import is_test_file
from glm_migrate.project.module_index import is_library

_PATCHABLE = frozenset({"zai", "zhipuai", "openai"})
_SAME_CLIENT = callables("same-client")


def client_of(
    module: Module,
    node: cst.BaseExpression,
    point: ProgramPoint,
    known: frozenset[str],
    depth: int = 0,
) -> Client:
    """The client that `node` is; `known` are dotted names of the user's own GLM factories."""
    if depth > MAX_CLIENT_WRAPS:
        return Client(unseen=Unresolved(Reason.WRAPPED_CLIENT))
    if client := _module_client(module, node, point):
        return client
    is_base = _is_of_base(node)
    own = owner_of_method(point.scope) if is_base else owner(node, point.scope)
    if own is not None and (client := _own_client(module.klass(own), is_base=is_base)):
        return client
    results = module.resolver.resolve(node, point)
    calls = [resolved for resolved in results.found if isinstance(resolved.node, cst.Call)]
    calls = _without_mocks(calls, module)
    made = []
    for resolved in calls:
        client = _made_through(resolved, known, depth)
        if client is not None:
            client = replace(client, via=(*resolved.via, *client.via))
            made.append(_as_changed(client, changed(resolved.aliases)))
    if made and len(made) < len(calls):
        made.append(Client())  # the others are made by code that is not seen
    made = made or list(_declared(results))
    if not made:
        text = " ".join(module.code(node).split())[:40]
        return Client(unseen=Unresolved(Reason.WHICH_CLIENT, text))
    client = made[0] if len(set(made)) == 1 else _common(made)
    return _as_changed(client, patched_class(module) if client.name in _PATCHABLE else None)


def _is_of_base(node: cst.BaseExpression) -> bool:
    """`super()`, whose parts are those of the client that the class derives from."""
    return isinstance(node, cst.Call) and dotted(node.func) == "super"


def _without_mocks(calls: list[ResolvedValue], module: Module) -> list[ResolvedValue]:
    """What a program makes; what its tests put in its place is none of its clients."""
    if is_test_file(module.source.path):
        return calls
    return [one for one in calls if not is_test_file(one.module.source.path)] or calls


def _made_through(made: ResolvedValue, known: frozenset[str], depth: int) -> Client | None:
    """The client that a call constructs; where it says no address, as the calls on the way ask."""
    assert isinstance(made.node, cst.Call)
    client = _made_by(made.module, made.node, made.point, known, depth)
    if client is None or client.unseen is None or not made.calls:
        return client
    program = made.module.program
    with program.assuming(KnownCalls(made.calls, program.query.assumption)):
        return _made_by(made.module, made.node, made.point, known, depth)


def _as_changed(client: Client, change: ClientChange | None) -> Client:
    """A client of which something is assigned after it is made."""
    if change is None:
        return client
    name = client.name if change.is_of_address else ""
    unseen = Unresolved(Reason.REASSIGNED, change.name)
    return replace(client, name=name, endpoint=Endpoint(), unseen=unseen)


def _common(clients: list[Client]) -> Client:
    """One of several: what they agree on."""
    names = {client.name for client in clients}
    endpoints = {client.endpoint.host for client in clients}
    return Client(
        names.pop() if len(names) == 1 else "",
        clients[0].endpoint if len(endpoints) == 1 else Endpoint(),
        Unresolved(Reason.SEVERAL_CLIENTS),
    )


def _made_by(
    module: Module, call: cst.Call, point: ProgramPoint, known: frozenset[str], depth: int
) -> Client | None:
    """The client that a call constructs or passes on."""
    function = call.func
    if isinstance(function, cst.Attribute) and function.attr.value in _SAME_CLIENT:
        inner = client_of(module, function.value, point, known, depth + 1)
        url = url_of(module, call, point, ("base_url",))
        return replace(inner, endpoint=url) if url else inner
    made: list[Client] = []
    for name in qualified(module, function, point):
        if name in known or any(name.endswith(f".{one}") for one in known):
            return Client("", Endpoint(Host.NATIVE, "known-clients"), via=_hops(module, call))
        if name in knowledge.wrappers():
            first = next((a.value for a in call.args if a.star == ""), None)
            if first is not None:
                return client_of(module, first, point, known, depth + 1)
        facts = knowledge.constructors().get(name)
        if facts is not None:
            client = _constructed(module, call, point, facts, name)
            made.append(replace(client, via=_hops(module, call)))
    if not made:
        return None
    client = made[0] if len(set(made)) == 1 else _common(made)
    klass = module.resolver.attributes.class_of(call, point)
    if klass is None or not _is_client(klass):
        return client
    own = _own_client(klass) if "__init__" in klass.scope.definitions else None
    if own is not None and client.endpoint.host is Host.UNKNOWN and own.unseen is None:
        client = replace(own, via=(*client.via, *own.via))
    return _as_changed(client, overridden(klass))


def _is_client(klass: Class) -> bool:
    """Whether a class of the project derives from a client, not just has the name of one."""
    return any(name in knowledge.constructors() for name in _bases(klass))


def _bases(klass: Class) -> Iterator[str]:
    """The full names of all that a class of the project derives from."""
    for one in klass.ancestors:
        for base in one.node.bases:
            yield from qualified(one.module, base.value, one.module.symbols.points[one.node])


def base_names(module: Module, call: cst.Call, point: ProgramPoint) -> tuple[str, ...]:
    """What `super().__init__(…)` constructs, by full name; empty for all other calls."""
    within = owner_of_method(point.scope) if _is_super(call) else None
    return tuple(_bases(module.klass(within))) if within is not None else ()


def _is_super(call: cst.Call) -> bool:
    called = call.func
    return (
        isinstance(called, cst.Attribute)
        and called.attr.value == "__init__"
        and isinstance(called.value, cst.Call)
        and dotted(called.value.func) == "super"
    )


def _own_client(klass: Class, *, is_base: bool = False) -> Client | None:
    """The client that `self` is in a class derived from one, as far as it is made in its file.

    Args:
        is_base: It is asked for by `super()`, where what the class has of its own does not count.
    """
    name = next((one for one in _bases(klass) if one in knowledge.constructors()), "")
    if not name:
        return None
    facts = knowledge.constructors()[name]
    made = [
        replace(
            _constructed(module, call, module.symbols.points[call], facts, name),
            via=_hops(module, call),
        )
        for module, call in _constructions(klass)
    ]
    client = _common(made) if len(set(made)) > 1 else None
    client = client or (made[0] if made else Client(facts.name, default_endpoint(facts, name)))
    return _as_changed(client, overridden(klass, is_base=is_base))


def _constructions(klass: Class) -> Iterator[tuple[Module, cst.Call]]:
    """The calls that give a client its address: its `super().__init__(…)`, or those that make it.

    A class derived from it makes one as well.
    """
    for one in (klass, *klass.module.resolver.attributes.subclasses(klass)):
        if "__init__" in one.scope.definitions:
            yield from _inner_constructions(one)
        else:
            yield from _outer_constructions(one)


def _inner_constructions(klass: Class) -> Iterator[tuple[Module, cst.Call]]:
    symbols = klass.module.symbols
    for call in symbols.by_called.get("__init__", ()):
        if _is_super(call) and owner_of_method(symbols.points[call].scope) is klass.node:
            yield klass.module, call


def _outer_constructions(klass: Class) -> Iterator[tuple[Module, cst.Call]]:
    name = klass.node.name.value
    for module in mentioning(klass.module, name):
        for alias in module.symbols.known_as(name):
            for call in module.symbols.by_called.get(alias, ()):
                point = module.symbols.points[call]
                if module.resolver.calls.defines(call.func, point, klass.node):
                    yield module, call


def _hops(module: Module, call: cst.Call) -> tuple[Hop, ...]:
    """The way to a call that makes a client ends here."""
    text = " ".join(module.code(call.func).split())
    return (Hop(module.source.path, module.line(call), f"{text}(…)"),)


def _constructed(
    module: Module, call: cst.Call, point: ProgramPoint, facts: knowledge.ClientFacts, name: str
) -> Client:
    url = url_of(module, call, point, facts.endpoint_parameters, facts.endpoint_position)
    if url is not None:
        unseen = None if url.host is not Host.UNKNOWN else Unresolved(Reason.BASE_URL)
        return Client(facts.name, url, unseen)
    default = _by_variable(module, call, facts.name) or default_endpoint(facts, name)
    if any(argument.star == "**" for argument in call.args) and default.host is not Host.NATIVE:
        return Client(facts.name, Endpoint(), Unresolved(Reason.BASE_URL))
    return Client(facts.name, default)


def _by_variable(module: Module, call: cst.Call, client: str) -> Endpoint | None:
    """Where the project's files send a client that is told nothing; None where they don't say."""
    for variable in client_variables(client):
        set_to = value_of_variable(module, variable, call, 0).found
        texts = {joined(one.node) for one in set_to if isinstance(one.node, cst.BaseString)}
        found = {knowledge.endpoint(text) for text in texts if isinstance(text, str)}
        if len(found) == 1:
            return found.pop()
    return None


def _module_client(module: Module, node: cst.BaseExpression, point: ProgramPoint) -> Client | None:
    """`openai.chat.completions.create`: the module itself is the client."""
    for name in qualified(module, node, point):
        facts = knowledge.constructors().get(name)
        if facts is None or not isinstance(node, cst.Name):
            continue
        definition = point.scope.lookup(node.value)
        if definition is None or definition.definitions[node.value][0].kind is not Kind.IMPORT:
            continue
        urls = [
            knowledge.endpoint(constant)
            for mutation in module.symbols.mutations.get(f"{node.value}.", ())
            if isinstance(mutation.target, cst.Attribute)
            and mutation.target.attr.value in ("api_base", *facts.endpoint_parameters)
            and mutation.value is not None
            for constant in value_at(module, mutation.value, mutation.point).constants
            if isinstance(constant, str)
        ]
        if urls:
            return Client(facts.name, urls[0])
        return Client(facts.name, default_endpoint(facts, name))
    return None


def _declared(results: ResolvedValues) -> Iterator[Client]:
    """Clients by annotation, where the value itself is not seen."""
    for note in results.annotations:
        for name in _types(note.module, note.node, note.point):
            facts = knowledge.constructors().get(name)
            if facts is None:
                continue
            default = default_endpoint(facts, name)
            if default.host is Host.NATIVE:
                yield Client(facts.name, default)
            else:
                yield Client(facts.name, Endpoint(), Unresolved(Reason.BASE_URL))


def _types(module: Module, node: cst.BaseExpression, point: ProgramPoint) -> Iterator[str]:
    """Qualified names in an annotation such as `Optional[ZhipuAI]` or `"ZhipuAI | None"`."""
    if isinstance(node, cst.SimpleString):
        try:
            node = cst.parse_expression(str(meaning(node)))
        except cst.ParserSyntaxError:
            return
    if isinstance(node, (cst.Name, cst.Attribute)):
        yield from qualified(module, node, point)
    elif isinstance(node, cst.Subscript):
        for element in node.slice:
            if isinstance(element.slice, cst.Index):
                yield from _types(module, element.slice.value, point)
    elif isinstance(node, cst.BinaryOperation):
        yield from _types(module, node.left, point)
        yield from _types(module, node.right, point)


def qualified(
    module: Module, node: cst.BaseExpression, point: ProgramPoint, depth: int = 0
) -> tuple[str, ...]:
    """The dotted names that a chain of names can stand for, through imports and subclasses."""
    if depth > MAX_CLIENT_WRAPS:
        return ()
    if isinstance(node, cst.Attribute):
        bases = qualified(module, node.value, point, depth + 1)
        return tuple(f"{base}.{node.attr.value}" for base in bases)
    if not isinstance(node, cst.Name):
        return ()
    scope = point.scope.lookup(node.value)
    if scope is None:
        stars = (s for one in _outward(point) for s in one)
        return tuple(f"{module}.{node.value}" for module in stars)
    result: list[str] = []
    for definition in scope.definitions[node.value]:
        if definition.kind is Kind.IMPORT:
            result += _imported(module, definition, depth)
        elif definition.kind is Kind.ASSIGN and isinstance(
            definition.value, (cst.Name, cst.Attribute)
        ):
            if dotted(definition.value) != node.value:
                result += qualified(module, definition.value, definition.point, depth + 1)
        elif isinstance(definition.node, cst.ClassDef):
            for base in definition.node.bases:
                result += qualified(module, base.value, definition.point, depth + 1)
    return tuple(dict.fromkeys(result))


def _imported(module: Module, definition: Definition, depth: int) -> tuple[str, ...]:
    """The name behind an import; a module of the project may pass on what it imports itself."""
    if definition.member:
        other = module.program.imported(module, definition.module)
        library = is_library(definition.module.partition(".")[0])
        if other is not None and library and _is_made_in(other, definition.member):
            return qualified(other, cst.Name(definition.member), other.end, depth + 1)
        if other is not None and definition.member in other.symbols.root.definitions:
            passed_on = qualified(other, cst.Name(definition.member), other.end, depth + 1)
            return (f"{definition.module}.{definition.member}", *passed_on)
        return (f"{definition.module}.{definition.member}",)
    return (definition.module,)


def _is_made_in(module: Module, name: str) -> bool:
    """Whether a module defines the function or class itself, so that it is no library's."""
    definitions = module.symbols.root.definitions.get(name, ())
    return bool(definitions) and all(one.kind in (Kind.CLASS, Kind.FUNCTION) for one in definitions)


def _outward(point: ProgramPoint) -> Iterator[list[str]]:
    scope = point.scope
    while scope:
        yield scope.stars
        if scope.parent is None:
            return
        scope = scope.parent
