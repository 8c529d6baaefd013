"""Which of the planned files belong together, because one change leads through several of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from glm_migrate.runner.outcome import Outcome


def groups(planned: Sequence[Outcome]) -> dict[Path, str]:
    """Each planned file with the name of its group.

    A fix in one file that a call in another asked for, as the rename of a constant, joins the two:
    written alone, neither would be what was proved.
    """
    group = {outcome.report.path: outcome.report.path for outcome in planned}

    def top(path: Path) -> Path:
        while group[path] != path:
            path = group[path]
        return path

    for outcome in planned:
        for finding in outcome.fixed.applied if outcome.fixed else ():
            for hop in finding.trace:
                if hop.path in group:
                    group[top(hop.path)] = top(outcome.report.path)
    return {path: str(top(path)) for path in group}
