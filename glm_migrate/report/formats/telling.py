"""Text formats of which the findings are told while a run goes on.

The files of a run are done in the order of their paths, as far as they don't belong together. What
was found is told in that order as well, as soon as nothing can come before it; what belongs to it,
as the other findings about a call, is told with it. So the text depends on the files alone, never
on which process was the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import partial
from heapq import heappop, heappush
from pathlib import Path

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import Record, records
from glm_migrate.report.formats.by_call import Group, subject
from glm_migrate.report.formats.text import closing, ending, line, of_file, together

_Place = tuple[str, int]  # the path of a report, and which of all findings it is


class Telling:
    """The findings of a run in one of `TOLD_FORMATS`, piece by piece."""

    def __init__(self, name: str, context: ReportContext) -> None:
        self._context = context
        self._belongs_to, made = _FORMATS[name]
        self._text_of = made(context)
        self._end = closing if name == "full" else ending
        self._waiting: list[_Place] = []
        self._records: dict[_Place, Record] = {}
        self._together: defaultdict[Hashable, list[_Place]] = defaultdict(list)
        self._count = 0
        self._taken: dict[Path, int] = {}  # how many findings of a file

    def add(self, report: FileReport) -> None:
        """Take what was found in a file; of one that was taken already what is behind that."""
        known = self._taken.get(report.path, 0)
        self._taken[report.path] = len(report.findings)
        if len(report.findings) == known:  # then the text of the file is not asked for
            return
        fresh = replace(report, findings=report.findings[known:])
        for record in records([fresh], self._context.cwd, cwd=self._context.cwd):
            place = (str(report.path), self._count)
            self._count += 1
            self._records[place] = record
            self._together[self._belongs_to(record)].append(place)
            heappush(self._waiting, place)

    def until(self, path: str) -> str:
        """What is to be told of files before `path`, all of which are done."""
        parts: list[str] = []
        while self._waiting and self._waiting[0][0] < path:
            parts.append(self._next())
        return "".join(parts)

    def rest(self, reports: Sequence[FileReport]) -> str:
        """What of all `reports` is left to be told, and the summary."""
        parts: list[str] = []
        for report in reports:
            self.add(report)
        while self._waiting:
            parts.append(self._next())
        return "".join(parts) + self._end(reports, self._context)

    def _next(self) -> str:
        """The next finding with those that belong to it; nothing if it was told with another."""
        record = self._records.get(heappop(self._waiting))
        if record is None:
            return ""
        places = sorted(self._together.pop(self._belongs_to(record)))
        return self._text_of([self._records.pop(one) for one in places])


def _lines(context: ReportContext) -> Callable[[Sequence[Record]], str]:
    return lambda found: "".join(f"{line(one, context)}\n" for one in found)


def _blocks(context: ReportContext) -> Callable[[Sequence[Record]], str]:
    shown: set[str] = set()
    return lambda found: together(Group.of(found), context, shown)


def _files(context: ReportContext) -> Callable[[Sequence[Record]], str]:
    return partial(of_file, context=context)


_Text = Callable[[ReportContext], Callable[[Sequence[Record]], str]]
_FORMATS: dict[str, tuple[Callable[[Record], Hashable], _Text]] = {
    "concise": (id, _lines),
    "full": (subject, _blocks),
    "grouped": (lambda record: record.path, _files),
}
