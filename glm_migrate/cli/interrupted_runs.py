"""Runs that were killed while they wrote: told by the next run, and taken back before it writes."""

from __future__ import annotations

from collections.abc import Callable

from glm_migrate.config import state
from glm_migrate.project.boundary import Boundary


def settle(within: Boundary, writes: bool, remark: Callable[[str], None]) -> None:
    """Take back what earlier runs left half done in a project, or say that it is.

    Args:
        writes: Whether this run may write; one that only looks says what to do.
    """
    if not state.may_be_interrupted():
        return
    from glm_migrate.runner import undo

    if not writes:
        if undo.is_interrupted(within.holds):
            remark(
                "Warning: an earlier run was interrupted while it wrote, so some files are migrated"
                " and others are not; 'glm-migrate undo' restores them, 'glm-migrate fix' does so"
                " and starts again"
            )
        return
    from glm_migrate.cli.undo import described

    for taken in undo.recover(within.holds):
        remark(
            f"Warning: an earlier run was interrupted. {described(taken, within.holds).rstrip()}"
        )
