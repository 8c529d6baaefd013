"""One GLM call as a plain record: what it asks today, and after the migration.

Records hold words, not sites: they travel between processes and into reports as they are. What is
not known says so; nothing here is a guess.
"""

from __future__ import annotations

from collections.abc import Sequence

from glm_migrate import knowledge
from glm_migrate.inventory import call_properties
from glm_migrate.inventory.call_content import content
from glm_migrate.inventory.call_properties import Staying
from glm_migrate.inventory.call_records import UNSEEN, CallSummary, Left
from glm_migrate.inventory.proofs import may_send, proofs, streams
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.codes import UNRESOLVED_CALL
from glm_migrate.text.edits import Applicability, Fix


def summary(
    call: ChatCall, findings: Sequence[Finding], migration: Migration, stays: Staying | None = None
) -> CallSummary:
    """What there is to say about one call, of which the ids that `stays` names are kept."""
    stays = stays or {}
    place = call.source.position(call.name_span.start)
    facts = knowledge.client(call.client.name)
    models = tuple(call_properties.models(call, migration, stays))
    thinks, samples = (
        call_properties.thinks(call, migration),
        call_properties.samples(call, migration),
    )
    return CallSummary(
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
        hidden=tuple(map(str, call.unseen)),
        streams=streams(call),
        tools=may_send(call, "tools"),
        proofs=tuple(proofs(call, models, thinks, samples, migration)),
        host=call.client.endpoint.host.value,
        last_line=call.source.position(call.span.end).line,
        changes=tuple((f.path, f.fix) for f in findings if f.fix and _is_applied(f.fix)),
        content=content(call),
    )


def state(findings: Sequence[Finding], *, hides: bool = False) -> str:
    """How a call or a file ends: the least settled of what was found, or that it `hides` more."""
    if any(is_decision(finding) for finding in findings):
        return "decision"
    if hides or any(finding.code == UNRESOLVED_CALL for finding in findings):
        return "unseen"
    return "fixable" if any(is_safe(finding) for finding in findings) else "clean"


def is_safe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.applicability is Applicability.SAFE


def is_decision(finding: Finding) -> bool:
    """Whether a person must decide: nothing is applied by itself, and it matters."""
    if finding.code == UNRESOLVED_CALL or is_safe(finding):
        return False
    unsafe = finding.fix is not None and finding.fix.applicability is Applicability.UNSAFE
    return unsafe or finding.severity >= Severity.WARNING or finding.asks


def is_note(finding: Finding) -> bool:
    return not is_safe(finding) and not is_decision(finding) and finding.code != UNRESOLVED_CALL


def _is_applied(fix: Fix) -> bool:
    return fix.applicability is not Applicability.DISPLAY


def _titles(findings: Sequence[Finding], applicability: Applicability) -> tuple[str, ...]:
    fixes = (f.fix for f in findings if f.fix and f.fix.applicability is applicability)
    return tuple(dict.fromkeys(fix.title for fix in fixes))
