"""INI files: what `configparser` reads, with the place of every value.

What is read here is compared with what `configparser` reads of the same text; a file that the two
read differently is left alone.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from glm_migrate.analysis.value_trees.interpolation import interpolated, is_interpolated
from glm_migrate.analysis.value_trees.value_tree import (
    BrokenFile,
    Scalar,
    Table,
    TreeEntry,
    ValueTree,
)
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.text.byte_offsets import ByteOffsets
from glm_migrate.text.source import Source, Span

_SECTION = re.compile(r"\[(?P<name>.+)\]")
_OPTION = re.compile(r"(?P<key>.*?)\s*[=:]\s*(?P<value>.*)$")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


@dataclass
class _Option:
    """An option while it is read; `value` is None once it goes on in a second line."""

    section: str
    key: str
    key_span: Span
    value: str
    span: Span
    goes_on: bool = False


def read(source: Source) -> ValueTree:
    """The sections of a file, whose keys are the same in whatever case.

    Raises:
        BrokenFile: it is called INI, and `configparser` refuses it or reads it differently.
    """
    options = list(_options(source.text))
    try:
        _compare(source.text, options)
    except BrokenFile:
        if source.path.suffix.lower() != ".ini":  # each program has a format of its own
            return ValueTree(source, ())
        raise
    sections: dict[str, list[TreeEntry]] = {}
    for one in options:
        entry = TreeEntry(one.key.lower(), one.key_span, _scalar(one))
        sections.setdefault(one.section, []).append(entry)
    common = _in_every_section(sections)
    tables = (
        TreeEntry(name, entries[0].key_span, Table((*common, *entries), entries[0].key_span))
        for name, entries in sections.items()
    )
    root = Table(tuple(tables), Span(0, len(source.utf8)))
    return ValueTree(source, (root,), folds_case=True, texts=True)


def _in_every_section(sections: Mapping[str, list[TreeEntry]]) -> list[TreeEntry]:
    """The options of `[DEFAULT]`, which every section has that does not set them itself."""
    shared = UnsafeReason(UnsafeKind.SECTIONS) if len(sections) > 2 else None
    return [
        replace(one, value=replace(one.value, shared=shared))
        for one in sections.get("DEFAULT", ())
        if isinstance(one.value, Scalar)
    ]


def _scalar(one: _Option) -> Scalar:
    if one.goes_on:
        return Scalar(one.value, one.span, locked=True)  # further lines belong to it
    if is_interpolated(one.value):
        return interpolated(one.value, one.span, one.span.start)
    return Scalar(one.value, one.span)


def _options(text: str) -> Iterator[_Option]:
    offsets = ByteOffsets(text)
    section, current = "", None
    for match in _LINE.finditer(text):
        line = match.group().rstrip("\r\n")
        bare = line.strip()
        if not bare or bare[0] in "#;":
            continue
        if line[0] in " \t" and current is not None:
            current.goes_on = True
        elif header := _SECTION.match(bare):
            section, current = header["name"], None
        elif option := _OPTION.match(line):
            current = _option(section, option, match.start(), offsets)
            yield current
        else:
            current = None


def _option(section: str, option: re.Match[str], start: int, offsets: ByteOffsets) -> _Option:
    value = option["value"].rstrip()
    first = start + option.start("value")
    key = offsets.span(start + option.start("key"), start + option.end("key"))
    return _Option(section, option["key"], key, value, offsets.span(first, first + len(value)))


def _compare(text: str, options: list[_Option]) -> None:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise BrokenFile("configparser refuses it", getattr(error, "lineno", 1) or 1) from None
    last = {(one.section, one.key.lower()): one for one in options}
    for (section, key), one in last.items():
        if not one.goes_on and parser.get(section, key, fallback=None) != one.value:
            raise BrokenFile("it is read differently from how it is written")
