"""Collects the GLM calls of a project, and what was found about each, while it is checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from glm_migrate.inventory.call_records import CallSummary, UnreachedSetting
from glm_migrate.inventory.call_summary import state, summary
from glm_migrate.inventory.explanation import SourceOf, resolutions
from glm_migrate.model.calls import ChatCall, Host
from glm_migrate.model.findings import Finding, Suppression
from glm_migrate.model.mentions import AddressMention, Mention, Role
from glm_migrate.model.site import Site
from glm_migrate.policy.migration import Audience, Migration
from glm_migrate.project.file_kinds import is_test_file
from glm_migrate.rules.codes import OUTDATED_MODEL_ID, UNRESOLVED_CALL
from glm_migrate.text.source import Span

# Where an id is served that is not one of the vendor's, by an address beside it.
_ELSEWHERE = frozenset({Host.LOCAL, Host.OTHER})


class CallCollector:
    """Collects calls and what was found about each while a project is checked."""

    def __init__(self, migration: Migration, explained: SourceOf | None = None) -> None:
        """Collect; records explain where values come from, where `explained` gives the files."""
        self._migration = migration
        self._explained = explained
        self._seen: list[tuple[ChatCall, tuple[Finding, ...]]] = []
        self._settings: list[Mention | AddressMention] = []

    def watch(self, site: Site, findings: Sequence[Finding]) -> None:
        if isinstance(site, ChatCall) and self._migration.audience(site) is not Audience.OTHER:
            self._seen.append((site, tuple(findings)))
        elif isinstance(site, AddressMention) or (isinstance(site, Mention) and _asks_vendor(site)):
            self._settings.append(site)

    def settings(self) -> Mapping[Path, tuple[UnreachedSetting, ...]]:
        """Ids that set the model of a call that is not seen, by file; without those of tests.

        Addresses of the vendor's are among them, whether or not a call is sent there.
        """
        found: dict[Path, list[UnreachedSetting]] = {}
        for mention in self._settings:
            if not is_test_file(mention.source.path):
                found.setdefault(mention.source.path, []).append(_setting(mention))
        return {path: tuple(ones) for path, ones in found.items()}

    def calls(
        self,
        kept: Iterable[Finding],
        silenced: Iterable[tuple[Finding, Suppression]] = (),
        renamed: frozenset[tuple[Path, Span]] = frozenset(),
    ) -> Mapping[Path, tuple[CallSummary, ...]]:
        """The records by file.

        Args:
            kept: Of the findings only these count.
            silenced: Findings that the user silenced, and how; an id of which the finding is
                silenced stays as it is.
            renamed: Where ids are rewritten by a run that applies the same fixes.
        """
        migration = replace(self._migration, renamed=renamed)
        by_key = {_key(finding): finding for finding in kept}
        silenced = tuple(silenced)
        stays = {(f.path, f.span): one.text for f, one in silenced if f.code == OUTDATED_MODEL_ID}
        accepted = {_key(f) for f, _ in silenced if f.code == UNRESOLVED_CALL}
        records: dict[Path, list[CallSummary]] = {}
        for call, found in self._seen:
            own = [by_key[key] for one in found if (key := _key(one)) in by_key]
            one = summary(call, own, migration, stays)
            if any(_key(finding) in accepted for finding in found):
                one = replace(one, state=state(own))
            if self._explained is not None:
                one = replace(one, resolutions=tuple(resolutions(call, self._explained)))
            records.setdefault(call.source.path, []).append(one)
        return {
            path: tuple(sorted(ones, key=lambda one: (one.line, one.column)))
            for path, ones in records.items()
        }


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.path, finding.code, finding.span


def _setting(mention: Mention | AddressMention) -> UnreachedSetting:
    if isinstance(mention, AddressMention):
        line = mention.source.position(mention.span.start).line
        return UnreachedSetting(line, mention.address, "", is_address=True)
    line = mention.source.position(mention.literal.span.start).line
    return UnreachedSetting(line, mention.model, mention.use)


def _asks_vendor(mention: Mention) -> bool:
    """Whether an id sets the model of a call that is not seen and may go to the vendor."""
    if mention.role is not Role.SETTING or not mention.vendor_named:
        return False
    return mention.endpoint.host not in _ELSEWHERE
