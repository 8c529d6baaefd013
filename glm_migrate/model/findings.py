"""What a check says about one place: plain, hashable, picklable.

A finding lies where the code must change, which is where the value is written; the calls that it
reaches are in its trace.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from pathlib import Path

from glm_migrate.text.edits import Fix
from glm_migrate.text.source import Span


class Severity(IntEnum):
    """How bad it is; `--fail-on` compares with it."""

    INFO = 0
    WARNING = 1
    ERROR = 2

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Hop:
    """One step of a trace: `name` at line `line` (from 1) of the file `path`."""

    path: Path
    line: int
    name: str


@dataclass(frozen=True)
class Finding:
    """One place and what is wrong with it.

    Attributes:
        path: The file that `span` lies in.
        code: Rule code, as `GLM101`.
        name: Rule name, as `outdated-model-id`.
        span: The bytes to look at.
        message: What is wrong, one line, no final full stop; for people, no code reads it.
        severity: How bad it is.
        fix: The rewrite, where there is one, applied or not.
        advice: Why no fix is applied by default and what to do; empty only beside a safe fix.
        call: Qualified name of the function or class that holds the call, as `app.Bot.ask`.
        call_site: Where that call is, with that name; None where it is about no call. Of several
            calls that one value reaches, one.
        trace: From the call back to the written value.
        url: The rule's page.
        checklist: Item of the vendor's checklist, empty for findings about the tool's own run.
        required: Whether the checklist's item is required for a migration.
        asks: Somebody must decide, though nothing is wrong: the guide's item is open until then.
        cause: What went wrong, without the words that name the kind of error; empty where the
            message says no more.
        key: What it is about: the parts by which two findings of one rule about one call differ.
            With path, code and call it is the finding's identity, which no wording changes.
        consequence: What its fix changes for the user, a clause; empty where nothing is known to.
        summary: The message without line numbers, which move; empty where it has none.
    """

    path: Path
    code: str
    name: str
    span: Span
    message: str
    severity: Severity
    fix: Fix | None = None
    advice: str = ""
    call: str = ""
    trace: tuple[Hop, ...] = ()
    url: str = ""
    checklist: str = ""
    required: bool = False
    asks: bool = False
    cause: str = ""
    key: tuple[str, ...] = ()
    consequence: str = ""
    summary: str = ""
    call_site: Hop | None = field(default=None, compare=False)


class SuppressedBy(Enum):
    """Who silenced a finding."""

    COMMENT = "comment"
    SETTING = "setting"
    BASELINE = "baseline"
    REVISION = "revision"  # it is as old as a revision that the user named


@dataclass(frozen=True)
class Suppression:
    """Why a finding is not reported.

    Attributes:
        text: The user's reason, or the setting; empty where none is given.
        entry: Of a baseline: which of the entries for its file, from 0; -1 for all others.
    """

    by: SuppressedBy
    text: str = ""
    entry: int = -1
