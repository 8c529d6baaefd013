"""The file of decisions of a project: where it is, what it holds, how it is written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from glm_migrate.config.loading import Settings, common_directory
from glm_migrate.errors import ConfigError
from glm_migrate.project import git
from glm_migrate.suppression.decisions import (
    FILE,
    Decision,
    OpenDecisions,
    by_file,
    joined,
    read,
    with_known,
    written,
)
from glm_migrate.text import guarded

if TYPE_CHECKING:
    from glm_migrate.runner.write import Run


class DecisionFile:
    """The questions that fixes of this project left to the user.

    Attributes:
        path: At the root of the repository, else beside the settings, else in the working
            directory; the file need not exist.
    """

    def __init__(self, paths: Sequence[str], settings: Settings) -> None:
        self.path = root_of(paths, settings) / FILE
        self._data = _bytes(self.path)
        self.decisions: tuple[Decision, ...] = (
            () if self._data is None else read(self.path, self._data)
        )

    @property
    def root(self) -> Path:
        return self.path.parent

    @property
    def shown(self) -> str:
        """The file as messages name it."""
        return os.path.relpath(self.path)

    def add(self, found: Iterable[Decision], run: Run) -> int:
        """Keep what a fix left undecided; the result is how many questions are open now."""
        more = [replace(one, path=self._relative(one.path)) for one in found]
        self.save(joined(self.decisions, more) if more else self.decisions, run)
        return sum(one.is_open for one in self.decisions)

    def save(self, decisions: tuple[Decision, ...], run: Run) -> None:
        """Write the file where it would differ, as part of `run`."""
        self.decisions = decisions
        data = written(decisions)
        if not decisions or data == self._data:
            return
        run.save(self.path, data)
        self._data = data

    @property
    def open_by_file(self) -> OpenDecisions:
        """The open questions by the absolute path of their file."""
        return by_file(self.decisions, self.root)

    def still_open(self, found: Iterable[Decision]) -> list[Decision]:
        """Those of `found` that are not settled already."""
        questions = list(found)
        moved = (replace(one, path=self._relative(one.path)) for one in questions)
        pairs = zip(questions, with_known(moved, self.decisions), strict=True)
        return [one for one, (_, known) in pairs if known is None or known.is_open]

    def _relative(self, path: str) -> str:
        return Path(os.path.relpath(path, self.root)).as_posix()


def root_of(paths: Sequence[str], settings: Settings) -> Path:
    """Where the files that a project keeps for this tool lie."""
    start = common_directory(paths)
    if repository := git.repository(str(start)):
        return Path(repository)
    if settings.file is not None:
        return settings.file.resolve().parent
    here = Path.cwd()
    return here if start.is_relative_to(here) else start


def _bytes(path: Path) -> bytes | None:
    try:
        guarded.expect_below(str(path), str(path.parent))
        return guarded.read(str(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None
