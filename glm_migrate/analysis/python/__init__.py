"""Python files: LibCST reads them, nothing beyond this package knows it."""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.analysis import ExtractionContext
from glm_migrate.analysis.python.extract.prescreen import may_hold_sites
from glm_migrate.model.site import Site
from glm_migrate.project.dependency_files import is_dependency_file


def sites(context: ExtractionContext) -> Iterator[Site]:
    """Every chat call and every old id of a project's files, the calls first."""
    project = context.project
    held = [
        source
        for path in project.every
        if not is_dependency_file(path)
        and (source := project.source(path))
        and may_hold_sites(source, context.is_old, context.known_clients)
    ]
    if held:
        from glm_migrate.analysis.python.extract.sites import read

        yield from read(context, held)
