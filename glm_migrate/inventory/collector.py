"""Every GLM call of a project as one plain record: what it asks today, and after the migration.

Records hold words, not sites: they travel between processes and into reports as they are. What is
not known says so; nothing here is a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from glm_migrate import knowledge
from glm_migrate.inventory import call_properties
from glm_migrate.inventory.call_properties import UNSEEN, Change, Kept, ModelChange, Proof
from glm_migrate.inventory.explanation import Resolution, SourceOf, resolutions
from glm_migrate.model import ChatCall, Site
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.policy.migration import Audience, Migration
from glm_migrate.text.edits import Applicability

_OUTDATED, _UNRESOLVED = "GLM101", "GLM903"
# No defects, so a check only informs; but the guide's item is open until somebody decides.
_ASKING = frozenset({"GLM202", "GLM301", "GLM403"})


@dataclass(frozen=True)
class Left:
    """What remains for a person."""

    code: str
    message: str
    advice: str


@dataclass(frozen=True)
class CallRecord:
    """One call.

    Attributes:
        scope: Qualified name of what holds it; empty at module level.
        called: The called name.
        state: `clean`, `fixable`, `decision` or `unseen`.
        will: What `fix` does, one title per fix.
        may: What `fix --unsafe-fixes` does besides.
        left: What remains for a person, and why.
        notes: What is worth knowing and asks for nothing.
        hidden: What hides further parameters, one clause each.
        streams: Its answer is streamed, or may be.
        tools: It passes tools, or may.
        proofs: What it is seen to send, item by item; nothing where that is not seen.
        resolutions: Where each value that matters comes from; only where that was asked for.
    """

    path: Path
    line: int
    column: int
    scope: str
    called: str
    client: str
    endpoint: str
    state: str
    models: tuple[ModelChange, ...]
    thinking: Change
    sampling: Change
    will: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    notes: tuple[Left, ...] = ()
    hidden: tuple[str, ...] = ()
    streams: bool = False
    tools: bool = False
    proofs: tuple[Proof, ...] = ()
    resolutions: tuple[Resolution, ...] = ()


class Survey:
    """Collects calls and what was found about each while a project is checked."""

    def __init__(self, migration: Migration, explained: SourceOf | None = None) -> None:
        """Collect; records explain where values come from, where `explained` gives the files."""
        self._migration = migration
        self._explained = explained
        self._seen: list[tuple[ChatCall, tuple[Finding, ...]]] = []

    def watch(self, site: Site, findings: Sequence[Finding]) -> None:
        if isinstance(site, ChatCall) and self._migration.audience(site) is not Audience.OTHER:
            self._seen.append((site, tuple(findings)))

    def calls(
        self, kept: Iterable[Finding], silenced: Iterable[tuple[Finding, str]] = ()
    ) -> Mapping[Path, tuple[CallRecord, ...]]:
        """The records by file.

        Args:
            kept: Of the findings only these count.
            silenced: Findings with the user's reasons; an id of which the finding is silenced
                stays as it is.
        """
        reported = {_key(finding): finding for finding in kept}
        silenced = tuple(silenced)
        stays = {(f.path, f.span): reason for f, reason in silenced if f.code == _OUTDATED}
        accepted = {_key(f) for f, _ in silenced if f.code == _UNRESOLVED}
        records: dict[Path, list[CallRecord]] = {}
        for call, found in self._seen:
            own = [reported[key] for one in found if (key := _key(one)) in reported]
            one = record(call, own, self._migration, stays)
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


def record(
    call: ChatCall, findings: Sequence[Finding], migration: Migration, stays: Kept | None = None
) -> CallRecord:
    """What there is to say about one call, of which the ids that `stays` names are kept."""
    stays = stays or {}
    place = call.source.position(call.name_span.start)
    facts = knowledge.client(call.client.name)
    models = tuple(call_properties.models(call, migration, stays))
    thinks, samples = (
        call_properties.thinks(call, migration),
        call_properties.samples(call, migration),
    )
    return CallRecord(
        path=call.source.path,
        line=place.line,
        column=place.column,
        scope=call.scope,
        called=" ".join(call.source.slice(call.name_span).split()),
        client=facts.title if call.client.name else UNSEEN,
        endpoint=call_properties.address(call),
        state=state(findings, hides=any(not model.id for model in models) or bool(call.unseen)),
        models=models,
        thinking=thinks,
        sampling=samples,
        will=_titles(findings, Applicability.SAFE),
        may=_titles(findings, Applicability.UNSAFE),
        left=tuple(Left(f.code, f.message, f.advice) for f in findings if is_decision(f)),
        notes=tuple(Left(f.code, f.message, f.advice) for f in findings if is_note(f)),
        hidden=call.unseen,
        streams=call_properties.streams(call),
        tools=call.sends("tools") or not call.complete,
        proofs=tuple(call_properties.proofs(call, models, thinks, samples)),
    )


def state(findings: Sequence[Finding], *, hides: bool = False) -> str:
    """How a call or a file ends: the least settled of what was found, or that it `hides` more."""
    if any(is_decision(finding) for finding in findings):
        return "decision"
    if hides or any(finding.code == _UNRESOLVED for finding in findings):
        return "unseen"
    return "fixable" if any(is_safe(finding) for finding in findings) else "clean"


def is_safe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.applicability is Applicability.SAFE


def is_decision(finding: Finding) -> bool:
    """Whether a person must decide: nothing is applied by itself, and it matters."""
    if finding.code == _UNRESOLVED or is_safe(finding):
        return False
    unsafe = finding.fix is not None and finding.fix.applicability is Applicability.UNSAFE
    return unsafe or finding.severity >= Severity.WARNING or finding.code in _ASKING


def is_note(finding: Finding) -> bool:
    return not is_safe(finding) and not is_decision(finding) and finding.code != _UNRESOLVED


def _titles(findings: Sequence[Finding], applicability: Applicability) -> tuple[str, ...]:
    fixes = (f.fix for f in findings if f.fix and f.fix.applicability is applicability)
    return tuple(dict.fromkeys(fix.title for fix in fixes))
