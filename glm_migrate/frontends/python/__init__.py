"""Python files: LibCST reads them, nothing beyond this package knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glm_migrate.dependency_files import is_dependency_file
from glm_migrate.errors import FileError
from glm_migrate.frontends.python.quick import may_hold_sites
from glm_migrate.project import Project
from glm_migrate.sites import Site


def sites(
    project: Project,
    is_old: Callable[[str], bool],
    known_clients: tuple[str, ...],
    errors: list[FileError],
) -> Iterator[Site]:
    """Every chat call and every old id of a project's files, the calls first.

    Args:
        errors: Gets what can't be parsed or reproduced; the other files are read all the same.
    """
    held = [
        source
        for path in project.every
        if not is_dependency_file(path)
        and (source := project.source(path))
        and may_hold_sites(source, is_old, known_clients)
    ]
    if held:
        from glm_migrate.frontends.python.read import read

        yield from read(project, held, is_old, known_clients, errors)
