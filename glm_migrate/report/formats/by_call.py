"""Findings of one call, together.

A call is known by the line on which it is: what one line calls is read at one glance.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from glm_migrate.model.findings import Hop
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import Record, relative
from glm_migrate.report.text_style import printable, shown_path
from glm_migrate.text.source import located


@dataclass(frozen=True)
class Group:
    """What was found about one call, or, where `site` is None, beside the calls of one file."""

    site: Hop | None
    records: tuple[Record, ...]

    @classmethod
    def of(cls, records: Sequence[Record]) -> Group:
        return cls(records[0].finding.call_site, tuple(records))

    def call(self, context: ReportContext) -> str:
        """Where the call is, and in which function: `app/bot.py:12 in Bot.ask`; else empty."""
        if self.site is None:
            return ""
        path = shown_path(relative(self.site.path, context.cwd, context.cwd))
        scope = f" in {printable(self.site.name)}" if self.site.name else ""
        return f"{located(path, self.site.line)}{scope}"


def subject(record: Record) -> Hashable:
    """What findings have in common that stand together: a call, or else a file."""
    site = record.finding.call_site
    return (site.path, site.line) if site else record.path


def by_call(records: Iterable[Record]) -> list[Group]:
    """The groups in the order of their first findings."""
    found: dict[Hashable, list[Record]] = {}
    for record in records:
        found.setdefault(subject(record), []).append(record)
    return [Group.of(ones) for ones in found.values()]
