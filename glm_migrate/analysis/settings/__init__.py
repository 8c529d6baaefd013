"""Settings files: YAML, JSON, TOML, INI, dotenv, Dockerfiles and shell scripts.

What the project's Python code reads of them is found there, where it is read; this package reads
the files, and tells the ids that no call was seen to ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.model.findings import Finding
from glm_migrate.model.site import Site
from glm_migrate.model.unsafe_reasons import UnsafeReason
from glm_migrate.project.file_kinds import NameKind, kind_of_name
from glm_migrate.project.settings_names import is_of_a_tool
from glm_migrate.text.source import Source


def accepts(path: PurePath) -> bool:
    """Whether a file holds settings."""
    return kind_of_name(path) is NameKind.SETTINGS


def extract(context: ExtractionContext) -> Iterator[Site]:
    """Every older id in the settings of a project that no call is seen to ask."""
    if not context.project.reads_settings:
        return
    files = (path for path in context.project.files if accepts(path))
    paths = [path for path in files if not is_of_a_tool(path.name)]
    if paths:
        from glm_migrate.analysis.settings.mentions import unasked_mentions

        yield from unasked_mentions(context, paths)


def expect_readable(source: Source) -> None:
    """Raise `UnparsableSource` for a file that is not of its format."""
    from glm_migrate.analysis.value_trees.formats import read

    read(source)


def unsafe_reason(site: Site, finding: Finding, source: Source) -> UnsafeReason | None:
    """Nothing: what was found holds for every run of the file."""
    return None


def verify(before: Source, after: Source) -> None:
    """Raise `FixRejected` unless only single values differ."""
    from glm_migrate.analysis.settings.rewrite_proof import verify

    verify(before, after)
