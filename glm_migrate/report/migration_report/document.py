"""What the migration report says, whatever it looks like.

Plain data: `assembly` makes it of a run's outcomes, the formats beside it write it down.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from glm_migrate.inventory.call_records import CallSummary
from glm_migrate.knowledge.guide import ChecklistItem
from glm_migrate.report.migration_report.call_code import Listing
from glm_migrate.text.source import located


class State(Enum):
    """How an item of the checklist stands."""

    DONE = "done"
    VERIFIED = "verified"  # by runs of the program, as `verify` kept them
    CONFIRMED = "confirmed"  # by a person, in the settings; the tool can't see it
    NONE = "not applicable"
    FIXABLE = "fixable"
    DECISION = "needs a decision"
    UNSEEN = "cannot see"
    STALE = "stale"  # what was proved is of code that has changed
    MANUAL = "manual"


# Of evidence, what asks for most first.
KINDS = ("decision", "fixable", "unseen", "accepted", "note", "seen")
SETTLED = frozenset({State.DONE, State.VERIFIED, State.CONFIRMED, State.NONE})


@dataclass(frozen=True)
class Evidence:
    """One place that says something about an item.

    Attributes:
        line: From 1; 0 where the whole file is meant.
        kind: One of `KINDS`: `unseen` hides something, `accepted` is silenced by the user, `seen`
            is what a call is seen to send.
        advice: What to do; for what is accepted the user's reason.
        link: The place as an address; relative where no repository is known.
        key: What it is about, as in its finding; of what is seen what the call sends.
        owners: Of the file, as the repository's `CODEOWNERS` says.
    """

    path: str
    line: int
    code: str
    message: str
    advice: str
    kind: str
    link: str
    key: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return located(self.path, self.line) if self.line else self.path


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
class ReportedCall:
    """A call with the address of its place, its code and what fixes make of it."""

    record: CallSummary
    path: str
    link: str
    listings: tuple[Listing, ...] = ()


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
class ItemChange:
    """How one item stood and stands; `open` counts what is to fix, to decide and not seen."""

    key: str
    title: str
    before: str
    after: str
    open_before: int
    open_after: int


@dataclass(frozen=True)
class Delta:
    """What has changed.

    Attributes:
        since: The project, commit and day of the earlier report; empty where it does not say.
        items: Those that stand otherwise, or of which another number of places is open.
        calls: How many there were and are.
        target: Of the earlier report.
    """

    since: str
    items: tuple[ItemChange, ...]
    calls: tuple[int, int]
    target: str


@dataclass(frozen=True)
class Document:
    """The report.

    Attributes:
        searched: Number of files that were searched for a trace of GLM.
        suppressed: Findings that a comment or a setting silences, with the reason.
        surveyed: The calls are known; after a fix they are not.
        about: The project, its commit and the day; empty where none of it is known.
        since: What has changed since an earlier report, where one was named.
        detailed: A format that shortens the code and the diffs of calls gives them whole.
    """

    target: str
    guide: str
    version: str
    searched: int
    items: tuple[Item, ...]
    calls: tuple[ReportedCall, ...]
    files: tuple[File, ...]
    unchecked: tuple[NotChecked, ...]
    suppressed: tuple[tuple[Evidence, str], ...] = ()
    surveyed: bool = True
    about: str = ""
    since: Delta | None = None
    detailed: bool = False

    @property
    def moves(self) -> list[tuple[str, str, int]]:
        """Older id, what becomes of it and in how many calls, the most frequent first."""
        counted = Counter(
            (model.id, model.becomes)
            for call in self.calls
            for model in call.record.models
            if model.id and model.how != "same"
        )
        ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        return [(old, new, count) for (old, new), count in ordered]

    @property
    def decisions(self) -> list[Evidence]:
        """What somebody must decide, each once, by place."""
        found = [one for item in self.items for one in item.evidence if one.kind == "decision"]
        return sorted(dict.fromkeys(found), key=lambda one: (one.path, one.line, one.code))

    def in_state(self, wanted: State) -> int:
        return sum(item.state is wanted for item in self.items)

    @property
    def is_green(self) -> bool:
        """Nothing is left to do, to decide, to look at or to confirm."""
        return all(item.state in SETTLED for item in self.items)


def many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
