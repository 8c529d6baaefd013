"""Code cells that neither Python nor the parser reads, as far as they may ask a GLM model."""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.unparsed import UnparsedCode
from glm_migrate.project.prefilter import asks_a_model, mentions_glm
from glm_migrate.text.notebook.ipython import error_of
from glm_migrate.text.notebook.source import CodeCell, NotebookSource
from glm_migrate.text.source import Span


def unparsed_cells(source: NotebookSource) -> Iterator[UnparsedCode]:
    """The cells of a notebook that were not read; without those that speak of other things."""
    for one in source.code_cells:
        if one.plain.is_sure or not _matters(one) or _is_parsed(one):
            continue
        reason, line = error_of(one.plain)
        start = source.offset(source.position(one.span.start).line + line - 1)
        end = start + len(source.line(source.position(start).line).encode())
        yield UnparsedCode(source, Span(start, max(start, min(end, one.span.end))), reason)


def _matters(one: CodeCell) -> bool:
    data = one.cell.text.encode()
    return mentions_glm(data) or asks_a_model(data)


def _is_parsed(one: CodeCell) -> bool:
    """Whether the parser reads what the interpreter does not, as the syntax of a later version."""
    from glm_migrate.analysis.python.semantics.parsed_module import is_python

    return is_python(one.plain.header + one.plain.code)
