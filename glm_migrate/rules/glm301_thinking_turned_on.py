"""The older model did not think, the target thinks by default.

## Why
Thinking came with GLM-4.5. A call of a GLM-4 or GLM-3 model does not mention thinking, and after
the move its answers begin with reasoning: they cost more output tokens and the first text comes
later.

## Fix
Unsafe, by the setting `thinking`: `keep-off` writes `{"type": "disabled"}` and keeps the program as
it was, `on` writes `{"type": "enabled"}`, `leave` writes nothing and relies on the default. The
field goes where the client takes it, as a keyword or inside `extra_body`.

## Limits
The finding needs the older id: once that is replaced, nothing tells that the call was written for a
model without thinking. A run of `fix` that replaces the id says so. Decide before, or let one run
of `fix --unsafe-fixes` write both. GLM-Z1 models always reasoned, so nothing turns on for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.calls import ChatCall, Host
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.parameter_placement import place
from glm_migrate.policy.thinking import turns_on
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Fix

_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
_OPENAI = 'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
_ASK = 'client.chat.completions.create(model="glm-4-plus", messages=[]{})\n'
_VALUES = {"keep-off": '{"type": "disabled"}', "on": '{"type": "enabled"}'}
_OFF, _ON = _VALUES.values()

rule = Rule(
    __name__,
    severity=Severity.INFO,
    asks=True,
    checklist="thinking",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#3-deep-thinking-optional",
    needs_old_id=True,
    settled_by=("thinking",),
    bad=(
        Example(
            "it stays off",
            _ZAI + _ASK.format(""),
            _ZAI + _ASK.format(f", thinking={_OFF}"),
            applied=Applicability.UNSAFE,
            config={"thinking": "keep-off"},
        ),
        Example(
            "it is switched on",
            _OPENAI + _ASK.format(", stream=True"),
            _OPENAI + _ASK.format(f', stream=True, extra_body={{"thinking": {_ON}}}'),
            applied=Applicability.UNSAFE,
            config={"thinking": "on"},
        ),
        Example(
            "a model that thinks shares the call",
            _ZAI
            + "def ask(deep):\n    "
            + _ASK.replace('"glm-4-plus"', '"glm-4.5" if deep else "glm-4-plus"').format(""),
            config={"thinking": "keep-off"},
        ),
        Example(
            "a vision model shares the call",
            _ZAI
            + "def ask(image):\n    "
            + _ASK.replace('"glm-4-plus"', '"glm-4v" if image else "glm-4-plus"').format(""),
            config={"thinking": "keep-off"},
        ),
        Example(
            "an extra_body gains the key",
            _OPENAI + _ASK.format(", extra_body={'user_id': 'abcdef'}"),
            _OPENAI + _ASK.format(f", extra_body={{'user_id': 'abcdef', 'thinking': {_OFF}}}"),
            applied=Applicability.UNSAFE,
            config={"thinking": "keep-off"},
        ),
        Example("nothing was decided", _ZAI + _ASK.format("")),
        Example(
            "a spread may say it",
            _ZAI + "def ask(**more):\n    " + _ASK.format(", **more"),
            config={"thinking": "keep-off"},
        ),
        Example(
            "the address is not seen",
            "import os\nfrom openai import OpenAI\n\nclient = OpenAI(base_url=os.environ['URL'])\n"
            + _ASK.format(""),
            config={"thinking": "keep-off"},
        ),
    ),
    good=(
        Example("said", _ZAI + _ASK.format(f", thinking={_ON}")),
        Example("a model that thinks", _ZAI + _ASK.replace("4-plus", "4.5").format("")),
        Example("a model that always reasons", _ZAI + _ASK.replace("4-plus", "z1-air").format("")),
        Example("the target", _ZAI + _ASK.replace("4-plus", "4.6").format("")),
        Example(
            "another vendor",
            "from openai import OpenAI\n\nclient = OpenAI()\n"
            + _ASK.replace("glm-4-plus", "gpt-4o").format(""),
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    if not migration.asks_vendor(call):
        return
    models = turns_on(call, migration)
    if not models:
        return
    fix, advice = _fix(call, migration)
    yield rule.finding(
        call.source.path,
        call.name_span,
        f"{models[0].id} does not think; {migration.target.id} thinks by default",
        key=(models[0].id, migration.target.id),
        fix=fix,
        advice=advice,
        call=call.scope,
    )


def _fix(call: ChatCall, migration: Migration) -> tuple[Fix | None, str]:
    chosen, target = migration.settings.thinking, migration.target
    if chosen == "keep-off" and target.thinking == "mandatory":
        return None, f"{target.id} can't be told not to think; leave room for reasoning"
    if chosen not in _VALUES:
        return None, 'decide: set `thinking = "keep-off"` or "on", or leave the model\'s default'
    if call.client.endpoint.host is Host.UNKNOWN:
        return None, f"cannot see {call.client.unseen or 'the endpoint'}; set `thinking` by hand"
    if others := _others(call, migration):
        return None, f"the same call can use {', '.join(others)}, whose answers it would change too"
    placed = place(call, "thinking", _VALUES[chosen])
    if not placed.edits:
        return None, str(placed.why_not or "")
    title = "Keep thinking off" if chosen == "keep-off" else "Switch thinking on"
    advice = "older models do not document the field; it must come together with the new id"
    return Fix(title, placed.edits, Applicability.UNSAFE, precedes_others=True), advice


def _others(call: ChatCall, migration: Migration) -> tuple[str, ...]:
    """What else the call can ask that is not one of the models without thinking."""
    thinking = (model.id for model in migration.text_models(call) if model.thinking != "none")
    return (*migration.others(call), *thinking)
