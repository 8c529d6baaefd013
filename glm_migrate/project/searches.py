"""The searches over many files by which a run finds its units, each file searched once.

With the results of earlier runs only files are read that have changed since.
"""

# Paths stay strings here, as in `prefilter`.

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glm_migrate.project import prefilter
from glm_migrate.project.boundary import ANYWHERE, Boundary
from glm_migrate.project.contents import searchable
from glm_migrate.project.prefilter import Share, alone
from glm_migrate.project.settings_names import code_among

if TYPE_CHECKING:
    from glm_migrate.project.cache.results import CachedResults

_MENTIONS, _CARRIES = 1, 2


@dataclass(frozen=True)
class Searches:
    """How files are searched in one run.

    Attributes:
        extra: Literals in lower case that make a file worth a look.
        share: Runs a search of many files.
        within: How far links may lead.
        results: Those of earlier runs; None where each file is to be read.
    """

    extra: tuple[bytes, ...] = ()
    share: Share = alone
    within: Boundary = ANYWHERE
    results: CachedResults | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The literals as a part of a question's name."""
        return tuple(word.hex() for word in self.extra)

    def candidates(self, files: Sequence[str]) -> dict[str, bool]:
        """As `prefilter.candidates` has them."""
        if self.results is None:
            return prefilter.candidates(files, self.extra, self.share, self.within)
        found = self.results.found("mentions", self.words, files, self._mentioning)
        return {path: found[path] == _CARRIES for path in prefilter.each_once(tuple(found))}

    def asking(self, paths: Iterable[str]) -> list[str]:
        """Those with code that may ask a chat model, of whatever vendor."""
        code = code_among(paths)
        if self.results is None:
            return list(self._asking(code))
        found = self.results.found("asks", (), code, self._asking)
        return [path for path in code if path in found]

    def _mentioning(self, files: Sequence[str]) -> Mapping[str, int]:
        found = prefilter.mentioning(files, self.extra, self.share, self.within)
        return {path: _CARRIES if carries else _MENTIONS for path, carries in found.items()}

    def _asking(self, files: Sequence[str]) -> Mapping[str, int]:
        return {path: 1 for path in files if self._asks(path)}

    def _asks(self, path: str) -> bool:
        try:
            data = self.within.read(path)
        except OSError:  # to be reported by whoever reads it next
            return False
        return prefilter.asks_a_model(searchable(path, data))
