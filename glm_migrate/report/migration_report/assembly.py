"""From what a run found to the migration report.

Every call and every file is in it, and what was not looked at is as much part of it as what was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

from glm_migrate.inventory.call_records import NO_REASON
from glm_migrate.inventory.call_summary import is_decision, is_note, is_safe, state
from glm_migrate.inventory.evidence import KeptEvidence as Proved
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.knowledge.guide import ChecklistItem, checklist
from glm_migrate.model.findings import Finding, SuppressedBy
from glm_migrate.project.file_kinds import kind_of_name
from glm_migrate.project.unscanned_files import UnscannedFiles
from glm_migrate.report.context import ReportContext
from glm_migrate.report.finding_records import Record, records, relative
from glm_migrate.report.migration_report.call_code import listings
from glm_migrate.report.migration_report.checklist_items import Known, NotRun, item
from glm_migrate.report.migration_report.document import (
    Document,
    Evidence,
    File,
    NotChecked,
    ReportedCall,
    many,
)
from glm_migrate.report.migration_report.proof import proof
from glm_migrate.report.text_style import clean
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.codes import (
    CANNOT_READ,
    NOT_REPRODUCIBLE,
    REWRITE_REJECTED,
    SYNTAX_ERROR,
    UNRESOLVED_CALL,
)
from glm_migrate.text.source import CellRow

_BROKEN = {
    CANNOT_READ: "could not be read",
    SYNTAX_ERROR: "is not valid Python",
    NOT_REPRODUCIBLE: "could not be reproduced",
    REWRITE_REJECTED: "has a fix that was rejected",
}
_NO_CODE = {SYNTAX_ERROR: "could not be parsed"}  # of files that are no code


@dataclass(frozen=True)
class Input:
    """What a document is made of.

    Attributes:
        searched: Every file that the run is about, also those without a trace of GLM.
        selected: Codes of the rules that ran.
        ignored: Codes of those that the user switched off by name.
        confirmed: Key of an item → what a person says about it in the settings.
        about: The project, its commit and the day.
        links: Address that a path is appended to; empty for relative links.
        surveyed: The reports hold the calls; after a fix they do not.
        owners: Who owns a file, by its path from the repository's root.
        proved: What `verify` kept; None where it was not run.
    """

    reports: Sequence[FileReport]
    searched: Sequence[str]
    unscanned: Sequence[UnscannedFiles]
    selected: frozenset[str]
    guide: str
    links: str = ""
    about: str = ""
    ignored: frozenset[str] = frozenset()
    confirmed: Mapping[str, str] = field(default_factory=dict)
    surveyed: bool = True
    proved: Proved | None = None
    owners: Callable[[str], tuple[str, ...]] = lambda path: ()


@dataclass(frozen=True)
class _ReportedFinding:
    """A finding as evidence; `reason` is None unless it is silenced."""

    finding: Finding
    evidence: Evidence
    reason: str | None


def document(given: Input, context: ReportContext) -> Document:
    """Put the report together."""
    calls = tuple(_calls(given, context))
    found = tuple(_evidence(given, context))
    known = _known(given, found, calls, context)
    return Document(
        target=context.target,
        guide=given.guide,
        version=context.version,
        searched=len(given.searched),
        items=tuple(item(_at(one, given.guide), known) for one in checklist()),
        calls=calls,
        files=tuple(_files(given, context)),
        unchecked=tuple(_unchecked(given, found, context)),
        suppressed=tuple((f.evidence, f.reason) for f in found if f.reason is not None),
        surveyed=given.surveyed,
        about=clean(given.about),
    )


def _known(
    given: Input,
    found: Sequence[_ReportedFinding],
    calls: tuple[ReportedCall, ...],
    context: ReportContext,
) -> Known:
    own: dict[str, list[Evidence]] = {}
    for one in found:
        own.setdefault(one.finding.checklist, []).append(one.evidence)
    return Known(
        findings={key: tuple(ones) for key, ones in own.items()},
        calls=calls,
        seen_through={
            (one.evidence.path, one.evidence.line): one.evidence
            for one in found
            if one.finding.code == UNRESOLVED_CALL and one.reason is not None
        },
        gaps=tuple(_gaps(found)),
        loaded=tuple(_loaded(given, context)),
        settings=tuple(_settings(given, context)),
        addresses=() if calls else tuple(_settings(given, context, addresses=True)),
        set_ids=tuple(_set_ids(given, context)),
        not_run=_not_run(given),
        confirmed={key: clean(text) for key, text in given.confirmed.items()},
        surveyed=given.surveyed,
        proof=proof(given.proved, calls, context.target) if given.proved else None,
    )


def _gaps(found: Sequence[_ReportedFinding]) -> Iterator[Evidence]:
    """The files that could not be checked, each as evidence that much is not seen."""
    for one in found:
        if what := _broken(one.finding):
            message = f"the file {what}, so it was not checked"
            yield replace(one.evidence, message=message)


def _loaded(given: Input, context: ReportContext) -> Iterator[Evidence]:
    """Where else a program may get an id from."""
    for kind in given.unscanned:
        for place in kind.places if kind.holds else ():
            path = relative(Path(place.path), context.base, context.cwd)
            message = f"names {place.id}: {kind.why}" if place.line else kind.why
            link = _link(path, place.line, given.links)
            yield Evidence(clean(path), place.line, "", message, "", "unseen", link)


def _settings(
    given: Input, context: ReportContext, *, addresses: bool = False
) -> Iterator[Evidence]:
    """The ids that set a model and whose call is not seen, so that nothing else of it is.

    Args:
        addresses: Those of the vendor's service instead.
    """
    for report in given.reports:
        path = relative(report.path, context.base, context.cwd)
        for one in report.settings:
            if one.is_address is not addresses:
                continue
            message = f"the call that uses {one.id}, which is {one.use or 'a setting'}"
            if one.is_address:
                message = f"the call that is sent to {one.id}"
            link = _link(path, one.line, given.links)
            yield Evidence(clean(path), one.line, "", clean(message), "", "unseen", link)


def _set_ids(given: Input, context: ReportContext) -> Iterator[Evidence]:
    """The same ids as what is seen of the model."""
    for report in given.reports:
        path = relative(report.path, context.base, context.cwd)
        for one in report.settings:
            if not one.is_address:
                words = clean(f"{one.id} is {one.use or 'a setting'}")
                link = _link(path, one.line, given.links)
                yield Evidence(clean(path), one.line, "", words, "", "seen", link, (words,))


def _not_run(given: Input) -> dict[str, NotRun]:
    """The rules of each item that did not run, by who switched them off."""
    result: dict[str, NotRun] = {}
    for key in (one.key for one in checklist()):
        rules = [rule for rule in all_rules() if rule.checklist == key and rule.default]
        off = [rule.code for rule in rules if rule.code not in given.selected]
        result[key] = NotRun(
            ignored=tuple(code for code in off if code in given.ignored),
            unselected=tuple(code for code in off if code not in given.ignored),
            all=bool(rules) and len(off) == len(rules),
        )
    return result


def _at(one: ChecklistItem, guide: str) -> ChecklistItem:
    """The item in the target's own guide, which has the same sections."""
    return replace(one, url=one.url.replace(one.source.url, guide))


