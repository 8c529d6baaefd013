"""Find a file's imports of a client library that has a successor, and every use of what they bind.

All of it or nothing: one use that can't be followed is enough to leave the imports alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.dataflow.interface import Module
from glm_migrate.analysis.python.semantics.scopes import Definition, Kind, Scope
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.knowledge.client_facts import Successor
from glm_migrate.model.dependencies import Need
from glm_migrate.model.mentions import SdkImport, SdkName
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.text.source import Span

_CHOICES = (cst.Try, cst.TryStar, cst.If)


@dataclass
class _LibraryUses:
    """What is collected about one library in one file."""

    modules: list[Span] = field(default_factory=list)
    names: list[SdkName] = field(default_factory=list)
    unseen: list[Unresolved] = field(default_factory=list)
    keyless: bool = False
    is_alternative: bool = False


def _is_own(module: Module, package: str) -> bool:
    """Whether the file belongs to the library itself, and not to a module of the same name."""
    return module.program.imported(module, f"{package}._client") is not None


def sdk_imports(module: Module) -> Iterator[SdkImport]:
    """One site for each such library that the file imports."""
    for facts in knowledge.clients().values():
        if facts.successor is None or _is_own(module, facts.package):
            continue
        found = _LibraryUses()
        for scope in (module.symbols.root, *module.symbols.scopes.values()):
            for definitions in list(scope.definitions.values()):
                for definition in definitions:
                    if _is_from(definition, facts.package) and scope is definition.point.scope:
                        _follow(module, definition, scope, found)
                        if _is_alternative(definition, scope, facts.successor.module):
                            found.is_alternative = True
            if any(_within(module, facts.package) for module in scope.stars):
                found.unseen.append(Unresolved(Reason.STAR_IMPORT))
            found.unseen += _taken(scope, facts.successor)
        spans = sorted([*found.modules, *(name.span for name in found.names)])
        if spans:
            found.unseen += _named_in_texts(module, found, facts.package)
            yield SdkImport(
                module.source,
                spans[0],
                facts.name,
                tuple(dict.fromkeys(found.modules)),
                tuple(dict.fromkeys(found.names)),
                found.keyless,
                tuple(dict.fromkeys(found.unseen)),
                frozenset(module.symbols.uses),
                found.is_alternative,
            )


def import_needs(module: Module) -> Iterator[Need]:
    """The packages that a file imports: libraries that have a successor, and those successors."""
    for facts in knowledge.clients().values():
        if facts.successor is None or _is_own(module, facts.package):
            continue
        new = knowledge.client(facts.successor.client).package
        for name, package in ((facts.package, facts.package), (facts.successor.module, new)):
            if (line := _imported_at(module, name)) is not None:
                yield Need(package, "", module.source.path, line, name)


def _imported_at(module: Module, name: str) -> int | None:
    """The line of the first import of a package."""
    for scope in (module.symbols.root, *module.symbols.scopes.values()):
        for definitions in scope.definitions.values():
            for definition in definitions:
                if _is_from(definition, name):
                    return module.line(definition.node)
    return None


def _is_alternative(definition: Definition, scope: Scope, package: str) -> bool:
    """Whether the import stands in a `try` or `if` that imports the successor in another arm."""
    tries = dict(one for one in definition.point.branches if isinstance(one[0], _CHOICES))
    return any(
        tries.get(node, arm) != arm
        for others in scope.definitions.values()
        for other in others
        if _is_from(other, package)
        for node, arm in other.point.branches
    )


def _taken(scope: Scope, successor: Successor) -> Iterator[Unresolved]:
    """The new names that mean something else in a scope."""
    for name in (successor.module, *successor.names.values()):
        if any(not _is_from(one, successor.module) for one in scope.definitions.get(name, ())):
            yield Unresolved(Reason.NAME_TAKEN, name)


def _is_from(definition: Definition, package: str) -> bool:
    return definition.kind is Kind.IMPORT and _within(definition.module, package)


def _within(module: str, package: str) -> bool:
    return module.partition(".")[0] == package


def _follow(module: Module, definition: Definition, scope: Scope, found: _LibraryUses) -> None:
    """Add what one import binds, and where that is used."""
    alias = definition.node
    assert isinstance(alias, cst.ImportAlias)
    if definition.member:
        found.modules.append(_module_span(module, alias))
        found.names.append(SdkName(definition.member, module.span(alias.name)))
    else:
        found.modules.append(module.span(alias.name))
    if "." in definition.module or isinstance(alias.name, cst.Attribute):
        found.unseen.append(Unresolved(Reason.SUBMODULE))
    if any(other.kind is not Kind.IMPORT for other in scope.definitions[definition.name]):
        found.unseen.append(Unresolved(Reason.REBOUND, definition.name))
    for use in module.symbols.uses.get(definition.name, ()):
        if isinstance(use, cst.Name) and _sees(module, use, scope):
            _add_use(module, use, definition, found)


def _module_span(module: Module, alias: cst.ImportAlias) -> Span:
    """Where the module of `from module import …` is written."""
    text, start = module.source.utf8, module.span(alias).start
    begin = max(match.end() for match in re.finditer(rb"\bfrom\s+", text[:start]))
    end = begin + len(re.match(rb"[\w.]*", text[begin:]).group())  # type: ignore[union-attr]
    return Span(begin, end)


def _sees(module: Module, use: cst.Name, scope: Scope) -> bool:
    return module.symbols.point(use).scope.lookup(use.value) is scope


def _add_use(module: Module, use: cst.Name, definition: Definition, found: _LibraryUses) -> None:
    node: cst.CSTNode = use
    renamed = definition.member and definition.name == definition.member
    if renamed:
        found.names.append(SdkName(definition.member, module.span(use)))
    elif not definition.member:
        parent = module.symbols.parents.get(use)
        if not isinstance(parent, cst.Attribute):
            found.unseen.append(Unresolved(Reason.MODULE_HANDED_ON, definition.name))
            return
        if definition.name == definition.module:
            found.modules.append(module.span(use))
        found.names.append(SdkName(parent.attr.value, module.span(parent.attr)))
        node = parent
    _judge_use(module, node, found)


def _judge_use(module: Module, node: cst.CSTNode, found: _LibraryUses) -> None:
    parent = module.symbols.parents.get(node)
    if isinstance(parent, cst.Call) and parent.func is node:
        found.keyless |= not any(_is_key(module, argument, node) for argument in parent.args)
    elif isinstance(parent, cst.Arg) and isinstance(
        module.symbols.parents.get(parent), cst.ClassDef
    ):
        found.unseen.append(Unresolved(Reason.DERIVED))


def _is_key(module: Module, argument: cst.Arg, node: cst.CSTNode) -> bool:
    """Whether an argument passes the key, by its name or in a dict that is spread."""
    if argument.star == "**":
        found = entries_at(module, argument.value, module.symbols.point(node))
        return any(entry.key == "api_key" and not entry.conditional for entry in found.entries)
    return argument.keyword is not None and argument.keyword.value == "api_key"


def _named_in_texts(module: Module, found: _LibraryUses, package: str) -> Iterator[Unresolved]:
    """Texts and other files that name what would be renamed."""
    for name in {one.name for one in found.names}:
        word = re.compile(rf"\b{re.escape(name)}\b")
        for string in module.symbols.strings:
            text = meaning(string) if isinstance(string, cst.SimpleString) else None
            if isinstance(text, str) and word.search(text):
                yield Unresolved(Reason.NAMED_IN_TEXT, name, str(module.line(string)))
                break
        elsewhere = re.compile(
            rb"""["'][\w.]*\.%b["']|from\s+(?!%b\b)[\w.]+\s+import[^\n]*\b%b\b"""
            % (name.encode(), package.encode(), name.encode())
        )
        for source in module.program.project.mentioning(name):
            if source is not module.source and elsewhere.search(source.utf8):
                yield Unresolved(Reason.NAMED_IN_FILE, name, str(source.path))
