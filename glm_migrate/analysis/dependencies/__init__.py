"""Files that declare dependencies: requirements, pyproject.toml, setup.cfg, Pipfile.

They are read only for packages of which the project's code needs a certain version. A `setup.py` is
code; here it is only looked at for a package that the moved imports left behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.model.dependencies import Dependency, SucceededPackage
from glm_migrate.model.findings import Finding
from glm_migrate.model.site import Site
from glm_migrate.model.unsafe_reasons import UnsafeReason
from glm_migrate.project.file_kinds import SETUP, governs, is_dependency_file
from glm_migrate.text.source import Source


def accepts(path: PurePath) -> bool:
    """Whether a file declares dependencies."""
    return is_dependency_file(path)


def extract(context: ExtractionContext) -> Iterator[Dependency | SucceededPackage]:
    """Every dependency of which the code below the file needs a version, or the successor."""
    project, needs, errors = context.project, context.needs, context.errors
    for path in project.files:
        source = project.source(path)
        is_setup = path.name == SETUP
        if source is None or not (is_setup or accepts(path)):
            continue
        own = [need for need in needs if governs(path, need.path)]
        if own:
            from glm_migrate.analysis.dependencies.declared import declared
            from glm_migrate.analysis.dependencies.succeeded import succeeded

            if not is_setup:
                yield from declared(source, own, errors)
            missing = [one for one in own if not context.declared(one.path, one.package)]
            yield from succeeded(source, own, missing)


def expect_readable(source: Source) -> None:
    """Raise `UnreadableSource` for a file that is no valid TOML where its name promises it."""
    from glm_migrate.analysis.dependencies.entries import entries

    list(entries(source))


def unsafe_reason(site: Site, finding: Finding, source: Source) -> UnsafeReason | None:
    """Nothing: what was found holds for every run of the file."""
    return None


def verify(before: Source, after: Source) -> None:
    """Raise `FixRejected` unless the two declare the same packages at the same places."""
    from glm_migrate.analysis.dependencies.declared import verify

    verify(before, after)
