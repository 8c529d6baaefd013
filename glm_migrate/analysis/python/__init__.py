"""Python files: LibCST reads them, nothing beyond this package knows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from glm_migrate.analysis.file_kind import ExtractionContext
from glm_migrate.analysis.python.extract.prescreen import may_hold_sites
from glm_migrate.errors import FileError
from glm_migrate.model.findings import Finding
from glm_migrate.model.site import Site
from glm_migrate.model.unsafe_reasons import UnsafeReason
from glm_migrate.project.file_kinds import kind_of_name
from glm_migrate.text.source import Source


def accepts(path: PurePath) -> bool:
    """Whether a file holds code: Python, whatever it is called, or that of a notebook."""
    return kind_of_name(path).facts.is_code


def extract(context: ExtractionContext) -> Iterator[Site]:
    """Every chat call and every old id of a project's files, the calls first."""
    project = context.project
    held: list[Source] = []
    for path in project.every:
        if not accepts(path) or (source := project.source(path)) is None:
            continue
        if may_hold_sites(source, context.is_concerned, context.known_clients):
            held.append(source)
        elif path in project.files:
            _note_unreadable(source, context.errors)
    if held:
        from glm_migrate.analysis.python.extract.sites import read

        yield from read(context, held)


def _note_unreadable(source: Source, errors: list[FileError]) -> None:
    """Also a file that names GLM in prose alone is reported where it is not valid Python."""
    try:
        expect_readable(source)
    except FileError as error:
        errors.append(error)


def expect_readable(source: Source) -> None:
    """Raise `UnparsableSource` for text that neither Python nor the parser reads."""
    from glm_migrate.analysis.python.syntax.compilation import is_parsed

    if not is_parsed(source):
        from glm_migrate.analysis.python.semantics.parsed_module import ParsedModule

        ParsedModule(source)


def unsafe_reason(site: Site, finding: Finding, source: Source) -> UnsafeReason | None:
    """Nothing: what was found holds for every run of the file."""
    return None


def verify(before: Source, after: Source) -> None:
    """What compiled before must compile after; LibCST has parsed `after` already."""
    from glm_migrate.analysis.python.syntax.compilation import verify

    verify(before, after)
