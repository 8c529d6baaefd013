"""Which client a call goes through, and where that client sends its requests.

A client is known by the class that made it, never by the name of a variable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.extract.literals import value_at
from glm_migrate.analysis.python.semantics.scopes import Binding, Kind, Place, dotted
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.model import Client, Endpoint, Host
from glm_migrate.model.findings import Hop
from glm_migrate.project.module_index import is_library

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Tree
    from glm_migrate.analysis.python.dataflow.resolved import Origins

_SAME_CLIENT = frozenset({"with_options", "copy"})
_MAX_NESTING = 8


def client_of(
    tree: Tree, node: cst.BaseExpression, place: Place, known: frozenset[str], depth: int = 0
) -> Client:
    """The client that `node` is; `known` are dotted names of the user's own GLM factories."""
    if depth > _MAX_NESTING:
        return Client(unseen="the client is wrapped too many times")
    if module := _module_client(tree, node, place):
        return module
    origins = tree.resolver.origins(node, place)
    calls = [origin for origin in origins.found if isinstance(origin.node, cst.Call)]
    made = []
    for origin in calls:
        assert isinstance(origin.node, cst.Call)
        client = _made_by(origin.tree, origin.node, origin.place, known, depth)
        if client is not None:
            made.append(replace(client, via=(*origin.via, *client.via)))
    if made and len(made) < len(calls):
        made.append(Client())  # the others are made by code that is not seen
    made = made or list(_declared(origins))
    if not made:
        text = " ".join(tree.code(node).split())[:40]
        return Client(unseen=f"what client `{text}` is")
    return made[0] if len(set(made)) == 1 else _common(made)


def _common(clients: list[Client]) -> Client:
    """One of several: what they agree on."""
    names = {client.name for client in clients}
    endpoints = {client.endpoint.host for client in clients}
    return Client(
        names.pop() if len(names) == 1 else "",
        clients[0].endpoint if len(endpoints) == 1 else Endpoint(),
        "which of several clients is used",
    )


def _made_by(
    tree: Tree, call: cst.Call, place: Place, known: frozenset[str], depth: int
) -> Client | None:
    """The client that a call constructs or passes on."""
    function = call.func
    if isinstance(function, cst.Attribute) and function.attr.value in _SAME_CLIENT:
        inner = client_of(tree, function.value, place, known, depth + 1)
        url = url_of(tree, call, place, ("base_url",))
        return replace(inner, endpoint=url) if url else inner
    made: list[Client] = []
    for name in qualified(tree, function, place):
        if name in known or any(name.endswith(f".{one}") for one in known):
            return Client("", Endpoint(Host.NATIVE, "known-clients"), via=_hops(tree, call))
        if name in knowledge.wrappers():
            first = next((a.value for a in call.args if a.star == ""), None)
            if first is not None:
                return client_of(tree, first, place, known, depth + 1)
        facts = knowledge.constructors().get(name)
        if facts is not None:
            client = _constructed(tree, call, place, facts, name)
            made.append(replace(client, via=_hops(tree, call)))
    if not made:
        return None
    return made[0] if len(set(made)) == 1 else _common(made)


def _hops(tree: Tree, call: cst.Call) -> tuple[Hop, ...]:
    """The way to a call that makes a client ends here."""
    text = " ".join(tree.code(call.func).split())
    return (Hop(tree.source.path, tree.line(call), f"{text}(…)"),)


def _constructed(
    tree: Tree, call: cst.Call, place: Place, facts: knowledge.ClientFacts, name: str
) -> Client:
    url = url_of(tree, call, place, facts.endpoint_parameters)
    if url is not None:
        unseen = "" if url.host is not Host.UNKNOWN else "where its `base_url` points"
        return Client(facts.name, url, unseen)
    default = default_endpoint(facts, name)
    if any(argument.star == "**" for argument in call.args) and default.host is not Host.NATIVE:
        return Client(facts.name, Endpoint(), "where its `base_url` points")
    return Client(facts.name, default)


def default_endpoint(facts: knowledge.ClientFacts, name: str) -> Endpoint:
    """Where a client goes that is told nothing; the environment can say otherwise."""
    address = facts.constructors.get(name, "")
    found = knowledge.endpoint(address) if address else Endpoint()
    if found.host is Host.NATIVE:
        return found
    return Endpoint(Host.UNKNOWN, "default", address)


def url_of(
    tree: Tree, call: cst.Call, place: Place, parameters: tuple[str, ...]
) -> Endpoint | None:
    """The endpoint that the call names; None when it names none."""
    for argument in call.args:
        if argument.keyword is None or argument.keyword.value not in parameters:
            continue
        value = value_at(tree, argument.value, place)
        urls = [one for one in value.constants if isinstance(one, str) and one]
        if not urls:
            if value.constants and all(one is None or one == "" for one in value.constants):
                continue
            return Endpoint()
        found = [knowledge.endpoint(url) for url in urls]
        if len({one.host for one in found}) != 1:
            return Endpoint()
        hop = Hop(tree.source.path, tree.line(argument), argument.keyword.value)
        first = next(one for one in value.candidates if one.value == urls[0])
        return replace(found[0], via=(hop, *first.via))
    return None


