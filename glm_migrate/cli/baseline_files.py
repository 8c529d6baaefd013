"""The baselines in effect in a run: what they accept, what of them is of use, how they are kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from glm_migrate.config.schema import Config
from glm_migrate.errors import ConfigError
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.text_style import shown_path
from glm_migrate.runner.outcome import Outcome, rules_of
from glm_migrate.suppression.baseline import Accepted, BaselineEntry, key_of, read, written
from glm_migrate.suppression.baseline_matching import NEVER_ACCEPTED
from glm_migrate.text import guarded

if TYPE_CHECKING:
    from glm_migrate.runner.write import Run


@dataclass(frozen=True)
class EntryPlace:
    """Which entry of which baseline."""

    file: Path
    number: int


class BaselineFiles:
    """The baselines that the settings of a run name, each read once."""

    def __init__(self, files: dict[Path, tuple[BaselineEntry, ...]]) -> None:
        self.files = files

    @classmethod
    def of(cls, configs: Iterable[Config], may_lack: Path | None = None) -> BaselineFiles:
        """Those that `configs` name.

        Args:
            may_lack: The one that need not exist yet.

        Raises:
            ConfigError: one is missing, or no baseline.
        """
        named = dict.fromkeys(Path(one.baseline) for one in configs if one.baseline)
        paths = [*named, *([may_lack] if may_lack and may_lack not in named else [])]
        return cls({path: _entries(path, path == may_lack) for path in paths})

    def with_entries(self, file: Path, entries: Sequence[BaselineEntry]) -> BaselineFiles:
        """The same with other entries in one of the files."""
        return BaselineFiles({**self.files, file: tuple(entries)})

    @cached_property
    def places(self) -> dict[str, tuple[EntryPlace, ...]]:
        """Where the entries for each file stand, in the order in which runs count them."""
        found: dict[str, tuple[EntryPlace, ...]] = {}
        for path, entries in self.files.items():
            for number, one in enumerate(entries):
                key = key_of(path.parent / one.path)
                found[key] = (*found.get(key, ()), EntryPlace(path, number))
        return found

    @cached_property
    def accepted(self) -> Accepted:
        """The entries of all by the file that they are about."""
        return {
            key: tuple(self.entry(place) for place in places) for key, places in self.places.items()
        }

    def entry(self, place: EntryPlace) -> BaselineEntry:
        return self.files[place.file][place.number]

    def used(self, reports: Iterable[FileReport]) -> frozenset[EntryPlace]:
        """The entries that accept a finding."""
        return frozenset(
            self.places[key_of(report.path)][why.entry]
            for report in reports
            for _, why in report.suppressed
            if why.entry >= 0
        )

    def expired(self) -> list[EntryPlace]:
        today = date.today()
        every = (place for places in self.places.values() for place in places)
        return [place for place in every if self.entry(place).is_expired(today)]

    def judged(
        self,
        searched: Sequence[str],
        reports: Sequence[FileReport],
        tops: Sequence[str],
        config_of: Callable[[str], Config],
    ) -> frozenset[EntryPlace]:
        """The entries about which a run can tell whether they are of use.

        Their file was checked by their rule, or it is gone from a directory that was searched.

        Args:
            searched: The files with code that the run is about.
            tops: What the run was asked about.
        """
        broken = {key_of(report.path) for report in reports if _is_broken(report)}
        looked = {key_of(path): path for path in (*searched, *(str(r.path) for r in reports))}
        found: set[EntryPlace] = set()
        for key, places in self.places.items():
            if key in looked and key not in broken:
                codes = {rule.code for rule in rules_of(config_of(looked[key]))}
                found.update(one for one in places if self.entry(one).code in codes)
            elif key not in looked and _is_gone(key, tops):
                found.update(places)
        return frozenset(found)

    def stale(
        self,
        searched: Sequence[str],
        reports: Sequence[FileReport],
        tops: Sequence[str],
        config_of: Callable[[str], Config],
    ) -> list[EntryPlace]:
        """The entries that accept nothing any more; the arguments are those of `judged`."""
        used = self.used(reports).union(self.expired())
        judged = self.judged(searched, reports, tops, config_of) - used
        return sorted(judged, key=lambda one: (str(one.file), one.number))

    def remarks(
        self,
        searched: Sequence[str],
        reports: Sequence[FileReport],
        tops: Sequence[str],
        config_of: Callable[[str], Config],
    ) -> Iterator[str]:
        """What somebody should know about the baselines; the arguments are those of `judged`."""
        stale = self.stale(searched, reports, tops, config_of)
        expired = self.expired()
        for path in self.files:
            name = shown_path(os.path.relpath(path))
            if count := sum(one.file == path for one in stale):
                yield (
                    f"{name}: {many(count, 'entry', 'entries')} without a finding; "
                    "'glm-migrate baseline prune' removes what is stale"
                )
            if count := sum(one.file == path for one in expired):
                yield f"{name}: {many(count, 'entry', 'entries')} expired and no longer accepted"

    def follow(self, outcomes: Iterable[Outcome], run: Run) -> None:
        """Keep what is accepted accepted, where rewrites have changed the lines that it is on."""
        changed: dict[Path, list[BaselineEntry]] = {}
        for outcome in outcomes:
            after = outcome.fixed.accepted if outcome.fixed else ()
            for place, entry in zip(self.places.get(key_of(outcome.report.path), ()), after):  # noqa: B905
                if entry != self.entry(place):
                    known = changed.setdefault(place.file, list(self.files[place.file]))
                    known[place.number] = entry
        for path, entries in changed.items():
            run.save(path, written(entries))


def _entries(path: Path, may_lack: bool) -> tuple[BaselineEntry, ...]:
    try:
        return read(path, guarded.read(str(path)))
    except FileNotFoundError:
        if may_lack:
            return ()
        hint = "'glm-migrate baseline write' creates it"
        raise ConfigError(f"no such baseline: {os.path.relpath(path)}; {hint}") from None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None


def many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _is_broken(report: FileReport) -> bool:
    return any(finding.code in NEVER_ACCEPTED for finding in report.findings)


def _is_gone(key: str, tops: Sequence[str]) -> bool:
    """Whether a file is no longer where the run looked for it."""
    if os.path.exists(key):  # noqa: PTH110
        return False
    return any(Path(key).is_relative_to(key_of(top)) for top in tops)
