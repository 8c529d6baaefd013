"""Find a file's imports of a client library that has a successor, and every use of what they bind.

All of it or nothing: one use that can't be followed is enough to leave the imports alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst

from glm_migrate import knowledge
from glm_migrate.analysis.python.dataflow.dict_entries import entries_at
from glm_migrate.analysis.python.semantics.scopes import Binding, Kind, Scope
from glm_migrate.analysis.python.syntax.string_literals import meaning
from glm_migrate.model import SdkImport, SdkName
from glm_migrate.text.source import Span

if TYPE_CHECKING:
    from glm_migrate.analysis.python.dataflow.module import Tree
    from glm_migrate.knowledge.client_facts import Successor


@dataclass
class _Found:
    """What is collected about one library in one file."""

    modules: list[Span] = field(default_factory=list)
    names: list[SdkName] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    keyless: bool = False


def _is_own(tree: Tree, package: str) -> bool:
    """Whether the file belongs to the library itself, and not to a module of the same name."""
    return tree.workspace.module(tree, f"{package}._client") is not None


def sdk_imports(tree: Tree) -> Iterator[SdkImport]:
    """One site for each such library that the file imports."""
    for facts in knowledge.clients().values():
        if facts.successor is None or _is_own(tree, facts.package):
            continue
        found = _Found()
        for scope in (tree.names.root, *tree.names.scopes.values()):
            for bindings in list(scope.bindings.values()):
                for binding in bindings:
                    if _is_from(binding, facts.package) and scope is binding.place.scope:
                        _follow(tree, binding, scope, found)
            if any(_within(module, facts.package) for module in scope.stars):
                found.unseen.append("`import *` hides what is used")
            found.unseen += _taken(scope, facts.successor)
        spans = sorted([*found.modules, *(name.span for name in found.names)])
        if spans:
            found.unseen += _named_in_texts(tree, found, facts.package)
            yield SdkImport(
                tree.source,
                spans[0],
                facts.name,
                tuple(dict.fromkeys(found.modules)),
                tuple(dict.fromkeys(found.names)),
                found.keyless,
                tuple(dict.fromkeys(found.unseen)),
                frozenset(tree.names.uses),
            )


def _taken(scope: Scope, successor: Successor) -> Iterator[str]:
    """The new names that mean something else in a scope."""
    for name in (successor.module, *successor.names.values()):
        if any(not _is_from(one, successor.module) for one in scope.bindings.get(name, ())):
            yield f"`{name}` is something else in this file"


def _is_from(binding: Binding, package: str) -> bool:
    return binding.kind is Kind.IMPORT and _within(binding.module, package)


def _within(module: str, package: str) -> bool:
    return module.partition(".")[0] == package


def _follow(tree: Tree, binding: Binding, scope: Scope, found: _Found) -> None:
    """Add what one import binds, and where that is used."""
    alias = binding.node
    assert isinstance(alias, cst.ImportAlias)
    if binding.member:
        found.modules.append(_module_span(tree, alias))
        found.names.append(SdkName(binding.member, tree.span(alias.name)))
    else:
        found.modules.append(tree.span(alias.name))
    if "." in binding.module or isinstance(alias.name, cst.Attribute):
        found.unseen.append("a submodule is imported")
    if any(other.kind is not Kind.IMPORT for other in scope.bindings[binding.name]):
        found.unseen.append(f"`{binding.name}` is bound elsewhere too")
    for use in tree.names.uses.get(binding.name, ()):
        if isinstance(use, cst.Name) and _sees(tree, use, scope):
            _add_use(tree, use, binding, found)


def _module_span(tree: Tree, alias: cst.ImportAlias) -> Span:
    """Where the module of `from module import …` is written."""
    text, start = tree.source.utf8, tree.span(alias).start
    begin = max(match.end() for match in re.finditer(rb"\bfrom\s+", text[:start]))
    end = begin + len(re.match(rb"[\w.]*", text[begin:]).group())  # type: ignore[union-attr]
    return Span(begin, end)


def _sees(tree: Tree, use: cst.Name, scope: Scope) -> bool:
    return tree.resolver.scope_of(use.value, tree.names.place(use).scope) is scope


def _add_use(tree: Tree, use: cst.Name, binding: Binding, found: _Found) -> None:
    node: cst.CSTNode = use
    renamed = binding.member and binding.name == binding.member
    if renamed:
        found.names.append(SdkName(binding.member, tree.span(use)))
    elif not binding.member:
        parent = tree.names.parents.get(use)
        if not isinstance(parent, cst.Attribute):
            found.unseen.append(f"the module `{binding.name}` is handed on")
            return
        if binding.name == binding.module:
            found.modules.append(tree.span(use))
        found.names.append(SdkName(parent.attr.value, tree.span(parent.attr)))
        node = parent
    _judge_use(tree, node, found)


def _judge_use(tree: Tree, node: cst.CSTNode, found: _Found) -> None:
    parent = tree.names.parents.get(node)
    if isinstance(parent, cst.Call) and parent.func is node:
        found.keyless |= not any(_is_key(tree, argument, node) for argument in parent.args)
    elif isinstance(parent, cst.Arg) and isinstance(tree.names.parents.get(parent), cst.ClassDef):
        found.unseen.append("a class is derived from it")


def _is_key(tree: Tree, argument: cst.Arg, node: cst.CSTNode) -> bool:
    """Whether an argument passes the key, by its name or in a dict that is spread."""
    if argument.star == "**":
        found = entries_at(tree, argument.value, tree.names.place(node))
        return any(entry.key == "api_key" and not entry.conditional for entry in found.entries)
    return argument.keyword is not None and argument.keyword.value == "api_key"


def _named_in_texts(tree: Tree, found: _Found, package: str) -> Iterator[str]:
    """Texts and other files that name what would be renamed."""
    for name in {one.name for one in found.names}:
        word = re.compile(rf"\b{re.escape(name)}\b")
        for string in tree.names.strings:
            text = meaning(string) if isinstance(string, cst.SimpleString) else None
            if isinstance(text, str) and word.search(text):
                yield f"the text at line {tree.line(string)} names `{name}`"
                break
        elsewhere = re.compile(
            rb"""["'][\w.]*\.%b["']|from\s+(?!%b\b)[\w.]+\s+import[^\n]*\b%b\b"""
            % (name.encode(), package.encode(), name.encode())
        )
        for source in tree.workspace.project.mentioning(name):
            if source is not tree.source and elsewhere.search(source.utf8):
                yield f"{source.path} names `{name}` of this file"
