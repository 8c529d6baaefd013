"""Ids in settings that no call is seen to ask, with what they are for.

The target's id is told where it sets the model of a call that is not seen; older ones are always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path as FilePath

from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.analysis.limits import MAX_SETTINGS, MAX_TABLE_WAYS
from glm_migrate.analysis.settings.roles import Ruling, SettingPlace, role_of
from glm_migrate.analysis.settings.scripts import scripted
from glm_migrate.analysis.value_trees.formats import read
from glm_migrate.analysis.value_trees.value_tree import Items, Node, Path, Scalar, Table, ValueTree
from glm_migrate.errors import FileError
from glm_migrate.model.calls import Host
from glm_migrate.model.mentions import Mention, Role
from glm_migrate.model.values import Literal
from glm_migrate.text.source import Span

# What is a setting of its own; the others are catalogues, records and lists.
_SINGLE_ROLES = frozenset({Role.SETTING, Role.SCRIPT})

_Step = tuple[Path, Node, tuple[Node, ...]]


def unasked_mentions(context: ExtractionContext, paths: Sequence[FilePath]) -> Iterator[Mention]:
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
        for mention in _to_report(document, context):
            if (path, mention.literal.span) not in context.reached:
                yield _of_unseen_call(mention, document) if context.unseen else mention


def _to_report(document: ValueTree, context: ExtractionContext) -> Iterator[Mention]:
    for mention in mentions_of(document, context.is_old):
        if context.lists_all or mention.role in _SINGLE_ROLES:
            yield mention
    for mention in mentions_of(document, context.is_target):
        if mention.role is Role.SETTING:
            yield mention


def _of_unseen_call(mention: Mention, document: ValueTree) -> Mention:
    """An id that a call of the vendor may ask, of which the model is not seen."""
    is_open = mention.role is Role.SETTING and mention.endpoint.host is Host.UNKNOWN
    return replace(mention, vendor_named=True) if is_open and not document.is_script else mention


def mentions_of(document: ValueTree, is_id: Callable[[str], bool]) -> Iterator[Mention]:
    """Every id of a document, each place once: an alias can lead there on several ways."""
    found: dict[Span, tuple[SettingPlace, Ruling]] = {}
    for place in (*_places(document), *scripted(document)):
        if not is_id(place.text):
            continue
        ruling = role_of(place, document)
        if place.span not in found or (ruling.is_vendors and not found[place.span][1].is_vendors):
            found[place.span] = place, ruling
    for place, ruling in found.values():
        yield Mention(
            document.source,
            _literal(document, place),
            ruling.role,
            ruling.use,
            endpoint=ruling.endpoint,
            vendor_named=ruling.is_vendors and not document.is_script,
        )


def _literal(document: ValueTree, place: SettingPlace) -> Literal:
    scalar, source = place.scalar, document.source
    return Literal(
        place.text,
        place.span,
        source.path,
        editable=scalar is not None and not scalar.locked,
        written=source.slice(place.span),
        shared=document.shared(scalar) if scalar is not None else None,
        setting=place.key,
    )


def _places(document: ValueTree) -> Iterator[SettingPlace]:
    """Every text of a document, the keys among them."""
    stack: list[_Step] = [((), root, ()) for root in reversed(document.roots)]
    seen: Counter[int] = Counter()
    left = MAX_SETTINGS
    while stack and left:
        left -= 1
        path, node, above = stack.pop()
        if isinstance(node, Scalar):
            if isinstance(node.value, str):
                yield SettingPlace(path, node.value, node.span, above, node)
            continue
        seen[id(node)] += 1
        if seen[id(node)] > MAX_TABLE_WAYS:
            continue
        if isinstance(node, Table):
            yield from _keys(path, node, above)
        stack += _inner(path, node, above)


def _keys(path: Path, node: Table, above: tuple[Node, ...]) -> Iterator[SettingPlace]:
    for one in node.entries:
        yield SettingPlace((*path, one.key), one.key, one.key_span, (*above, node), None, True)


def _inner(path: Path, node: Table | Items, above: tuple[Node, ...]) -> list[_Step]:
    """What stands in a node, the first on top."""
    inner: list[_Step] = []
    if isinstance(node, Table):
        inner += (((*path, one.key), one.value, (*above, node)) for one in node.entries)
    else:
        inner += (((*path, n), one, (*above, node)) for n, one in enumerate(node.items))
    return inner[::-1]
