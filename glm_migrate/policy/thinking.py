"""Whether a call has the model think, as it stands and once it is migrated.

Models up to the GLM-4 series had no thinking, so calls of theirs say nothing about it; a newer
model then thinks by default.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from glm_migrate.knowledge import Model
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.values import Constant
from glm_migrate.policy.migration import Migration


class Thinking(Enum):
    ON = "on"
    OFF = "off"
    UNSEEN = "unseen"


_MEANS = {"enabled": Thinking.ON, "disabled": Thinking.OFF}


def stated(call: ChatCall) -> Thinking | None:
    """What the call says about thinking; None when it says nothing."""
    every = tuple(call.reaching("thinking"))
    if not every:
        return None if call.complete else Thinking.UNSEEN
    meanings = {_meaning(constant) for one in every for constant in one.value.constants}
    is_seen = all(one.value.complete for one in every) and not every[-1].conditional
    return meanings.pop() if is_seen and len(meanings) == 1 else Thinking.UNSEEN


def _meaning(constant: Constant) -> Thinking | None:
    if constant is None:
        return None  # sent as null, which zai-sdk does for every call that says nothing
    kind = constant.get("type") if isinstance(constant, Mapping) else None
    return _MEANS.get(kind, Thinking.UNSEEN) if isinstance(kind, str) else Thinking.UNSEEN


def before(call: ChatCall, model: Model) -> Thinking:
    """Whether `model` thinks in this call as it stands."""
    if model.thinking in ("mandatory", "own"):
        return Thinking.ON
    if model.thinking == "none":
        return Thinking.OFF
    said = stated(call)
    if said is not None or model.thinking is None:
        return said or Thinking.UNSEEN
    return Thinking.ON


def after(call: ChatCall, migration: Migration) -> Thinking:
    """Whether the target will think in this call, after what `fix` writes."""
    if migration.target.thinking in ("mandatory", "own"):
        return Thinking.ON
    said = stated(call)
    if said is not None:
        return said
    if not migration.target.thinks:
        return Thinking.OFF
    kept_off = migration.settings.thinking == "keep-off" and turns_on(call, migration)
    return Thinking.OFF if kept_off else Thinking.ON


def turns_on(call: ChatCall, migration: Migration) -> tuple[Model, ...]:
    """The models of the call that do not think, where the target will unless it is told not to."""
    if not migration.target.thinks or call.sends("thinking"):
        return ()
    return tuple(model for _, model in migration.possible_moves(call) if model.thinking == "none")
