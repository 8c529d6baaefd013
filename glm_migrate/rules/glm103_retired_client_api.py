"""A call that current releases of the library no longer have.

## Why
`zhipuai.model_api.invoke(…)` belongs to the first SDK and to the v3 API, `openai.ChatCompletion` to
openai before 1.0. A newer id does not migrate such a call: its arguments and answers have another
shape, and the newer library raises an error for it.

## Fix
The call of the newer library is shown where only its name changes; never applied, because the
answer is read differently too.

## Limits
Calls of `openai.ChatCompletion` are reported only where they use a GLM model.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate import knowledge
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.policy.migration import Audience, Migration
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Edit, Fix

_ASK = 'openai.ChatCompletion.create(model="{}", messages=[])\n'

rule = Rule(
    __name__,
    severity=Severity.ERROR,
    checklist="model-identifier",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#1-update-model-identifier",
    bad=(
        Example(
            "the first SDK",
            'import zhipuai\n\nzhipuai.model_api.invoke(model="chatglm_turbo", prompt=[])\n',
        ),
        Example(
            "its stream",
            "import zhipuai\n\n\ndef ask(model, prompt):\n"
            "    return zhipuai.model_api.sse_invoke(model=model, prompt=prompt)\n",
        ),
        Example("openai before 1.0", "import openai\n\n" + _ASK.format("glm-4")),
    ),
    good=(
        Example(
            "the current call",
            'from zhipuai import ZhipuAI\n\nZhipuAI().chat.completions.create(model="glm-4")\n',
        ),
        Example("another vendor", "import openai\n\n" + _ASK.format("gpt-4")),
        Example("a name of one's own", "model_api.invoke(model='chatglm_turbo', prompt=[])\n"),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    facts = knowledge.client(call.client.name)
    if not facts.retired:
        return
    if facts.package == "openai" and migration.audience(call) is not Audience.GLM:
        return
    name = call.source.slice(call.name_span)
    fix = None
    if name == "openai.ChatCompletion.create":
        edit = Edit(call.name_span, "openai.chat.completions.create")
        fix = Fix("Call the method of openai 1.0", (edit,), Applicability.DISPLAY)
    yield rule.finding(
        call.source.path,
        call.name_span,
        f"`{name}` is no longer available",
        key=(name,),
        fix=fix,
        advice=facts.retired,
        call=call.scope,
    )
