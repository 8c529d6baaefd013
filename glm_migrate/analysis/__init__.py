"""Front ends: from one kind of file to the sites that rules see.

A front end takes the files of a project that it understands and yields what stands in them; what
kind of file that was no rule ever asks. Notebooks or settings files would be further ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from glm_migrate.errors import FileError
from glm_migrate.model.dependencies import Need
from glm_migrate.model.site import Site
from glm_migrate.project.module_index import Project


@dataclass(frozen=True)
class ExtractionContext:
    """What a front end reads, and what it has to know for that.

    Attributes:
        is_old: Whether a string is an id, or an alias of one, that has a move to the target.
        is_target: Whether a string is an id of the target.
        known_clients: Dotted names of the user's factories that return a GLM client.
        needs: What the code read so far needs of its dependencies; grows while it is read.
        errors: Gets the files that can't be read; the others are read all the same.
    """

    project: Project
    is_old: Callable[[str], bool]
    known_clients: tuple[str, ...] = ()
    needs: list[Need] = field(default_factory=list)
    errors: list[FileError] = field(default_factory=list)
    is_target: Callable[[str], bool] = lambda text: False


class FileKind(Protocol):
    """A package of this one that reads one kind of file."""

    def sites(self, context: ExtractionContext) -> Iterator[Site]:
        """Every site of the files that it understands, those of one kind together."""
        ...
