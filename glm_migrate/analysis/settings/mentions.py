"""Older ids in settings that no call is seen to ask, with what they are for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.analysis.settings.document import Document, Items, Node, Scalar, Table
from glm_migrate.analysis.settings.formats import read
from glm_migrate.analysis.settings.roles import Place, role_of
from glm_migrate.analysis.settings.scripts import scripted
from glm_migrate.errors import FileError
from glm_migrate.model.mentions import ModelRef, Role
from glm_migrate.model.values import Literal
from glm_migrate.text.source import Source

_MOST = 100_000  # values of a file that are looked at, for aliases multiply
# What is told without being asked for: the others are catalogues, records and lists.
_TOLD = frozenset({Role.SETTING, Role.SCRIPT})


def references(context: ExtractionContext, paths: Sequence[Path]) -> Iterator[ModelRef]:
    """Every older id of some settings files that no call of the project was seen to use."""
    for path in paths:
        source = context.project.source(path)
        if source is None:
            continue
        try:
            document = read(source)
        except FileError as error:
            context.errors.append(error)
            continue
        for ref in references_of(document, context.is_old):
            is_asked = (path, ref.literal.span) in context.reached
            if not is_asked and (context.lists_all or ref.role in _TOLD):
                yield ref


def references_of(document: Document, is_old: Callable[[str], bool]) -> Iterator[ModelRef]:
    """Every older id of a document, each place once."""
    known = set()
    for place in (*_places(document), *scripted(document)):
        if place.span in known or not is_old(place.text):
            continue
        known.add(place.span)
        ruling = role_of(place, document)
        yield ModelRef(
            document.source,
            _literal(document.source, place),
            ruling.role,
            ruling.use,
            endpoint=ruling.endpoint,
            vendor_named=ruling.is_vendors and not document.is_script,
        )


def _literal(source: Source, place: Place) -> Literal:
    scalar = place.scalar
    return Literal(
        place.text,
        place.span,
        source.path,
        editable=scalar is not None and not scalar.locked,
        written=source.slice(place.span),
        shared=scalar.shared if scalar is not None else "",
        setting=place.key,
    )


def _places(document: Document) -> Iterator[Place]:
    """Every text of a document, the keys among them."""
    stack: list[tuple[tuple[str | int, ...], Node, tuple[Node, ...]]]
    stack = [((), root, ()) for root in reversed(document.roots)]
    left = _MOST
    while stack and left:
        left -= 1
        path, node, above = stack.pop()
        if isinstance(node, Scalar):
            if isinstance(node.value, str):
                yield Place(path, node.value, node.span, above, node)
        elif isinstance(node, Table):
            for entry in node.entries:
                yield Place(
                    (*path, entry.key), entry.key, entry.key_span, (*above, node), None, True
                )
            inner = (((*path, one.key), one.value, (*above, node)) for one in node.entries)
            stack += reversed(list(inner))
        elif isinstance(node, Items):
            items = (((*path, n), one, (*above, node)) for n, one in enumerate(node.items))
            stack += reversed(list(items))
