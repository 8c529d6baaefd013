"""`NAME=value` as shells and Dockerfiles write it, where the value stands there whole."""

from __future__ import annotations

import re

from glm_migrate.analysis.value_trees.interpolation import interpolated, is_interpolated
from glm_migrate.analysis.value_trees.value_tree import Scalar, TreeEntry, unseen
from glm_migrate.text.byte_offsets import ByteOffsets

# A word without anything that a shell replaces, or one in quotes.
VALUE = r"""(?P<value>"(?:[^"\\`\n]*)"|'[^'\n]*'|[^\s"'\\;&|<>()`#]+)"""


def entry(match: re.Match[str], offsets: ByteOffsets) -> TreeEntry:
    """The variable that a match with the groups `name` and `value` sets."""
    key = offsets.span(match.start("name"), match.end("name"))
    written, start, end = match["value"], match.start("value"), match.end("value")
    quoted = written[:1] in ("'", '"')
    value = written[1:-1] if quoted else written
    span = offsets.span(start + quoted, end - quoted)
    if is_interpolated(value) and not written.startswith("'"):
        return TreeEntry(match["name"], key, interpolated(value, span, span.start))
    if "$" in value and not written.startswith("'"):
        return TreeEntry(match["name"], key, unseen(span))
    return TreeEntry(match["name"], key, Scalar(value, span))
