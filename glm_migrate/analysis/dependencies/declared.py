"""The declared dependencies of a file, as far as the project's code needs a version of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from glm_migrate.analysis.dependencies.entries import DependencyEntry, entries
from glm_migrate.analysis.dependencies.specifiers import canonical
from glm_migrate.analysis.dependencies.succeeded import successors
from glm_migrate.errors import FileError, FixRejected, UnreadableSource
from glm_migrate.model.dependencies import Bound, Dependency, Need
from glm_migrate.text.source import Source


def verify(before: Source, after: Source) -> None:
    """Raise `FixRejected` unless the two declare the same packages, or successors of them."""
    try:
        after_names = _names(after)
    except UnreadableSource as error:
        raise FixRejected(before.path, f"the rewritten text: {error.detail}") from error
    if after_names != _names(before):
        raise FixRejected(before.path, "the rewritten file would declare other packages")


def _names(source: Source) -> list[str]:
    """The packages in their order, each as its successor where it has one."""
    new = successors()
    return [new.get(entry.name, entry.name) for entry in entries(source)]


def declared(
    source: Source, needs: Iterable[Need], errors: list[FileError]
) -> Iterator[Dependency]:
    wanted: dict[str, list[Need]] = {}
    for need in (one for one in needs if one.version):
        wanted.setdefault(canonical(need.package), []).append(need)
    try:
        found = list(entries(source))
    except FileError as error:
        errors.append(error)
        return
    for entry in found:
        if entry.name in wanted:
            yield _site(source, entry, tuple(wanted[entry.name]))


def _site(source: Source, entry: DependencyEntry, needs: tuple[Need, ...]) -> Dependency:
    return Dependency(
        source=source,
        span=entry.span,
        package=entry.name,
        bounds=tuple(Bound(one.operator, one.version, one.span, one.at) for one in entry.clauses),
        needs=needs,
        insert=entry.insert,
        any_version=entry.any_version,
        poetry=entry.poetry,
        hashed=entry.hashed,
        locked=entry.locked,
    )
