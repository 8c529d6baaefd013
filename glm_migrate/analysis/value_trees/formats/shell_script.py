"""Shell scripts: the variables that a line of its own sets, with or without `export`."""

from __future__ import annotations

import re

from glm_migrate.analysis.value_trees.formats.assignments import (
    VALUE,
    entry,
    tables,
    without_here_documents,
)
from glm_migrate.analysis.value_trees.script_uses import marked
from glm_migrate.analysis.value_trees.value_tree import ValueTree
from glm_migrate.text.byte_offsets import ByteOffsets
from glm_migrate.text.source import Source, Span

_LINE = re.compile(
    rf"^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_]\w*)={VALUE}[ \t]*(?:#.*|;)?\r?$", re.MULTILINE
)


def read(source: Source) -> ValueTree:
    """The variables of a script; those of commands, loops and here-documents are none of them."""
    offsets, text = ByteOffsets(source.text), without_here_documents(source.text)
    found = (entry(match, offsets) for match in _LINE.finditer(text))
    roots = tuple(tables(marked(found, source.text, text), Span(0, len(source.utf8))))
    return ValueTree(source, roots, is_environment=True, is_script=True)
