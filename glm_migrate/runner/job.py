"""What to do with each file of a run; plain data, so that it travels between processes."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from glm_migrate.config.schema import Config
from glm_migrate.model.dependencies import Need
from glm_migrate.project.boundary import ANYWHERE, Boundary
from glm_migrate.project.cache.results import CachedResults
from glm_migrate.suppression.baseline import Accepted
from glm_migrate.suppression.decisions import OpenDecisions
from glm_migrate.text.edits import Applicability


@dataclass(frozen=True)
class Job:
    """What to do with each file.

    Attributes:
        fix: Plan the rewrite; else only check.
        at_least: Fixes below this applicability are left.
        survey: Also tell what each GLM call sends; only for a check.
        explain: In the survey, tell also where each value comes from.
        needs: What the project's code needs, for files that declare dependencies.
        decisions: What earlier fixes left to the user.
        tested: The names that the project's tests read; None where nothing asks for them.
        within: How far it may read.
        accepted: The findings that the project accepts for now.
        results: Those of earlier runs; None where nothing is remembered.
    """

    config: Config
    fix: bool = False
    at_least: Applicability = Applicability.SAFE
    survey: bool = False
    explain: bool = False
    needs: tuple[Need, ...] = ()
    tested: frozenset[str] | None = None
    decisions: OpenDecisions = field(default_factory=dict)
    within: Boundary = ANYWHERE
    accepted: Accepted = field(default_factory=dict)
    results: CachedResults | None = field(default=None, compare=False)


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
