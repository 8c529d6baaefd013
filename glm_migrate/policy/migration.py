"""One migration: the target, the user's decisions, and what both mean for an id or a call.

Rules ask here; nothing in this module knows how code looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path

from glm_migrate import knowledge
from glm_migrate.knowledge import Model, Spelling, Target
from glm_migrate.model.calls import ChatCall, Endpoint, Host
from glm_migrate.model.unsafe_reasons import UnsafeKind, UnsafeReason
from glm_migrate.model.values import Constant, Literal
from glm_migrate.policy.settings import MigrationSettings
from glm_migrate.text.edits import Applicability
from glm_migrate.text.source import Span

# Their requests are another operator's or vendor's business; only the id is worth a word.
_OTHERS = frozenset({Host.LOCAL, Host.OTHER})
_VENDOR = frozenset({Host.NATIVE, Host.CODING})
# Kinds of message parts that are no text; `image` and `document` are those of Anthropic.
_MEDIA = frozenset("image_url video_url file_url input_audio image document".split())
_GLM_CLIENTS = frozenset({"zai", "zhipuai"})


class Audience(Enum):
    """Whom a call asks."""

    GLM = "glm"
    OTHER = "other"
    UNSEEN = "unseen"


@dataclass(frozen=True)
class PlannedMove:
    """What is to become of one id.

    Attributes:
        old: The model that it names.
        new: The text to write; empty where none is known.
        applicability: Who decides; None where there is nothing to write.
        change: What the user gets or pays, a clause; empty where nothing changes.
        advice: Why it is not applied by default, and what to do.
    """

    old: Model
    new: str
    applicability: Applicability | None
    change: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Migration:
    """What a run migrates to, and how.

    Attributes:
        stays: Whether the user silenced the finding about an id, so that it is not going to move.
        renamed: Where this run rewrites ids; None where that was not worked out, so that every
            safe move is taken for one that is made.
        built: The texts that calls send as a model and that are made of the text at a place.
    """

    settings: MigrationSettings
    stays: Callable[[Literal], bool] = field(default=lambda literal: False, compare=False)
    renamed: frozenset[tuple[Path, Span]] | None = None
    built: Mapping[tuple[Path, Span], frozenset[str]] = field(default_factory=dict, compare=False)

    @cached_property
    def target(self) -> Target:
        return knowledge.target(self.settings.target)

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return {alias.lower(): id for alias, id in self.settings.model_aliases.items()}

    @cached_property
    def _own_moves(self) -> dict[str, str]:
        return {old.lower(): new for old, new in self.settings.models.items()}

    def spelling(self, constant: Constant) -> Spelling | None:
        """What a value names; None for everything that is not a known id or alias."""
        if not isinstance(constant, str):
            return None
        if alias := self._aliases.get(constant.lower()):
            known = knowledge.spelling(alias)
            return known and Spelling(constant, known.model, "alias")
        return knowledge.spelling(constant)

    def model(self, constant: Constant) -> Model | None:
        found = self.spelling(constant)
        return knowledge.models()[found.model] if found else None

    def is_old(self, constant: Constant) -> bool:
        """Whether a value names a text-chat model that has a move to the target."""
        if self.is_own_move(constant):
            return True
        found = self.spelling(constant)
        return found is not None and found.model in self.target.moves

    def is_own_move(self, constant: Constant) -> bool:
        """Whether the user's settings say what becomes of an id."""
        return isinstance(constant, str) and constant.lower() in self._own_moves

    def names_target(self, constant: Constant) -> bool:
        """Whether a value is an id of the target, as any provider spells it."""
        found = self.spelling(constant)
        return found is not None and found.model == self.target.id

    def decide(
        self, literal: Literal, call: ChatCall | None, beside: Endpoint | None = None
    ) -> PlannedMove | None:
        """What to do with the id at `literal`, as `call` uses it; None when it is not old.

        Args:
            beside: Where requests go by what stands beside an id whose call is not seen.
        """
        if not isinstance(literal.value, str):
            return None
        own = self._own_moves.get(literal.value.lower())
        found = self.spelling(literal.value)
        if own is not None:
            model = self.model(literal.value) or Model(literal.value, "text")
            return self._guarded(PlannedMove(model, own, Applicability.SAFE), literal, call, beside)
        if found is None or found.model not in self.target.moves:
            return None
        return self._guarded(self._planned(found, call, beside), literal, call, beside)

    def _planned(
        self, found: Spelling, call: ChatCall | None, beside: Endpoint | None = None
    ) -> PlannedMove:
        """The move as the data have it, before the place is looked at."""
        model, move = knowledge.models()[found.model], self.target.moves[found.model]
        if found.carrier == "alias":
            return PlannedMove(
                model, "", None, move.change, "the alias is defined elsewhere; change it there"
            )
        endpoint = call.client.endpoint if call else beside
        gateway = endpoint.name if endpoint else ""
        new = knowledge.replacement(found, self.target, gateway)
        if not new.text:
            return PlannedMove(model, "", None, move.change, new.why_not)
        if found.variant and not new.text.endswith(found.variant):
            change = f"`{found.variant}` is not kept: the new id is billed"
        elif move.group == "A" and new.confirmed:
            return PlannedMove(model, new.text, Applicability.SAFE, move.change)
        else:
            change = move.change
        advice = "accept this with --unsafe-fixes, or declare the move in the setting `models`"
        if not new.confirmed:
            advice = f"it is not confirmed that {new.text} is served there"
        return PlannedMove(model, new.text, Applicability.UNSAFE, change, advice)

    def _guarded(
        self, plan: PlannedMove, literal: Literal, call: ChatCall | None, beside: Endpoint | None
    ) -> PlannedMove:
        """`plan`, weakened by what is known of the place."""
        if plan.applicability is None:
            return plan
        if reason := _no_edit(literal, call, beside) or self._doubled(literal, plan.new, call):
            return PlannedMove(plan.old, plan.new, None, plan.change, str(reason))
        if reason := self._why_unsafe(literal, call, beside) or self._misbuilt(literal, plan.new):
            both = f"{plan.advice}; {reason}" if plan.advice else str(reason)
            return PlannedMove(plan.old, plan.new, Applicability.UNSAFE, plan.change, both)
        return plan

    def _doubled(self, literal: Literal, new: str, call: ChatCall | None) -> UnsafeReason | None:
        """Why a list or enumeration would name an id twice; None where it would not."""
        after = {one.lower() for one in literal.beside}
        after |= {self._moved(one, call).lower() for one in literal.beside}
        if new.lower() not in after:
            return None
        return UnsafeReason(UnsafeKind.LISTED_TWICE, new)

    def _misbuilt(self, literal: Literal, new: str) -> UnsafeReason | None:
        """Why what is built of an id would name no model any more; None where it still does."""
        old = str(literal.value).lower()
        for text in sorted(self.built.get((literal.path, literal.span), ())):
            moved = text.lower().replace(old, new)
            if moved != text.lower() and self.spelling(moved) is None:
                return UnsafeReason(UnsafeKind.OTHER_ID, str(literal.value))
        return None

    def _moved(self, text: str, call: ChatCall | None) -> str:
        """What becomes of an id, whatever its place."""
        if own := self._own_moves.get(text.lower()):
            return own
        found = self.spelling(text)
        is_old = found is not None and found.model in self.target.moves
        return self._planned(found, call).new if found and is_old else text

    def _why_unsafe(
        self, literal: Literal, call: ChatCall | None, beside: Endpoint | None
    ) -> UnsafeReason | None:
        """Why a possible rename needs the user's word."""
        if literal.shared:
            return UnsafeReason(UnsafeKind.CHECK_BOTH, str(literal.shared))
        if beside is not None and beside.host in (Host.NATIVE, Host.GATEWAY):
            return None
        if call is None:
            return UnsafeReason(UnsafeKind.NO_CALL)
        if call.client.endpoint.host is Host.UNKNOWN:
            what = str(call.client.unseen or "where the client sends its requests")
            return UnsafeReason(UnsafeKind.CLIENT_UNSEEN, what, self.target.id)
        return None

    def audience(self, call: ChatCall) -> Audience:
        """Whether a call asks a GLM model: by its client, its address or its id."""
        host = call.client.endpoint.host
        if host is Host.LOCAL:
            return Audience.OTHER
        if self.is_known(call):
            return Audience.GLM
        if host in _VENDOR or call.client.name in _GLM_CLIENTS:
            return Audience.GLM
        if host is Host.OTHER or call.client.endpoint.name == "default":
            return Audience.OTHER
        if call.model.candidates and call.model.complete:
            return Audience.OTHER
        return Audience.UNSEEN

    def is_known(self, call: ChatCall) -> bool:
        """Whether one of the ids that a call is seen to ask is known, or one of the user's."""
        ids = (literal.value for literal in call.ids)
        return any(self._names(one) is not None or self.is_own_move(one) for one in ids)

    def _names(self, constant: Constant) -> Spelling | None:
        """What an id names, or what a model of one's own was tuned from (`glm-4:acme::1`)."""
        base, tuned, _ = constant.partition(":") if isinstance(constant, str) else ("", "", "")
        return self.spelling(constant) or (self.spelling(base) if tuned else None)

    def possible_ids(self, call: ChatCall) -> tuple[Literal, ...]:
        """The ids that a call can ask: the vendor's endpoints serve no other vendor's models."""
        host = call.client.endpoint.host
        is_own = host is Host.UNKNOWN and call.client.name in _GLM_CLIENTS
        if call.client.assumed or (host not in _VENDOR and not is_own):
            return call.ids
        return tuple(one for one in call.ids if not knowledge.is_foreign(one.value))

    def text_models(self, call: ChatCall) -> tuple[Model, ...]:
        """The known text-chat models that a call can ask, none newer than the target."""
        found = (self.model(literal.value) for literal in call.ids)
        return tuple(
            model
            for model in found
            if model and model.kind == "text" and self._is_up_to_target(model)
        )

    def _is_up_to_target(self, model: Model) -> bool:
        """Whether a model is the target or can be moved to it, be it with the user's consent."""
        move = self.target.moves.get(model.id)
        return model.id == self.target.id or (move is not None and move.group != "report")

    def others(self, call: ChatCall) -> tuple[str, ...]:
        """What the same call can use besides text-chat models up to the target."""
        mine = {model.id for model in self.text_models(call)}
        return tuple(
            str(one.value)
            for one in self.possible_ids(call)
            if (model := self.model(one.value)) is None or model.id not in mine
        )

    def asks_text_chat(self, call: ChatCall) -> bool:
        """Whether the call can ask a GLM text-chat model up to the target.

        A GLM call whose model is not known can: its client or address says so, not the id.
        """
        if self.audience(call) is not Audience.GLM or call.client.endpoint.host in _OTHERS:
            return False
        return bool(self.text_models(call)) or not self.is_known(call)

    def asks_vendor(self, call: ChatCall) -> bool:
        """Whether the call goes to the vendor's own chat completions, as far as is seen."""
        if not call.gives_completions:
            return False
        host = call.client.endpoint.host
        if host is not Host.UNKNOWN:
            return host in _VENDOR
        named = [self.spelling(literal.value) for literal in self.possible_ids(call)]
        return bool(named) and all(one and one.carrier in ("native", "alias") for one in named)

    def possible_moves(self, call: ChatCall) -> tuple[tuple[Literal, Model], ...]:
        """The ids of a call that can be rewritten to the target's, each with what it names."""
        plans = [(literal, self.decide(literal, call)) for literal in call.model.candidates]
        return tuple(
            (literal, plan.old)
            for literal, plan in plans
            if plan and plan.applicability is not None and not self.stays(literal)
            if (new := self.model(plan.new)) and new.id == self.target.id
        )

    def applied_moves(self, call: ChatCall) -> tuple[tuple[Literal, Model], ...]:
        """The ids of a call that this run rewrites to the target's, each with what it names."""
        return tuple(
            (literal, model)
            for literal, model in self.possible_moves(call)
            if self.is_applied(literal, call)
        )

    def is_applied(self, literal: Literal, call: ChatCall) -> bool:
        """Whether this run rewrites an id that a call asks."""
        if self.renamed is not None:
            return (literal.path, literal.span) in self.renamed
        plan = self.decide(literal, call)
        return plan is not None and plan.applicability is Applicability.SAFE

    def asks_target_after(self, call: ChatCall) -> bool:
        """Whether every model of the call is the target once this run is over."""
        return self._asks_target_with(call, self.applied_moves(call))

    def can_ask_target(self, call: ChatCall) -> bool:
        """Whether every model of the call is the target, or can be moved to it by a fix."""
        return self._asks_target_with(call, self.possible_moves(call))

    def _asks_target_with(self, call: ChatCall, moves: Iterable[tuple[Literal, Model]]) -> bool:
        moved = {literal for literal, _ in moves}
        ids = self.possible_ids(call)
        return bool(ids) and all(
            literal in moved
            or ((model := self.model(literal.value)) and model.id == self.target.id)
            for literal in ids
        )


