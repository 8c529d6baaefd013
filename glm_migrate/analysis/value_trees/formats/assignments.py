"""`NAME=value` as shells and Dockerfiles write it, where the value stands there whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from glm_migrate.analysis.value_trees.interpolation import interpolated, is_interpolated
from glm_migrate.analysis.value_trees.value_tree import Scalar, Table, TreeEntry, unseen
from glm_migrate.text.byte_offsets import ByteOffsets
from glm_migrate.text.source import Span

# A word without anything that a shell replaces, or one in quotes.
VALUE = r"""(?P<value>"(?:[^"\\`\n]*)"|'[^'\n]*'|[^\s"'\\;&|<>()`#]+)"""
# `<<EOF`, not `<<<word` nor `$((1<<n))`.
_HERE = re.compile(r"(?<![<\w$(])<<-?[ \t]*(?P<quote>[\"']?)(?P<word>[A-Za-z_]\w*)(?P=quote)(?!\w)")
_SHOWN = re.compile(r"[^\r\n]")


def without_here_documents(text: str) -> str:
    """A script of the same length with blanks for the texts that it passes to commands."""
    if "<<" not in text:
        return text
    lines, word = text.splitlines(keepends=True), ""
    last = {line.strip(): number for number, line in enumerate(lines)}
    for number, line in enumerate(lines):
        if word:
            word = "" if line.strip() == word else word
            lines[number] = _SHOWN.sub(" ", line) if word else line
        elif (begun := _HERE.search(line)) and last.get(begun["word"], 0) > number:
            word = "" if line.lstrip().startswith("#") else begun["word"]
    return "".join(lines)


def tables(entries: Iterable[TreeEntry], whole: Span) -> Iterator[Table]:
    """The variables of a script: of several that set one variable each can count, as in `if`."""
    rows: list[dict[str, TreeEntry]] = [{}]
    times: dict[str, int] = {}
    for one in entries:
        number = times[one.key] = times.get(one.key, -1) + 1
        if number == len(rows):
            rows.append({})
        rows[number][one.key] = one
    yield from (Table(tuple(row.values()), whole) for row in rows)


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
