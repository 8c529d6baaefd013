"""Neither `temperature` nor `top_p` is set, and the target's defaults are others.

## Why
A call that leaves sampling to the server changes its behaviour with the model: GLM-4.5 answered
with temperature 0.6, the GLM-4 series with 0.75, the target with 1.0.

## Fix
Unsafe: `temperature` is pinned to the older model's default. Only that one is written, because the
guide advises against setting both; nothing is written where either is set or may be.

## Limits
The finding needs the older id: once that is replaced, nothing tells which default the call had. A
run of `fix` that replaces the id says so; one of `fix --unsafe-fixes` writes both. Only on the
vendor's own endpoints. Clients that send a temperature of their own and greedy calls
(`do_sample=False`) are not reported: nothing changes for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.knowledge import Model
from glm_migrate.model.calls import ChatCall, Host
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.parameter_placement import place
from glm_migrate.policy.sampling import leaves_to_server
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Fix

_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
_ASK = 'client.chat.completions.create(model="glm-4.5", messages=[]{})\n'
_DIFFERENT = "the models that this call can use have different defaults; set the value you want"

rule = Rule(
    __name__,
    severity=Severity.INFO,
    asks=True,
    checklist="sampling",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#2-update-sampling-parameters",
    needs_old_id=True,
    settled_by=("temperature", "top_p"),
    bad=(
        Example(
            "GLM-4.5",
            _ZAI + _ASK.format(""),
            _ZAI + _ASK.format(", temperature=0.6"),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "GLM-4",
            _ZAI + _ASK.replace("4.5", "4-plus").format(", max_tokens=4095"),
            _ZAI + _ASK.replace("4.5", "4-plus").format(", max_tokens=4095, temperature=0.75"),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "two models with two defaults",
            _ZAI
            + "def ask(old):\n    "
            + _ASK.replace('"glm-4.5"', '"glm-4" if old else "glm-4.5"').format(""),
        ),
        Example(
            "LangChain",
            "from langchain_openai import ChatOpenAI\n\n"
            'llm = ChatOpenAI(model="glm-4.5", base_url="https://api.z.ai/api/paas/v4/")\n',
            "from langchain_openai import ChatOpenAI\n\n"
            'llm = ChatOpenAI(model="glm-4.5", base_url="https://api.z.ai/api/paas/v4/", '
            "temperature=0.6)\n",
            applied=Applicability.UNSAFE,
        ),
        Example(
            "the address is not seen",
            "import os\nfrom openai import OpenAI\n\nclient = OpenAI(base_url=os.environ['URL'])\n"
            + _ASK.format(""),
        ),
    ),
    good=(
        Example("temperature is set", _ZAI + _ASK.format(", temperature=0.2")),
        Example("top_p is set", _ZAI + _ASK.format(", top_p=0.8")),
        Example("a spread may set it", _ZAI + "def ask(**o):\n    " + _ASK.format(", **o")),
        Example(
            "a caller of the partial may set it",
            "from functools import partial\n\n"
            + _ZAI
            + 'ask = partial(client.chat.completions.create, model="glm-4.5")\n',
        ),
        Example("greedy", _ZAI + _ASK.format(", do_sample=False")),
        Example("the target", _ZAI + _ASK.replace("4.5", "4.6").format("")),
        Example(
            "a gateway",
            "from openai import OpenAI\n\nclient = OpenAI(base_url='https://openrouter.ai/api/v1')\n"
            + _ASK.replace("glm", "z-ai/glm").format(""),
        ),
        Example(
            "another vendor",
            "from openai import OpenAI\n\nclient = OpenAI()\n"
            + _ASK.replace("glm-4.5", "gpt-4o").format(""),
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    if not migration.asks_vendor(call) or not leaves_to_server(call):
        return
    moved = [model for _, model in migration.possible_moves(call)]
    shifts = dict.fromkeys(text for model in moved if (text := _shift(model, migration)))
    if not shifts:
        return
    fix, advice = _fix(call, moved, migration)
    yield rule.finding(
        call.source.path,
        call.name_span,
        f"the sampling defaults change: {'; '.join(shifts)}",
        key=tuple(shifts),
        fix=fix,
        advice=advice,
        call=call.scope,
    )


def _shift(model: Model, migration: Migration) -> str:
    """What changes, as `temperature 0.6 → 1.0`; empty where nothing is known to."""
    target = migration.target
    changes = [
        f"{name} {old} → {new}"
        for name, old, new in (
            ("temperature", model.temperature, target.temperature),
            ("top_p", model.top_p, target.top_p),
        )
        if old is not None and old != new
    ]
    return ", ".join(changes)


def _fix(call: ChatCall, moved: list[Model], migration: Migration) -> tuple[Fix | None, str]:
    old = {model.temperature for model in moved}
    if len(old) != 1 or not migration.can_ask_target(call):
        return None, _DIFFERENT
    value = old.pop()
    if value is None or value == migration.target.temperature:
        return None, "set the value that you mean"
    if call.client.endpoint.host is Host.UNKNOWN:
        return None, f"cannot see {call.client.unseen or 'the endpoint'}; set the value by hand"
    placed = place(call, "temperature", f"{value:g}")
    if not placed.edits:
        return None, str(placed.why_not or "")
    title = f"Pin temperature={value:g}"
    advice = "pin it to keep the old behaviour, or try the target's default"
    return Fix(title, placed.edits, Applicability.UNSAFE, precedes_others=True), advice
