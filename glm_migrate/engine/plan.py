"""What a fix would make of files: each before and after, and what is left to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from glm_migrate.errors import FileError, RuleFailed
from glm_migrate.model.dependencies import Need
from glm_migrate.model.findings import Finding
from glm_migrate.suppression import filtering
from glm_migrate.suppression.baseline import BaselineEntry
from glm_migrate.suppression.decisions import Decision
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Position, Source


@dataclass(frozen=True)
class Fixed:
    """A source before and after; the two are equal when nothing was applied.

    Attributes:
        applied: What was fixed, in order of application; spans count in the source of its round.
        applied_at: The position of each of them in the text of its round.
        decisions: The questions of `undetectable`, with their places in `after`.
        left: What a check of `after` still reports.
        undetectable: What a check of `before` reported and can't any more, though nothing settled
            it: only the older id told. Spans count in `before`.
        suppressed: What is not reported of `after`, and why.
        accepted: The baseline's entries for the file, as they are for `after`.
        rounds: The edits of each round, which count in the text of that round.
    """

    before: Source
    after: Source
    applied: tuple[Finding, ...]
    left: tuple[Finding, ...]
    undetectable: tuple[Finding, ...] = ()
    applied_at: tuple[tuple[Position, Position], ...] = ()
    decisions: tuple[Decision, ...] = ()
    suppressed: tuple[filtering.Suppressed, ...] = ()
    accepted: tuple[BaselineEntry, ...] = ()
    rounds: tuple[tuple[Edit, ...], ...] = ()


@dataclass(frozen=True)
class Plan:
    """What a fix of several files would make of them.

    Attributes:
        files: Every file that could be read, also where nothing changes.
        errors: Why the others were left as they are; a `FixRejected` is a fault of ours.
        outside: Findings in files that are not part of this run.
        needs: Versions of packages that the files need afterwards.
        decisions: Questions about files that are not part of this run, made undetectable by it.
        calls: How many GLM calls each file has, where it has any.
        failed_rules: Rules that failed; their files are as they were.
    """

    files: tuple[Fixed, ...]
    errors: tuple[FileError, ...] = ()
    outside: tuple[Finding, ...] = ()
    needs: tuple[Need, ...] = ()
    decisions: tuple[Decision, ...] = ()
    calls: Mapping[Path, int] = field(default_factory=dict)
    failed_rules: tuple[RuleFailed, ...] = ()