def _module_client(tree: Tree, node: cst.BaseExpression, place: Place) -> Client | None:
    """`openai.chat.completions.create`: the module itself is the client."""
    for name in qualified(tree, node, place):
        facts = knowledge.constructors().get(name)
        if facts is None or not isinstance(node, cst.Name):
            continue
        binding = tree.resolver.scope_of(node.value, place.scope)
        if binding is None or binding.bindings[node.value][0].kind is not Kind.IMPORT:
            continue
        urls = [
            knowledge.endpoint(constant)
            for store in tree.names.stores.get(f"{node.value}.", ())
            if isinstance(store.target, cst.Attribute)
            and store.target.attr.value in ("api_base", *facts.endpoint_parameters)
            and store.value is not None
            for constant in value_at(tree, store.value, store.place).constants
            if isinstance(constant, str)
        ]
        if urls:
            return Client(facts.name, urls[0])
        return Client(facts.name, default_endpoint(facts, name))
    return None


def _declared(origins: Origins) -> Iterator[Client]:
    """Clients by annotation, where the value itself is not seen."""
    for note in origins.annotations:
        for name in _types(note.tree, note.node, note.place):
            facts = knowledge.constructors().get(name)
            if facts is None:
                continue
            default = default_endpoint(facts, name)
            if default.host is Host.NATIVE:
                yield Client(facts.name, default)
            else:
                yield Client(facts.name, Endpoint(), "where its `base_url` points")


def _types(tree: Tree, node: cst.BaseExpression, place: Place) -> Iterator[str]:
    """Qualified names in an annotation such as `Optional[ZhipuAI]` or `"ZhipuAI | None"`."""
    if isinstance(node, cst.SimpleString):
        try:
            node = cst.parse_expression(str(meaning(node)))
        except cst.ParserSyntaxError:
            return
    if isinstance(node, (cst.Name, cst.Attribute)):
        yield from qualified(tree, node, place)
    elif isinstance(node, cst.Subscript):
        for element in node.slice:
            if isinstance(element.slice, cst.Index):
                yield from _types(tree, element.slice.value, place)
    elif isinstance(node, cst.BinaryOperation):
        yield from _types(tree, node.left, place)
        yield from _types(tree, node.right, place)


def qualified(
    tree: Tree, node: cst.BaseExpression, place: Place, depth: int = 0
) -> tuple[str, ...]:
    """The dotted names that a chain of names can stand for, through imports and subclasses."""
    if depth > _MAX_NESTING:
        return ()
    if isinstance(node, cst.Attribute):
        bases = qualified(tree, node.value, place, depth + 1)
        return tuple(f"{base}.{node.attr.value}" for base in bases)
    if not isinstance(node, cst.Name):
        return ()
    scope = tree.resolver.scope_of(node.value, place.scope)
    if scope is None:
        stars = (s for one in _outward(place) for s in one)
        return tuple(f"{module}.{node.value}" for module in stars)
    result: list[str] = []
    for binding in scope.bindings[node.value]:
        if binding.kind is Kind.IMPORT:
            result += _imported(tree, binding, depth)
        elif binding.kind is Kind.ASSIGN and isinstance(binding.value, (cst.Name, cst.Attribute)):
            if dotted(binding.value) != node.value:
                result += qualified(tree, binding.value, binding.place, depth + 1)
        elif isinstance(binding.node, cst.ClassDef):
            for base in binding.node.bases:
                result += qualified(tree, base.value, binding.place, depth + 1)
    return tuple(dict.fromkeys(result))


def _imported(tree: Tree, binding: Binding, depth: int) -> tuple[str, ...]:
    """The name behind an import; a module of the project may pass on what it imports itself."""
    if binding.member:
        other = tree.workspace.module(tree, binding.module)
        library = is_library(binding.module.partition(".")[0])
        if other is not None and library and _is_made_in(other, binding.member):
            return qualified(other, cst.Name(binding.member), other.end, depth + 1)
        if other is not None and binding.member in other.names.root.bindings:
            passed_on = qualified(other, cst.Name(binding.member), other.end, depth + 1)
            return (f"{binding.module}.{binding.member}", *passed_on)
        return (f"{binding.module}.{binding.member}",)
    return (binding.module,)


def _is_made_in(tree: Tree, name: str) -> bool:
    """Whether a module defines the function or class itself, so that it is no library's."""
    bindings = tree.names.root.bindings.get(name, ())
    return bool(bindings) and all(one.kind in (Kind.CLASS, Kind.FUNCTION) for one in bindings)


def _outward(place: Place) -> Iterator[list[str]]:
    scope = place.scope
    while scope:
        yield scope.stars
        if scope.parent is None:
            return
        scope = scope.parent
