"""Which versions of the client libraries a repository declares."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from glm_migrate.analysis.dependencies.entries import entries
from glm_migrate.analysis.dependencies.specifiers import canonical
from glm_migrate.errors import FileError
from glm_migrate.knowledge.client_facts import clients
from glm_migrate.project.boundary import Boundary
from glm_migrate.project.decoding import decode
from glm_migrate.text import guarded

_LONGEST = 120  # characters of a declaration that are told


def declared(paths: Iterable[str], within: Boundary) -> Iterator[dict[str, str]]:
    """The declarations of known client libraries in files that declare dependencies."""
    for path in paths:
        try:
            source = decode(Path(path), guarded.read(path, holds=within.holds))
            found = [one for one in entries(source) if one.name in _packages()]
        except (OSError, FileError):  # told as a finding, where it matters
            continue
        for one in found:
            text = " ".join(source.slice(one.span).split())[:_LONGEST]
            shown = path.replace(os.sep, "/")
            yield {"package": one.name, "declared": text, "path": shown}


@cache
def _packages() -> frozenset[str]:
    return frozenset(canonical(one.package) for one in clients().values() if one.package)
