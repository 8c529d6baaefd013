"""What the migration report says, whatever it looks like.

Every call and every file is in it, and what was not looked at is as much part of it as what was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from urllib.parse import quote

from glm_migrate.findings import FileReport, Finding
from glm_migrate.knowledge.guide import ChecklistItem, checklist
from glm_migrate.reporters import ReportContext
from glm_migrate.reporters.records import records, relative
from glm_migrate.reporters.style import masked, printable
from glm_migrate.survey import CallRecord, is_decision, is_note, is_safe, state
from glm_migrate.unread import Unread

# What only a person can do, whatever the tool found.
_BY_HAND = {
    "prompts": "Read the prompts: shorter and clearer instructions go with a model that thinks.",
    "verification": "Run your use cases and regression tests against the target; look at"
    " randomness, latency, cost and complete arguments of streamed tool calls.",
}
_STREAMED = frozenset({"streaming", "tool-streaming"})


class State(Enum):
    """How an item of the checklist stands."""

    DONE = "done"
    FIXABLE = "fixable"
    DECISION = "needs a decision"
    UNSEEN = "cannot see"
    MANUAL = "manual"


@dataclass(frozen=True)
class Evidence:
    """One place that says something about an item.

    Attributes:
        kind: `fixable`, `decision`, `note` or `unseen`.
        link: The place as an address; relative where no repository is known.
    """

    path: str
    line: int
    code: str
    message: str
    advice: str
    kind: str
    link: str


@dataclass(frozen=True)
class Item:
    """One row of the checklist."""

    item: ChecklistItem
    state: State
    evidence: tuple[Evidence, ...]
    note: str = ""

    def count(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.evidence)


@dataclass(frozen=True)
class Call:
    """A call with the address of its place."""

    record: CallRecord
    path: str
    link: str


@dataclass(frozen=True)
class File:
    """How one file ends: `clean`, `fixable`, `decision` or `unseen`."""

    path: str
    state: str
    findings: int
    calls: int


@dataclass(frozen=True)
class NotChecked:
    """What was not looked at, and why."""

    what: str
    why: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """The report.

    Attributes:
        searched: Number of files that were searched for a trace of GLM.
        suppressed: Findings that a comment or a setting silences, with the reason.
    """

    target: str
    guide: str
    version: str
    searched: int
    items: tuple[Item, ...]
    calls: tuple[Call, ...]
    files: tuple[File, ...]
    unchecked: tuple[NotChecked, ...]
    suppressed: tuple[tuple[Evidence, str], ...] = ()

    def in_state(self, wanted: State) -> int:
        return sum(item.state is wanted for item in self.items)

    @property
    def is_green(self) -> bool:
        """Nothing is left but what only a person can do."""
        return all(item.state in (State.DONE, State.MANUAL) for item in self.items)


@dataclass(frozen=True)
class Input:
    """What a document is made of.

    Attributes:
        searched: Every file that the run is about, also those without a trace of GLM.
        selected: Codes of the rules that ran.
        links: Address that a path is appended to; empty for relative links.
    """

    reports: Sequence[FileReport]
    searched: Sequence[str]
    unread: Sequence[Unread]
    selected: frozenset[str]
    guide: str
    links: str = ""


def document(given: Input, context: ReportContext) -> Document:
    """Put the report together."""
    calls = tuple(_calls(given, context))
    return Document(
        target=context.target,
        guide=given.guide,
        version=context.version,
        searched=len(given.searched),
        items=tuple(_item(_at(item, given.guide), given, context, calls) for item in checklist()),
        calls=calls,
        files=tuple(_files(given, context)),
        unchecked=tuple(_unchecked(given, context)),
        suppressed=tuple(_suppressed(given, context)),
    )


def _at(item: ChecklistItem, guide: str) -> ChecklistItem:
    """The item in the target's own guide, which has the same sections."""
    return replace(item, url=item.url.replace(item.source.url, guide))


def _link(path: str, line: int, links: str) -> str:
    return f"{links}{quote(path)}#L{line}"


def _clean(text: str) -> str:
    """Text of a checked file as a report may show it."""
    return masked(printable(text))


def _calls(given: Input, context: ReportContext) -> Iterator[Call]:
    for report in given.reports:
        path = _clean(relative(report.path, context.base, context.cwd))
        for record in report.calls:
            yield Call(record, path, _link(path, record.line, given.links))


def _kind(finding: Finding) -> str:
    if is_safe(finding):
        return "fixable"
    if is_decision(finding):
        return "decision"
    return "note" if is_note(finding) else "unseen"


