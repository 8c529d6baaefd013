"""What was made of the texts of files, for a process that is asked about the same ones again.

The language server checks a project after each keystroke: all of its files but one are as they
were. A run over many files reads each once and keeps nothing, which is the default.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import ClassVar, Generic, TypeVar

_Made = TypeVar("_Made")


class KeptByFile(Generic[_Made]):
    """One thing for the text of each file.

    What is asked for in turn, again and again, would drive itself out, were the oldest dropped for
    the newest. So only what the current round did not ask for makes room; else nothing is added.

    Attributes:
        most: Bytes of text of which something is kept; 0 for nothing.
    """

    _round: ClassVar[int] = 0

    def __init__(self) -> None:
        self.most = 0
        self._held = 0
        self._kept: dict[Hashable, tuple[bytes, _Made]] = {}
        self._round_of: dict[Hashable, int] = {}  # the round, the longest ago first

    @classmethod
    def begin_round(cls) -> None:
        """Say that everything is asked for anew."""
        KeptByFile._round += 1

    def of(self, name: Hashable, text: bytes, make: Callable[[], _Made]) -> _Made:
        """What `make` makes of `text`; of a name only what its last text gave is kept."""
        if not self.most:
            return make()
        found = self._kept.get(name)
        if found is None or found[0] != text:
            made = make()
            self._drop(name)
            if self._has_room(len(text)):
                self._kept[name] = text, made
                self._held += len(text)
        else:
            made = found[1]
        if name in self._kept:
            self._round_of.pop(name, None)
            self._round_of[name] = self._round
        return made

    def latest(self, name: Hashable) -> _Made | None:
        """What the last text of `name` gave of which something could be made, if it is kept."""
        found = self._kept.get(name)
        return found[1] if found else None

    def _has_room(self, size: int) -> bool:
        """Whether there is room, now that what this round did not ask for is dropped as needed."""
        for name, last in tuple(self._round_of.items()):
            if self._held + size <= self.most or last == self._round:
                break
            self._drop(name)
        return self._held + size <= self.most

    def _drop(self, name: Hashable) -> None:
        if (found := self._kept.pop(name, None)) is not None:
            self._held -= len(found[0])
            del self._round_of[name]
