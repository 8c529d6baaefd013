"""What a program does to a client after it is made, so that its calls may go elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from glm_migrate.analysis.python.dataflow.aliases import is_own, root
from glm_migrate.analysis.python.dataflow.interface import Alias, Class, Module, mentioning
from glm_migrate.analysis.python.dataflow.reads import is_of_module
from glm_migrate.analysis.python.extract.id_variables import imports
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, Mutation, dotted
from glm_migrate.analysis.python.syntax.string_literals import joined
from glm_migrate.knowledge.known_callables import callables
from glm_migrate.project.file_kinds import is_test_file

_ADDRESS = frozenset({"base_url", "_base_url", "api_base"})
_METHODS = callables("asks-chat")
_PARTS = callables("same-client") | _METHODS | {"chat", "completions"}
_SENDING = callables("sends-as-client")
_PATHS = ("", ".chat", ".chat.completions")
_PATCHING = callables("patches")
_PATCHED = "Completions"


@dataclass(frozen=True)
class ClientChange:
    """Something of a client that a program replaces.

    Attributes:
        name: What is replaced, as the program names it.
    """

    name: str

    @property
    def is_of_address(self) -> bool:
        """Whether its requests go elsewhere, but it still is the client that it was."""
        return self.name.rpartition(".")[2] in _ADDRESS


def changed(aliases: Sequence[Alias]) -> ClientChange | None:
    """What is assigned of a client that goes by these names; None where nothing is."""
    names = (name for alias in aliases for name in (alias, *_elsewhere(alias)))
    found = (text for name in names for text in _changed(name))
    name = next(found, "") or next((text for one in aliases for text in _moved(one)), "")
    return ClientChange(name) if name else None


def _elsewhere(alias: Alias) -> tuple[Alias, ...]:
    """The names by which other modules reach a client of a module: imported, or `bot.client`.

    What a test replaces is replaced for that test. Remembered.
    """
    if not is_of_module(alias) or "." in alias.text:
        return ()
    return alias.module.remembered(
        _elsewhere, alias.text, lambda: tuple(_names_elsewhere(alias)), in_cycle=()
    )


def _names_elsewhere(alias: Alias) -> Iterator[Alias]:
    yield from (one for one in imports(alias) if not is_test_file(one.module.source.path))
    for module in _others(alias, alias.text):
        root = module.symbols.root
        for name, definitions in root.definitions.items():
            paths = [_path(one) for one in definitions if one.kind is Kind.IMPORT]
            if any(module.program.imported(module, path) is alias.module for path in paths):
                yield Alias(module, f"{name}.{alias.text}", module.end, root)


def _path(definition: Definition) -> str:
    """The module that an import gives: `from package import bot` gives `package.bot`."""
    if not definition.member:
        return definition.module
    dot = "" if definition.module.endswith(".") else "."
    return f"{definition.module}{dot}{definition.member}"


def _others(alias: Alias, word: str) -> Iterator[Module]:
    for module in mentioning(alias.module, word):
        if module is not alias.module and not is_test_file(module.source.path):
            yield module


def _moved(alias: Alias) -> Iterator[str]:
    """`bot.client.base_url = …` in another file than the class of `bot`."""
    name = alias.text.rpartition(".")[2]
    for module in _others(alias, name) if alias.owner is not None else ():
        for text, mutations in tuple(module.symbols.mutations.items()):
            for one in mutations if text.endswith(f".{name}.") else ():
                if _moves_client_of(alias, module, one):
                    yield dotted(one.target)


def _moves_client_of(alias: Alias, module: Module, mutation: Mutation) -> bool:
    target = mutation.target
    if not isinstance(target, cst.Attribute) or target.attr.value not in _ADDRESS:
        return False
    if not isinstance(target.value, cst.Attribute):
        return False
    holder = module.resolver.attributes.class_of(target.value.value, mutation.point)
    return holder is not None and alias.owner in holder.lineage


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


def patched_class(module: Module) -> ClientChange | None:
    """`Completions.create = …`: what a file of the project replaces for every client."""
    return module.remembered(patched_class, "", lambda: _patched(module), in_cycle=None)


def _patched(module: Module) -> ClientChange | None:
    for one in mentioning(module, _PATCHED):
        if _PATCHED.encode() not in one.source.utf8:
            continue
        one.symbols.deferred.all()
        for text, mutations in tuple(one.symbols.mutations.items()):
            if not text.removesuffix(".").endswith("Completions") or not text.endswith("."):
                continue
            for mutation in mutations:
                target = mutation.target
                if isinstance(target, cst.Attribute) and target.attr.value in _METHODS:
                    return ClientChange(dotted(target))
        for name in _PATCHING:
            for call in one.symbols.by_called.get(name, ()):
                if _first(call).endswith("Completions") and _second(call) in _METHODS:
                    return ClientChange(f"{_first(call)}.{_second(call)}")
    return None


def overridden(klass: Class, *, is_base: bool = False) -> ClientChange | None:
    """What a class of the project, derived from a client, has of its own; None for nothing.

    Args:
        is_base: The client is asked by `super()`: the class's own parts do not count, but what
            sends for them does.
    """
    for one in klass.ancestors:
        names = _SENDING if is_base and one is klass.ancestors[0] else _PARTS | _SENDING
        for name in sorted(names):
            definitions = one.definitions(name)
            if any(definition.kind is not Kind.ANNOTATE for _, definition in definitions):
                return ClientChange(f"{one.node.name.value}.{name}")
    return None