def _evidence(
    given: Input, context: ReportContext
) -> Iterator[tuple[Finding, Evidence, str | None]]:
    for one in records(given.reports, context.base, cwd=context.cwd, suppressed=True):
        finding, path, line = one.finding, _clean(one.path), one.start.line
        yield (
            finding,
            Evidence(
                path=path,
                line=line,
                code=finding.code,
                message=_clean(finding.message),
                advice=_clean(finding.advice),
                kind=_kind(finding),
                link=_link(path, line, given.links),
            ),
            one.reason,
        )


def _item(item: ChecklistItem, given: Input, context: ReportContext, calls: Sequence[Call]) -> Item:
    found = tuple(
        evidence
        for finding, evidence, reason in _evidence(given, context)
        if reason is None and finding.checklist == item.key
    )
    found += tuple(_hidden(item, calls))
    kinds = {evidence.kind for evidence in found}
    by_hand = _BY_HAND.get(item.key, "")
    if "decision" in kinds:
        result = State.DECISION
    elif "fixable" in kinds:
        result = State.FIXABLE
    elif by_hand:
        result = State.MANUAL
    else:
        result = State.UNSEEN if "unseen" in kinds else State.DONE
    return Item(item, result, found, by_hand or _checked(item, calls))


def _hidden(item: ChecklistItem, calls: Sequence[Call]) -> Iterator[Evidence]:
    """The calls of which the part that matters for the item is not seen."""
    if item.key in _BY_HAND:
        return
    for call in calls:
        record = call.record
        if item.key == "model-identifier":
            reasons = tuple(model.why for model in record.models if not model.id)
        else:
            reasons = record.hidden if item.key not in _STREAMED or record.streams else ()
        if reasons:
            message = _clean(f"cannot see: {reasons[0]}")
            yield Evidence(call.path, record.line, "", message, "", "unseen", call.link)


def _checked(item: ChecklistItem, calls: Sequence[Call]) -> str:
    if not calls:
        return "No GLM call was found."
    if item.key in _STREAMED:
        count = sum(call.record.streams for call in calls)
        return f"{count} of {len(calls)} calls stream or may stream."
    return f"{len(calls)} {'call' if len(calls) == 1 else 'calls'} checked."


def _files(given: Input, context: ReportContext) -> Iterator[File]:
    for report in given.reports:
        path = _clean(relative(report.path, context.base, context.cwd))
        broken = any(finding.code in _BROKEN for finding in report.findings)
        ends = "unseen" if broken else _file_state(report)
        yield File(path, ends, len(report.findings), len(report.calls))


_BROKEN = {"GLM900": "could not be read", "GLM901": "is not valid Python"}
_BROKEN |= {"GLM902": "could not be reproduced", "GLM904": "has a fix that was rejected"}


def _file_state(report: FileReport) -> str:
    states = [state(report.findings), *(call.state for call in report.calls)]
    return next((one for one in ("decision", "unseen", "fixable") if one in states), "clean")


def _unchecked(given: Input, context: ReportContext) -> Iterator[NotChecked]:
    for finding, evidence, reason in _evidence(given, context):
        place = f"{evidence.path}:{evidence.line}"
        if finding.code in _BROKEN and reason is None:
            yield NotChecked(f"{evidence.path} {_BROKEN[finding.code]}", evidence.message, (place,))
    unresolved = tuple(
        f"{evidence.path}:{evidence.line}"
        for finding, evidence, reason in _evidence(given, context)
        if finding.code == "GLM903" and reason is None
    )
    if unresolved:
        why = "what they ask comes from where the tool can't follow it"
        yield NotChecked(f"{many(len(unresolved), 'call')} not resolved", why, unresolved)
    for kind in given.unread:
        what = f"{many(len(kind.paths), f'{kind.kind} file')} naming an older id"
        yield NotChecked(what, kind.why, tuple(map(_clean, kind.paths)))
    yield from _rules_off(given)
    idle = len(given.searched) - len(given.reports)
    if idle > 0:
        yield NotChecked(
            f"{many(idle, 'Python file')} not parsed",
            "a byte search found no trace of GLM in them",
        )


def many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _rules_off(given: Input) -> Iterable[NotChecked]:
    from glm_migrate.rules import all_rules

    off = [r for r in all_rules() if r.checklist and r.code not in given.selected]
    if off:
        names = tuple(f"{rule.code} {rule.name}" for rule in off)
        yield NotChecked(
            f"{many(len(off), 'rule')} not selected", "by the settings in effect", names
        )


def _suppressed(given: Input, context: ReportContext) -> Iterator[tuple[Evidence, str]]:
    for _, evidence, reason in _evidence(given, context):
        if reason is not None:
            yield evidence, _clean(reason)
