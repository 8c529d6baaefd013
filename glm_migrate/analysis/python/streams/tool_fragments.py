"""What a loop does with fragments of tool calls: join, hand on, or take them for calls.

Each use of a part is judged by the module for that part; then the loop as a whole is: how it is
left, and whether the joined text is taken before the stream has ended.
"""

from __future__ import annotations

from collections.abc import Callable

from glm_migrate.analysis.python.streams.answer_schema import Part
from glm_migrate.analysis.python.streams.argument_fragments import (
    judge_arguments,
    judge_early_parsing,
)
from glm_migrate.analysis.python.streams.consumer import Consumer, PartUse
from glm_migrate.analysis.python.streams.early_exits import early_exits
from glm_migrate.analysis.python.streams.early_uses import taken_early
from glm_migrate.analysis.python.streams.identity_fragments import judge_identity
from glm_migrate.analysis.python.streams.verdict import Case, Verdict
from glm_migrate.analysis.python.streams.whole_fragments import (
    judge_container,
    judge_fragment,
    judge_list,
)
from glm_migrate.model.unresolved import Reason


def verdict(consumer: Consumer) -> Verdict:
    """Judge every use of a tool call's parts in one loop."""
    case = Case.of(consumer)
    found = case.found
    for one in consumer.seen:
        judge = _JUDGES.get((one.reading.part, one.reading.depth))
        if judge is not None:
            judge(case, one)
    judge_early_parsing(case)
    for reason in early_exits(consumer):
        found.leave_unseen(reason)
    if found.joined and (early := taken_early(consumer, found.joined)):
        found.leave_unseen(early.reason, early.subject)
    if not found.joined and not found.forwarded and not found.defects and not found.unseen:
        _nothing_joined(case)
    return found


def _nothing_joined(case: Case) -> None:
    if any(True for _ in case.consumer.parts(Part.ARGUMENTS)):
        case.found.leave_unseen(Reason.NOT_JOINED)


_JUDGES: dict[tuple[Part, int], Callable[[Case, PartUse], None]] = {
    (Part.ARGUMENTS, 0): judge_arguments,
    (Part.NAME, 0): judge_identity,
    (Part.ID, 0): judge_identity,
    (Part.FRAGMENT, 0): judge_fragment,
    (Part.FRAGMENT, 1): judge_list,
    (Part.DELTA, 0): judge_container,
    (Part.CHOICE, 0): judge_container,
    (Part.CHUNK, 0): judge_container,
}
