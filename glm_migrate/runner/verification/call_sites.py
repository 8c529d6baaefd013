"""Which call of the check a request comes from, by the frames that were being run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from glm_migrate.inventory.call_records import CallSummary
from glm_migrate.runner.verification.child.user_frames import CELL
from glm_migrate.runner.verification.notebook_cells import NotebookCells
from glm_migrate.runner.verification.origin import Frame

_ELSEWHERE = ("gateway", "local", "other")  # hosts that are not led to the service


@dataclass(frozen=True, order=True)
class CallSite:
    """A line of a file, as it is shown; both empty where nobody saw it."""

    path: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.path else "an unknown place"


class CallSites:
    """The calls that the check found, for looking them up."""

    def __init__(
        self, calls: Sequence[CallSummary], root: Path, cells: NotebookCells | None = None
    ) -> None:
        """Know `calls`, whose paths are relative to `root`, and the `cells` of notebooks."""
        self._cells = cells or NotebookCells()
        self._root = os.path.realpath(root)
        self._calls = {CallSite(str(one.path), one.line): one for one in calls}
        self._files: dict[str, list[CallSummary]] = {}
        for one in calls:
            path = os.path.realpath(Path(self._root) / one.path)
            self._files.setdefault(path, []).append(one)

    def __iter__(self) -> Iterator[CallSite]:
        """Those that can be led to the service."""
        return (place for place, one in self._calls.items() if one.host not in _ELSEWHERE)

    def call(self, place: CallSite) -> CallSummary | None:
        return self._calls.get(place)

    def place(self, frames: Iterable[Frame]) -> CallSite:
        """The call that is being run; the innermost place where the check knows no call."""
        frames = tuple(map(self._cells.in_notebook, frames))
        for find in (_covering, _in_function):
            for frame in frames:
                if call := find(frame, self._files.get(frame.path, ())):
                    return CallSite(str(call.path), call.line)
        return self.shown(frames[0]) if frames else CallSite()

    def shown(self, frame: Frame) -> CallSite:
        """A place with its path relative to the root where it lies below it."""
        frame = self._cells.in_notebook(frame)
        if frame.path.startswith(CELL):
            return CallSite("a cell", frame.line)
        path = Path(frame.path)
        inside = path.is_relative_to(self._root)
        return CallSite(str(path.relative_to(self._root) if inside else path), frame.line)


def _covering(frame: Frame, calls: Sequence[CallSummary]) -> CallSummary | None:
    """The call whose text holds the line: the one that begins last."""
    found = [one for one in calls if one.line <= frame.line <= max(one.line, one.last_line)]
    return max(found, key=lambda one: one.line, default=None)


def _in_function(frame: Frame, calls: Sequence[CallSummary]) -> CallSummary | None:
    """The only call of the function that is being run: its body may stand elsewhere in it."""
    found = [one for one in calls if one.scope.rpartition(".")[2] == frame.name]
    return found[0] if len(found) == 1 else None