def _no_edit(
    literal: Literal, call: ChatCall | None, beside: Endpoint | None
) -> UnsafeReason | None:
    """Why the id can't or must not be rewritten where it stands; None when it can."""
    if not literal.editable:
        return UnsafeReason(UnsafeKind.NOT_PLAIN)
    if call is None:
        return not_served(beside or Endpoint())
    if blocked := knowledge.client(call.client.name).blocked:
        return UnsafeReason(UnsafeKind.STATED, blocked)
    if reason := not_served(call.client.endpoint):
        return reason
    return UnsafeReason(UnsafeKind.IMAGES) if has_images(call) else None


def not_served(endpoint: Endpoint) -> UnsafeReason | None:
    """Why nobody knows what an address serves; None for those of the vendor and the unseen."""
    if endpoint.host is Host.LOCAL:
        return UnsafeReason(UnsafeKind.LOCAL_NAME)
    if endpoint.host is Host.CODING:
        return UnsafeReason(UnsafeKind.CODING_PLAN)
    if endpoint.host is Host.OTHER:
        return UnsafeReason(UnsafeKind.OTHER_VENDOR, endpoint.url or endpoint.name)
    return None


def has_images(call: ChatCall) -> bool:
    """Whether the messages are seen to hold image, video or file parts."""
    messages = (one for argument in call.reaching("messages") for one in argument.value.constants)
    return any(map(_holds_media, messages))


def _holds_media(constant: Constant) -> bool:
    if isinstance(constant, tuple):
        return any(_holds_media(one) for one in constant)
    if isinstance(constant, dict):
        if constant.get("type") in _MEDIA:
            return True
        return any(_holds_media(one) for one in constant.values())
    return False
