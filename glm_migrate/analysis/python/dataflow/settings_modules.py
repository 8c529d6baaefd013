"""A settings file as a module of the program: what code reads of it is resolved as Python is.

The module is made up, its places are real: every span, line and text that it gives is of the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import libcst as cst

from glm_migrate.analysis.python.dataflow.interface import Module, Program, Resolver
from glm_migrate.analysis.python.syntax.string_literals import text_of
from glm_migrate.analysis.value_trees.as_python import PythonText, as_python
from glm_migrate.analysis.value_trees.embedded_records import embedded
from glm_migrate.analysis.value_trees.environment_variables import environments
from glm_migrate.analysis.value_trees.formats import read
from glm_migrate.analysis.value_trees.limits import MAX_NUMBER_TEXT
from glm_migrate.analysis.value_trees.value_tree import (
    Items,
    Node,
    Scalar,
    Table,
    TreeEntry,
    ValueTree,
)
from glm_migrate.errors import FileError
from glm_migrate.model.unsafe_reasons import UnsafeReason
from glm_migrate.model.values import Constant
from glm_migrate.text.source import Source, Span

Made = Callable[[Module], Resolver]


class DocumentModule(Module):
    """A settings file that code reads."""

    def __init__(
        self, document: ValueTree, python: PythonText, program: Program, made: Made
    ) -> None:
        path, text = document.source.path, python.text
        super().__init__(Source(path, text.encode(), text, "utf-8", b""), program, made)
        self.source = document.source
        self._document = document
        self._python = python
        self._made = made
        self._within: dict[tuple[str, ...], DocumentModule] = {}
        self.roots = tuple(_roots(self.syntax))
        self.is_document = True
        self.folds_case = document.folds_case

    def span(self, node: cst.CSTNode) -> Span:
        return self._scalar(node).span

    def bare(self, node: cst.BaseExpression) -> Span:
        return self.span(node)

    def code(self, node: cst.CSTNode) -> str:
        """The key; values of settings are never shown."""
        return self._python.key(super().span(node).start)

    def short(self, node: cst.CSTNode) -> str:
        return f"{self.code(node)} of {self.source.path.name}"

    def locked(self, node: cst.CSTNode) -> bool:
        return self._scalar(node).locked

    def shared(self, node: cst.CSTNode) -> UnsafeReason | None:
        return self._document.shared(self._scalar(node))

    def within(self, keys: tuple[str, ...]) -> Module:
        """The same settings below further keys, as a program composes them."""
        if not keys:
            return self
        if keys not in self._within:
            roots = tuple(_below(root, keys) for root in self._document.roots)
            document = replace(self._document, roots=roots)
            self._within[keys] = DocumentModule(
                document, as_python(roots), self.program, self._made
            )
        return self._within[keys]

    def text(self, node: cst.CSTNode) -> Scalar:
        """The text of the file that a node stands for."""
        return self._scalar(node)

    def _scalar(self, node: cst.CSTNode) -> Scalar:
        return self._python.scalar(super().span(node).start)


def file_module(source: Source, program: Program, made: Made) -> DocumentModule | None:
    """What loading a file gives; None where it can't be read.

    The roots are the documents of the file; of a format in which every value is a text there is a
    second one with the numbers that these can be read as.
    """
    document = _read(source)
    if document is None:
        return None
    roots = document.roots
    if document.texts:
        roots = (*roots, *map(_as_numbers, roots))
    return DocumentModule(document, as_python(roots), program, made)


def documents_module(source: Source, program: Program, made: Made) -> DocumentModule | None:
    """What loading all documents of a file gives, as one list; None where it can't be read."""
    document = _read(source)
    if document is None:
        return None
    whole = Items(document.roots, Span(0, len(source.utf8)))
    return DocumentModule(document, as_python((whole,)), program, made)


def environment_module(source: Source, program: Program, made: Made) -> DocumentModule | None:
    """What a file puts into the environment; None where it sets no variables."""
    document = _read(source)
    found = environments(document) if document is not None else ()
    if document is None or not found:
        return None
    module = DocumentModule(document, as_python(found), program, made)
    module.may_be_overruled = True
    return module


def record_module(
    holder: Module, text: cst.SimpleString, program: Program, made: Made
) -> DocumentModule | None:
    """The record that a text of a file is as JSON; that in a text of code is never edited."""
    if isinstance(holder, DocumentModule):
        scalar = holder.text(text)
    else:
        scalar = Scalar(text_of(text), holder.bare(text), locked=True)
    tree = embedded(ValueTree(holder.source, ()), scalar)
    if tree is None:
        return None
    module = DocumentModule(tree, as_python(tree.roots), program, made)
    module.may_be_overruled = holder.may_be_overruled
    return module


def _below(node: Node, keys: tuple[str, ...]) -> Node:
    for key in reversed(keys):
        node = Table((TreeEntry(key, node.span, node),), node.span)
    return node


def _read(source: Source) -> ValueTree | None:
    try:
        return read(source)
    except FileError:
        return None


def _roots(syntax: cst.Module) -> Iterator[cst.BaseExpression]:
    for line in syntax.body:
        statement = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
        if isinstance(statement, cst.Assign):
            yield statement.value


def _as_numbers(node: Node) -> Node:
    """The same with numbers and truth values for the texts that can be read as such."""
    if isinstance(node, Table):
        entries = (TreeEntry(one.key, one.key_span, _as_numbers(one.value)) for one in node.entries)
        return Table(tuple(entries), node.span)
    if isinstance(node, Items):
        return node
    return Scalar(_number(node.value), node.span, node.locked, node.shared, node.variable)


def _number(value: Constant) -> Constant:
    if not isinstance(value, str):
        return value
    words = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
    if value.lower() in words:
        return words[value.lower()]
    for kind in (int, float):
        try:
            return kind(value) if len(value) < MAX_NUMBER_TEXT else value
        except ValueError:
            continue
    return value