def _link(path: str, line: int, links: str) -> str:
    """The address of a line, or of the file where `line` is 0; `path` as it is on disk."""
    return f"{links}{quote(path, errors='surrogateescape')}" + (
        f"#L{line}" if line and not isinstance(line, CellRow) else ""
    )


def _calls(given: Input, context: ReportContext) -> Iterator[ReportedCall]:
    sources = {report.path: report.source for report in given.reports}
    for report in given.reports:
        path = relative(report.path, context.base, context.cwd)
        for record in report.calls:
            link = _link(path, record.line, given.links)
            code = listings(
                record, sources, lambda at: clean(relative(at, context.base, context.cwd))
            )
            yield ReportedCall(record, clean(path), link, code)


def _kind(finding: Finding) -> str:
    if is_safe(finding):
        return "fixable"
    if is_decision(finding):
        return "decision"
    return "note" if is_note(finding) else "unseen"


def _evidence(given: Input, context: ReportContext) -> Iterator[_ReportedFinding]:
    for one in records(given.reports, context.base, cwd=context.cwd, suppressed=True):
        finding, line = one.finding, one.start.line
        reason = _reason(one)
        yield _ReportedFinding(
            finding,
            Evidence(
                path=clean(one.path),
                line=line,
                code=finding.code,
                message=clean(finding.message),
                advice=clean(finding.advice if reason is None else reason or NO_REASON),
                kind=_kind(finding) if reason is None else "accepted",
                link=_link(one.path, line, given.links),
                key=finding.key,
                owners=tuple(map(clean, given.owners(one.path))) if reason is None else (),
            ),
            None if reason is None else clean(reason),
        )


