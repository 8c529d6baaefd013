"""The provider, endpoint or framework of a call does not serve the target.

## Why
A new id works only where it is served. Several resellers removed the target or never served it, the
coding-plan endpoint has a list of its own, and some frameworks refuse ids that are not in their
tables. After a rename such a call fails at run time.

## Fix
None. Choose another model of that provider, another provider, or call Z.AI or BigModel directly.

## Limits
What a provider serves is dated data; where nothing is known of it, nothing is said here.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate import knowledge
from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.mentions import Mention, Role
from glm_migrate.model.values import Literal
from glm_migrate.policy.migration import Audience, Migration
from glm_migrate.rules.rule import Example, Rule

_AT = 'from openai import OpenAI\n\nclient = OpenAI(base_url="https://{}")\n'
_ASK = 'client.chat.completions.create(model="{}", messages=[])\n'

rule = Rule(
    __name__,
    severity=Severity.WARNING,
    checklist="model-identifier",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#1-update-model-identifier",
    bad=(
        Example(
            "taken off by a reseller",
            _AT.format("api.together.xyz/v1") + _ASK.format("zai-org/GLM-4.5-Air-FP8"),
        ),
        Example(
            "the target itself, taken off",
            _AT.format("api.cerebras.ai/v1") + _ASK.format("zai-glm-4.6"),
        ),
        Example(
            "the coding plan",
            _AT.format("api.z.ai/api/coding/paas/v4") + _ASK.format("glm-4.5"),
        ),
        Example(
            "a framework that knows its own ids only",
            'from llama_index.llms.zhipuai import ZhipuAI\n\nllm = ZhipuAI(model="glm-4-plus")\n',
        ),
        Example(
            "by the spelling of the id",
            "import os\n"
            + _AT.replace('"https://{}"', "os.environ['URL']")
            + _ASK.format("accounts/fireworks/models/glm-4p5"),
        ),
    ),
    good=(
        Example("the vendor", _AT.format("api.z.ai/api/paas/v4/") + _ASK.format("glm-4.5")),
        Example(
            "a reseller that serves it",
            _AT.format("openrouter.ai/api/v1") + _ASK.format("z-ai/glm-4.5"),
        ),
        Example(
            "a retired client, of which another rule tells",
            'import zhipuai\n\nzhipuai.model_api.invoke(model="glm-4", prompt=[])\n',
        ),
        Example(
            "a newer model there",
            _AT.format("api.together.xyz/v1") + _ASK.format("zai-org/GLM-5"),
        ),
        Example(
            "another vendor's model there",
            _AT.format("api.together.xyz/v1") + _ASK.format("deepseek-ai/DeepSeek-V3"),
        ),
    ),
)


@rule.on(ChatCall)
def check_call(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    if migration.audience(call) is not Audience.GLM or knowledge.client(call.client.name).retired:
        return  # of a retired way of calling GLM103 says more
    for argument in call.all("model"):
        for literal in argument.value.candidates:
            yield from _unserved(literal, migration, call.scope, call)


@rule.on(Mention)
def check_setting(mention: Mention, migration: Migration) -> Iterator[Finding]:
    if mention.role is Role.SETTING:
        yield from _unserved(mention.literal, migration, mention.scope, None)


def _unserved(
    literal: Literal, migration: Migration, scope: str, call: ChatCall | None
) -> Iterator[Finding]:
    found, target = migration.spelling(literal.value), migration.target
    if found is None or (found.model not in target.moves and found.model != target.id):
        return
    by, why = _refusal(call, found.carrier, target.id)
    if why:
        yield rule.finding(
            literal.path,
            literal.span,
            f"{target.id} is not available here: {_inside(why)}",
            key=(target.id, by),
            advice="choose another model or another provider for this call",
            call=scope,
            trace=literal.via,
        )


def _refusal(call: ChatCall | None, carrier: str, target: str) -> tuple[str, str]:
    """Which client or carrier does not lead to the target, and why; empty where all do."""
    if call and (blocked := knowledge.client(call.client.name).blocked):
        return call.client.name, blocked
    carriers = knowledge.carriers()
    gateway = call.client.endpoint.name if call else ""
    found = carriers.get(gateway) or carriers.get(carrier)
    return (found.title, found.lacks(target)) if found else ("", "")


def _inside(sentence: str) -> str:
    """A sentence that follows a colon."""
    article = "The "
    rest = sentence.removeprefix(article)
    return sentence if rest == sentence else f"{article.lower()}{rest}"
