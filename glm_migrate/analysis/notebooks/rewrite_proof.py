"""Proof of a rewritten notebook: the same cells, and not one byte besides their code differs."""

from __future__ import annotations

from glm_migrate.analysis.python.syntax.compilation import verify as verify_python
from glm_migrate.errors import FixRejected
from glm_migrate.text.notebook.source import NotebookSource
from glm_migrate.text.source import Source


def verify(before: Source, after: Source) -> None:
    """Raise `FixRejected` unless only lines of code cells differ, and still compile."""
    assert isinstance(before, NotebookSource)
    assert isinstance(after, NotebookSource)
    if _around(before) != _around(after) or _untouched(before) != _untouched(after, before):
        raise FixRejected(before.path, "more than the code of its cells would change")
    pairs = zip(before.code_cells, after.code_cells, strict=True)
    if any(old.plain.is_sure and not new.plain.is_sure for old, new in pairs):
        raise FixRejected(before.path, "the rewritten cell would not compile")
    verify_python(before, after)


def _around(source: NotebookSource) -> bytes:
    """All of the file but the code of its cells."""
    parts, end = [], 0
    for one in source.code_cells:
        parts.append(source.stored[end : one.cell.inside.start])
        end = one.cell.inside.end
    return b"".join([*parts, source.stored[end:]])


def _untouched(source: NotebookSource, other: NotebookSource | None = None) -> list[bytes]:
    """What stands in the file for each cell; as in `other` where the text is another now."""
    cells = [one.cell for one in source.code_cells]
    others = [one.cell for one in other.code_cells] if other else cells
    same = (
        (source, cell) if other is None or cell.text == old.text else (other, old)
        for cell, old in zip(cells, others, strict=True)
    )
    return [one.stored[cell.inside.start : cell.inside.end] for one, cell in same]