def _reason(record: Record) -> str | None:
    """Why a finding is silenced; None where it is open, as is what is only left out for now."""
    why = record.suppression
    for_now = (SuppressedBy.BASELINE, SuppressedBy.REVISION)
    return None if why is None or why.by in for_now else why.text


def _files(given: Input, context: ReportContext) -> Iterator[File]:
    for report in given.reports:
        path = clean(relative(report.path, context.base, context.cwd))
        broken = any(finding.code in _BROKEN for finding in report.findings)
        ends = "unseen" if broken else _file_state(report)
        yield File(path, ends, len(report.findings), len(report.calls))


def _broken(finding: Finding) -> str:
    """What is wrong with the file of a finding; empty where it was checked."""
    what = _BROKEN.get(finding.code, "")
    is_code = not what or kind_of_name(finding.path).facts.is_code
    return what if is_code else _NO_CODE.get(finding.code, what)


def _file_state(report: FileReport) -> str:
    states = [state(report.findings), *(call.state for call in report.calls)]
    return next((one for one in ("decision", "unseen", "fixable") if one in states), "clean")


def _unchecked(
    given: Input, found: Sequence[_ReportedFinding], context: ReportContext
) -> Iterator[NotChecked]:
    for one in found:
        if what := _broken(one.finding):
            accepted = "" if one.reason is None else f" (accepted: {one.evidence.advice})"
            cause = clean(one.finding.cause) or one.evidence.message
            message = f"{cause}{accepted}"
            yield NotChecked(f"{one.evidence.path} {what}", message, (one.evidence.place,))
    unresolved = [
        one for one in found if one.finding.code == UNRESOLVED_CALL and one.reason is None
    ]
    if unresolved:
        why = "what they send comes from places the tool can't follow"
        places = tuple(one.evidence.place for one in unresolved)
        yield NotChecked(f"{many(len(unresolved), 'call')} not resolved", why, places)
    yield from (_beside(kind, context) for kind in given.unscanned)
    yield from _rules_off(given)
    idle = len(set(given.searched) - {str(report.path) for report in given.reports})
    if idle > 0:
        why = "a byte search found no mention of GLM in them"
        yield NotChecked(f"{many(idle, 'file')} not parsed", why)


def _beside(kind: UnscannedFiles, context: ReportContext) -> NotChecked:
    """Files that are not code; those too large to be searched may name anything."""
    named = " naming an older id" if any(place.line for place in kind.places) else ""
    places = (
        replace(place, path=relative(Path(place.path), context.base, context.cwd))
        for place in kind.places
    )
    what = f"{many(kind.files, f'{kind.kind} file')}{named}"
    return NotChecked(what, kind.why, tuple(clean(str(place)) for place in places))


def _rules_off(given: Input) -> Iterator[NotChecked]:
    off = [r for r in all_rules() if r.checklist and r.code not in given.selected]
    for rules, why in (
        ([r for r in off if r.code in given.ignored], "ignored by the settings"),
        ([r for r in off if r.code not in given.ignored and r.default], "not selected"),
        ([r for r in off if not r.default], "off unless they are selected by name"),
    ):
        if rules:
            names = tuple(f"{rule.code} {rule.name}" for rule in rules)
            yield NotChecked(f"{many(len(rules), 'rule')} not run", why, names)
