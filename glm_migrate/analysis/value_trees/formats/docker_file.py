"""Dockerfiles: the variables that `ENV` and `ARG` set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from glm_migrate.analysis.value_trees.formats.assignments import (
    VALUE,
    entry,
    tables,
    without_here_documents,
)
from glm_migrate.analysis.value_trees.script_uses import marked
from glm_migrate.analysis.value_trees.value_tree import Scalar, TreeEntry, ValueTree
from glm_migrate.text.byte_offsets import ByteOffsets
from glm_migrate.text.source import Source, Span

_INSTRUCTION = re.compile(
    r"^[ \t]*(?:ENV|ARG)[ \t]+(?P<rest>(?:[^\\\n]|\\\r?\n|\\.)*)", re.IGNORECASE | re.MULTILINE
)
_TAKEN = re.compile(r"\$(?P<open>\{)?(?P<name>[A-Za-z_]\w*)(?(open)\})")
_PAIR = re.compile(rf"(?P<name>[A-Za-z_]\w*)={VALUE}(?=\s|\\|$)")
_SPACED = re.compile(rf"(?P<name>[A-Za-z_]\w*)[ \t]+{VALUE}[ \t]*\r?$", re.MULTILINE)


def read(source: Source) -> ValueTree:
    """The variables of a Dockerfile; what does not stand there whole is none of them."""
    text = without_here_documents(source.text)
    found = _filled(marked(_entries(text), source.text, text))
    roots = tuple(tables(found, Span(0, len(source.utf8))))
    return ValueTree(source, roots, is_environment=True, is_script=True)


def _filled(entries: Iterator[TreeEntry]) -> Iterator[TreeEntry]:
    """The variables, with what `ENV A=${B}` takes of an `ARG` or `ENV` before it."""
    known: dict[str, TreeEntry] = {}
    for one in entries:
        match = _TAKEN.fullmatch(one.value.raw) if isinstance(one.value, Scalar) else None
        if match and match["name"] in known:
            one = replace(one, value=known[match["name"]].value)
        known[one.key] = one
        yield one


def _entries(text: str) -> Iterator[TreeEntry]:
    offsets = ByteOffsets(text)
    for match in _INSTRUCTION.finditer(text):
        start, end = match.span("rest")
        spaced = _SPACED.match(text, start, end)
        pairs = (spaced,) if spaced else _PAIR.finditer(text, start, end)
        yield from (entry(pair, offsets) for pair in pairs)
