"""The questions that only an older id tells, once a run has replaced it: which of them are open.

A question is told from others like it by its place in the text that was given, so two calls of one
function are asked about one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from glm_migrate.model.findings import Finding
from glm_migrate.text.edits import Edit, original

Rounds = Sequence[Sequence[Edit]]
_About = tuple[str, str, tuple[str, ...]]


class SettledQuestions:
    """What fixes of one file answered, each at its place in the text that was given."""

    def __init__(self) -> None:
        self._fixed: Counter[tuple[_About, int]] = Counter()
        self._beside: set[tuple[str, int]] = set()

    def add(self, findings: Iterable[Finding], rounds: Rounds) -> None:
        """Note fixes that are made in the text after `rounds`."""
        for one in findings:
            self._fixed[_place(one, rounds)] += 1
            for code, span in one.fix.settles if one.fix else ():
                self._beside.add((code, original(span.start, rounds)))

    def open_among(
        self, first: Iterable[Finding], left: Iterable[Finding], rounds: Rounds
    ) -> Iterator[Finding]:
        """Those of `first` that no fix answered and that are not `left` after `rounds`.

        Where a rewrite moved the place of one, the next like it counts for it.
        """
        known = self._fixed + Counter(_place(one, rounds) for one in left)
        candidates = [one for one in first if (one.code, one.span.start) not in self._beside]
        rest = []
        for one in candidates:
            place = (_about(one), one.span.start)
            if known[place] > 0:
                known[place] -= 1
            else:
                rest.append(one)
        others = Counter(about for (about, _), count in known.items() for _ in range(count))
        for one in rest:
            others[_about(one)] -= 1
            if others[_about(one)] < 0:
                yield one


def _place(finding: Finding, rounds: Rounds) -> tuple[_About, int]:
    return _about(finding), original(finding.span.start, rounds)


def _about(finding: Finding) -> _About:
    return finding.code, finding.call, finding.key
