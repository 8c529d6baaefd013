"""Ids that stand in what is run or filled in: scripts, recipes of images, templates."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from glm_migrate.analysis.settings.roles import SettingPlace
from glm_migrate.analysis.value_trees.embedded_records import embedded
from glm_migrate.analysis.value_trees.settings_lines import settings_lines
from glm_migrate.analysis.value_trees.value_tree import Scalar, ValueTree
from glm_migrate.knowledge.settings_roles import names_model
from glm_migrate.text.byte_offsets import ByteOffsets
from glm_migrate.text.source import Span

# A word in lower case: `GLM-4.5` in capitals is the name of a model in a text or of its weights.
_WORD = re.compile(
    r"(?:(?<=:[-+=])|(?<![\w./:@-]))[a-z0-9](?:[a-z0-9._:/-]*[a-z0-9])?(?![\w/@-]|[.:]\w)"
)
_LINE = re.compile(r"[^\r\n]+")
_FILLED_IN = re.compile(r"\{\{[^{}\r\n]*\}\}|\{%[^{}\r\n]*%\}|\$\{\w+:[^{}\r\n]*\}")


def scripted(document: ValueTree) -> Iterator[SettingPlace]:
    """Every word of a script, and of any other file those of templates and of records in a text."""
    text = document.source.text
    offsets = ByteOffsets(text)
    yield from _in_records(document)
    yield from _in_longer_texts(document)
    for start, end in _lines(text) if document.is_script else _filled_in(text):
        for word in _WORD.finditer(text, start, end):
            if "glm" in word.group():
                span = offsets.span(*word.span())
                yield SettingPlace((), word.group(), span, (), is_scripted=True)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines that are no comments."""
    for line in _LINE.finditer(text):
        if not line.group().lstrip().startswith("#"):
            yield line.span()


def _filled_in(text: str) -> Iterator[tuple[int, int]]:
    """The parts of lines that are filled in when a file is read, outside of comments."""
    for start, end in _lines(text):
        yield from (piece.span() for piece in _FILLED_IN.finditer(text, start, end))


def _in_records(document: ValueTree) -> Iterator[SettingPlace]:
    """The words of a value that is a record of its own, as `LLM={"model": "glm-4.5"}`."""
    for _, scalar in document.scalars():
        value = scalar.value
        if isinstance(value, str) and value[:1] in ("{", "[") and "glm" in value:
            escaped = sorted(_escaped(document, scalar), key=lambda one: one[1])
            yield from (one for text in escaped for one in _words_of(*text))
            written = document.source.slice(scalar.span)
            for word in _WORD.finditer(written):
                start = scalar.span.start + len(written[: word.start()].encode())
                span = Span(start, start + len(word.group()))
                if "glm" in word.group() and not _is_within(span, escaped):
                    yield SettingPlace((), word.group(), span, (), is_scripted=True)


def _escaped(document: ValueTree, holder: Scalar) -> list[tuple[str, Span]]:
    """The texts of a record with escapes: what they are is not what is written, place by place."""
    record = embedded(document, holder)
    texts = record.scalars() if record is not None else ()
    return [
        (one.value, one.span)
        for _, one in texts
        if isinstance(one.value, str)
        and one.span != holder.span
        and document.source.slice(one.span).strip('"') != one.value
    ]


def _is_within(span: Span, texts: Sequence[tuple[str, Span]]) -> bool:
    """Whether a word stands in one of the texts, which are in the order of the file."""
    place = bisect_right(texts, span.start, key=lambda one: one[1].start) - 1
    return place >= 0 and texts[place][1].contains(span)


def _words_of(text: str, span: Span) -> Iterator[SettingPlace]:
    for word in _WORD.finditer(text):
        if "glm" in word.group():
            yield SettingPlace((), word.group(), span, (), is_scripted=True)


def _in_longer_texts(document: ValueTree) -> Iterator[SettingPlace]:
    """The ids in a file that a value holds, as those in the data of a ConfigMap."""
    for _, scalar in document.scalars():
        if isinstance(scalar.value, str) and "\n" in scalar.value and "glm" in scalar.value:
            for key, word, span in settings_lines(document.source.utf8, scalar.span):
                if names_model(key):
                    yield SettingPlace((), word, span, (), is_scripted=True)
