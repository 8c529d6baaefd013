"""Sources in, findings and rewritten sources out.

Pure: nothing here touches a file. `check` and `fix` raise `FileError` for a source that can't be
handled; whoever walks files turns that into a finding and goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from glm_migrate.config import Config
from glm_migrate.edits import Applicability
from glm_migrate.findings import Finding
from glm_migrate.rules import Rule
from glm_migrate.source import Source

MAX_ROUNDS = 10


@dataclass(frozen=True)
class Fixed:
    """A source before and after; the two are equal when nothing was applied.

    Attributes:
        applied: What was fixed, in order of application; spans count in the source of its round.
        left: What a check of `after` still reports.
    """

    before: Source
    after: Source
    applied: tuple[Finding, ...]
    left: tuple[Finding, ...]


def check(
    source: Source, config: Config | None = None, rules: Sequence[Rule] | None = None
) -> tuple[Finding, ...]:
    """What `rules` (default: all that `config` selects) say about `source`, by position.

    Suppression comments and per-file ignores of `config` are not applied here but by
    `suppress.settle`.

    Raises:
        FileError: the source can't be parsed, or not reproduced.
    """
    raise NotImplementedError


def fix(
    source: Source,
    config: Config | None = None,
    rules: Sequence[Rule] | None = None,
    at_least: Applicability = Applicability.SAFE,
) -> Fixed:
    """Apply fixes in rounds until nothing is left to apply, and prove the result.

    Suppressed findings are never fixed.

    Raises:
        FileError: the source can't be parsed, or not reproduced.
        FixRejected: the result failed the self-check; nothing of it may be used.
    """
    raise NotImplementedError
