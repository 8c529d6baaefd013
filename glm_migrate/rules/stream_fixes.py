"""What the rules about streams share: which loops are judged, and how a repair becomes a fix."""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.streams import Repair, StreamLoop
from glm_migrate.policy.migration import Audience, Migration
from glm_migrate.text.edits import Applicability, Fix


def glm_loops(call: ChatCall, migration: Migration) -> Iterator[StreamLoop]:
    """The loops that read the stream of a GLM call."""
    if call.consumers and migration.audience(call) is Audience.GLM:
        yield from call.consumers


def fix_of(
    repair: Repair, applicability: Applicability = Applicability.SAFE
) -> tuple[Fix | None, str]:
    """The fix and why it is not applied by default; a repair with a doubt is only shown."""
    if not repair.edits:
        return None, str(repair.why_not or "")
    if repair.why_not:
        applicability = Applicability.DISPLAY
    return Fix(repair.title, repair.edits, applicability), str(repair.why_not or "")
