"""What a kind of file must answer, and what it is told for that.

Whoever checks, fixes or lists files asks the kind; what kind of file a site came from no rule ever
asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Protocol

from glm_migrate import knowledge
from glm_migrate.errors import FileError
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.dependencies import Constraint, Need
from glm_migrate.model.findings import Finding
from glm_migrate.model.site import Site
from glm_migrate.model.unsafe_reasons import UnsafeReason
from glm_migrate.project.module_index import Project
from glm_migrate.text.source import Source, Span


@dataclass(frozen=True)
class ExtractionContext:
    """The files of a run, and what has to be known to tell their sites.

    Attributes:
        is_old: Whether a string is an id, or an alias of one, that has a move to the target.
        is_target: Whether a string is an id of the target.
        known_clients: Dotted names of the user's factories that return a GLM client.
        needs: What the code read so far needs of its dependencies; grows while it is read.
        declared: What the project declares of the versions of a package, for a file.
        errors: Gets the files that can't be read; the others are read all the same.
        is_judged: Whether it matters what a call sends besides its model, and what reads its
            answer; told by its model and client alone.
        reached: Where the ids are written that calls were seen to ask; filled while code is read.
        unseen: Calls that go to the vendor with a model that is not seen; filled likewise.
        is_surveyed: Addresses of the vendor's are sites too, for who asks what a program calls.
        lists_all: Ids in settings are told that no code is seen to read, whatever they are for.
    """

    project: Project
    is_old: Callable[[str], bool]
    known_clients: tuple[str, ...] = ()
    needs: list[Need] = field(default_factory=list)
    errors: list[FileError] = field(default_factory=list)
    is_target: Callable[[str], bool] = lambda text: False
    declared: Callable[[Path, str], tuple[Constraint, ...]] = lambda path, package: ()
    is_judged: Callable[[ChatCall], bool] = lambda call: True
    reached: set[tuple[Path, Span]] = field(default_factory=set)
    unseen: list[ChatCall] = field(default_factory=list)
    is_surveyed: bool = False
    lists_all: bool = False

    def is_concerned(self, text: str) -> bool:
        """Whether a string is an id that is to move, one to move to, or such an address."""
        if self.is_old(text) or self.is_target(text):
            return True
        return self.is_surveyed and knowledge.is_chat_address(text)


class FileKind(Protocol):
    """A package of this one that reads one kind of file."""

    def accepts(self, path: PurePath) -> bool:
        """Whether a file is of this kind, by its name alone."""

    def extract(self, context: ExtractionContext) -> Iterator[Site]:
        """Every site of the project's files of this kind."""

    def expect_readable(self, source: Source) -> None:
        """Read a file for its own sake, whether or not it can hold a site.

        Raises:
            FileError: it can't be parsed.
        """

    def unsafe_reason(self, site: Site, finding: Finding, source: Source) -> UnsafeReason | None:
        """Why a safe fix of a finding needs the user's word in this file; None if it does not."""

    def verify(self, before: Source, after: Source) -> None:
        """Prove a rewrite by what this kind of file has to stay.

        Raises:
            FixRejected: it would not.
        """
