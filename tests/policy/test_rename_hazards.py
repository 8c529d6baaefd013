"""What holds a rename up, or goes along with it, where thinking comes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from glm_migrate.config.schema import Config
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.streams import Excerpt, Repair, StreamLoop
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.rename_hazards import Rename, plan
from glm_migrate.text.edits import Applicability, Edit
from glm_migrate.text.source import Source, Span
from tests.policy.test_migration import UNKNOWN, call, literal

SAFE, UNSAFE = Applicability.SAFE, Applicability.UNSAFE
EDIT = Edit(Span(3, 3), ' or ""')


def planned(asked: ChatCall, model: str = "glm-4", **settings: str) -> Rename:
    changed = replace(Config(), **settings)  # type: ignore[arg-type]
    found = plan(literal(model), asked, Migration(changed))
    assert found is not None
    return found


def read_by(asked: ChatCall, repair: Repair) -> ChatCall:
    """The call, whose stream is read in a way that fails on None."""
    path = Path("reader.py")
    source = Source.decode(path, b"text += d.content\n")
    spot = Excerpt(path, Span(8, 17), "d.content", repair)
    return replace(asked, consumers=(StreamLoop(source, Span(0, 17), nullable=(spot,)),))


def test_nothing_is_said_of_what_is_not_old_or_not_seen() -> None:
    assert plan(literal("gpt-4o"), None, Migration(Config())) is None
    assert planned(call("glm-4", client=UNKNOWN)).decision.applicability is UNSAFE


def test_the_rename_comes_after_the_guard() -> None:
    found = planned(read_by(call("glm-4"), Repair("guard", (EDIT,))))

    assert found.decision.applicability is SAFE
    assert found.after == ((Path("reader.py"), EDIT),)
    assert "guard it first" in found.decision.advice


def test_the_rename_waits_where_the_guard_is_the_users() -> None:
    for repair in (Repair(), Repair("guard", (EDIT,), UnsafeReason(UnsafeKind.UNDER_CONDITION))):
        found = planned(read_by(call("glm-4"), repair))

        assert found.decision.applicability is UNSAFE
        assert "`d.content` at line 1 can be None" in found.decision.advice


def test_nothing_comes_on_with_a_model_that_thought_or_where_it_is_told_not_to() -> None:
    thought = planned(read_by(call("glm-4.5"), Repair()), "glm-4.5")
    told = planned(read_by(call("glm-4", thinking={"type": "disabled"}), Repair()))

    assert thought.decision.applicability is told.decision.applicability is SAFE


def test_a_small_limit_holds_the_rename_up_where_thinking_can_not_be_switched_off() -> None:
    """The call of this test has no layout to write an argument into."""
    found = planned(call("glm-4", max_tokens=10))

    assert found.decision.applicability is UNSAFE
    assert found.decision.advice.startswith("max_tokens=10 is likely to be used up")
    assert planned(call("glm-4", max_tokens=1025)).decision.applicability is SAFE
