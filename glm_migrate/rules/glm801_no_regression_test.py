"""No test of the project names the function that calls a migrated model.

## Why
The guide's last item is to verify: answers, randomness, latency and the completeness of streamed
tool calls change with a model. A call that no test reaches changes unseen.

## Fix
None: what a right answer is, only the project knows.

## Limits
A test counts when it names the function, or the class, that holds the call; what it checks is not
judged, and a test that gets there through other functions does not count. Off by default.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.model.calls import ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.policy.migration import Migration
from glm_migrate.rules.rule import Example, Rule

_ASK = (
    "from zai import ZaiClient\n\nclient = ZaiClient()\n\n\ndef answer(text):\n"
    '    return client.chat.completions.create(model="glm-4.6", messages=text)\n'
)

rule = Rule(
    __name__,
    severity=Severity.INFO,
    checklist="verification",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#5-testing-and-regression",
    default=False,
    bad=(
        Example("no test names it", _ASK, beside="from app import other\n\nother()\n"),
        Example(
            "an older id on its way to the target",
            _ASK.replace("4.6", "4.5"),
            beside="assert True\n",
        ),
    ),
    good=(
        Example("a test names it", _ASK, beside="from app import answer\n\nanswer('hi')\n"),
        Example("no tests in this run", _ASK),
        Example("another vendor", _ASK.replace("glm-4.6", "gpt-4o"), beside="assert True\n"),
        Example("a test itself", _ASK, path="tests/test_answers.py", beside="assert True\n"),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    if call.tested is not False or not migration.can_ask_target(call):
        return
    if not migration.asks_text_chat(call):
        return
    yield rule.finding(
        call.source.path,
        call.name_span,
        f"no test refers to `{call.scope or call.source.path.stem}`",
        key=(call.scope,),
        advice="write a test that runs this call, and run it before and after the migration",
        call=call.scope,
    )
