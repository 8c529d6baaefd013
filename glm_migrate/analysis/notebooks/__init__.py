"""Notebooks: their code is read as Python, beside the project's other Python.

What is told here besides is what no other kind can tell: cells that nobody can read, and ids in the
text around the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.model.findings import Finding
from glm_migrate.model.site import Site
from glm_migrate.model.unsafe_reasons import UnsafeReason
from glm_migrate.project.file_kinds import NameKind, kind_of_name
from glm_migrate.text.source import Source

if TYPE_CHECKING:
    from glm_migrate.text.notebook.source import NotebookSource


def accepts(path: PurePath) -> bool:
    """Whether a file is a notebook."""
    return kind_of_name(path) is NameKind.NOTEBOOK


def extract(context: ExtractionContext) -> Iterator[Site]:
    """What stands in the notebooks besides sites of their code."""
    for source in notebooks(context):
        from glm_migrate.analysis.notebooks.around_code import ids_around
        from glm_migrate.analysis.notebooks.unparsed_cells import unparsed_cells

        yield from unparsed_cells(source)
        yield from ids_around(source, context.is_old)


def notebooks(context: ExtractionContext) -> Iterator[NotebookSource]:
    for path in context.project.files:
        source = context.project.source(path) if accepts(path) else None
        if source is not None:
            from glm_migrate.text.notebook.source import NotebookSource

            assert isinstance(source, NotebookSource)
            yield source


def expect_readable(source: Source) -> None:
    """Nothing: what can't be read as a notebook has no source."""


def unsafe_reason(site: Site, finding: Finding, source: Source) -> UnsafeReason | None:
    """Why the order in which the cells were run speaks against a fix; None where it does not."""
    from glm_migrate.analysis.notebooks.run_order import contradiction
    from glm_migrate.text.notebook.source import NotebookSource

    assert isinstance(source, NotebookSource)
    return contradiction(site, finding, source)


def verify(before: Source, after: Source) -> None:
    """Raise `FixRejected` unless only lines of code cells differ, and still compile."""
    from glm_migrate.analysis.notebooks.rewrite_proof import verify

    verify(before, after)
