"""What a program does to a client after it is made, so that its calls may go elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from glm_migrate.analysis.python.dataflow.aliases import is_own, root
from glm_migrate.analysis.python.dataflow.interface import Alias, Class, Module, mentioning
from glm_migrate.analysis.python.semantics.scopes import Kind, Mutation, dotted
from glm_migrate.analysis.python.syntax.string_literals import joined
from glm_migrate.knowledge.known_callables import callables

_ADDRESS = frozenset({"base_url", "_base_url", "api_base"})
_METHODS = callables("asks-chat")
_PARTS = callables("same-client") | _METHODS | {"chat", "completions"}
_SENDING = callables("sends-as-client")
_PATHS = ("", ".chat", ".chat.completions")
_PATCHING = callables("patches")


def changed(aliases: Sequence[Alias]) -> str:
    """What is assigned of a client that goes by these names; empty where nothing is."""
    return next((text for alias in aliases for text in _changed(alias)), "")


def _changed(alias: Alias) -> Iterator[str]:
    symbols = alias.module.symbols
    for path in _PATHS:
        holder = f"{alias.text}{path}"
        for mutation in _mutations(alias, f"{holder}."):
            target = mutation.target
            if isinstance(target, cst.Attribute) and _counts(path, target.attr.value):
                yield dotted(target)
        for name in _PATCHING:
            for call in symbols.by_called.get(name, ()):
                if _first(call) == holder and _counts(path, _second(call)):
                    yield f"{holder}.{_second(call)}"


def _mutations(alias: Alias, text: str) -> Sequence[Mutation]:
    """The statements that change what `text` stands for, which begins with the client."""
    symbols = alias.module.symbols
    if alias.owner is None:
        return symbols.mutations_of(text, alias.scope)
    return [
        one
        for one in symbols.mutations.get(text, ())
        if (first := root(one.target)) is not None and is_own(alias, first, one.point.scope)
    ]


def _counts(path: str, name: str) -> bool:
    return name in _PARTS or (not path and name in _ADDRESS | _SENDING)


def _first(call: cst.Call) -> str:
    return dotted(call.args[0].value) if len(call.args) > 1 else ""


def _second(call: cst.Call) -> str:
    value = call.args[1].value if len(call.args) > 1 else None
    return str(joined(value)) if isinstance(value, cst.SimpleString) else ""


def patched_class(module: Module) -> str:
    """`Completions.create = …`: what a file of the project replaces for every client."""
    return module.remembered(patched_class, "", lambda: _patched(module), in_cycle="")


def _patched(module: Module) -> str:
    for one in mentioning(module, "Completions"):
        one.symbols.deferred.all()
        for text, mutations in one.symbols.mutations.items():
            if not text.removesuffix(".").endswith("Completions") or not text.endswith("."):
                continue
            for mutation in mutations:
                target = mutation.target
                if isinstance(target, cst.Attribute) and target.attr.value in _METHODS:
                    return dotted(target)
        for name in _PATCHING:
            for call in one.symbols.by_called.get(name, ()):
                if _first(call).endswith("Completions") and _second(call) in _METHODS:
                    return f"{_first(call)}.{_second(call)}"
    return ""


def overridden(klass: Class) -> str:
    """What a class of the project, derived from a client, has of its own; empty for nothing."""
    for one in klass.ancestors:
        for name in sorted(_PARTS | _SENDING):
            definitions = one.definitions(name)
            if any(definition.kind is not Kind.ANNOTATE for _, definition in definitions):
                return f"{one.node.name.value}.{name}"
    return ""
