"""A request field, or a value of one, that the vendor's endpoint does not take.

## Why
Code that was written for another vendor often sends what only that vendor takes: a `tool_choice`
other than "auto", a JSON schema as `response_format`, several `stop` texts,
`max_completion_tokens`, `reasoning_effort`. The API documents none of these for the target; some
are answered with an error.

## Fix
Safe for `max_completion_tokens`, which is renamed to `max_tokens`, the documented name of the same
limit. The nearest supported value is shown, never applied, where there is one.

## Limits
Only values that are seen, and only on the vendor's own endpoints. `.parse()` and `.stream()` of
openai make a JSON schema of a class; what is passed to `.stream()` is taken for a class where its
name is written like one. Fields of which it is not known whether the server rejects or ignores them
(`n`, `seed`, penalties) are not reported. A finding counts for the guide's item about its field. No
item names `stop` and `response_format`: they count for the model identifier, as it is the target
that must take them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from glm_migrate.knowledge import Parameter, parameters
from glm_migrate.knowledge.guide import item_about
from glm_migrate.model.calls import Argument, ChatCall, Via
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.values import UNSEEN, Constant
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.parameter_placement import is_handed_on, rewritten
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.quoting import quoted
from glm_migrate.text.source import Span

_OPENAI = 'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
_ASK = 'client.chat.completions.create(model="glm-4.6", messages=[]{})\n'
_CLASS = re.compile(r"(?:\w+\.)*_*[A-Z]\w*[a-z]\w*")  # as PEP 8 has it: no constant
_SCHEMA = '{"type": "json_schema", "json_schema": {}}'

rule = Rule(
    __name__,
    severity=Severity.WARNING,
    checklist="model-identifier",
    source="https://docs.z.ai/api-reference/llm/chat-completion",
    bad=(
        Example(
            "the newer name of max_tokens",
            _OPENAI + _ASK.format(", max_completion_tokens=9000"),
            _OPENAI + _ASK.format(", max_tokens=9000"),
        ),
        Example(
            "in a dict of this call alone",
            _OPENAI + "o = {'max_completion_tokens': 9000}\n" + _ASK.format(", **o"),
            _OPENAI + "o = {'max_tokens': 9000}\n" + _ASK.format(", **o"),
        ),
        Example(
            "both names", _OPENAI + _ASK.format(", max_completion_tokens=9000, max_tokens=9000")
        ),
        Example("a forced tool", _OPENAI + _ASK.format(', tools=TOOLS, tool_choice="required"')),
        Example(
            "a named tool",
            _ZAI + _ASK.format(', tools=TOOLS, tool_choice={"type": "function", "function": {}}'),
        ),
        Example("a schema", _OPENAI + _ASK.format(f", response_format={_SCHEMA}")),
        Example(
            "a schema by .parse()",
            _OPENAI + _ASK.replace("create", "parse").format(", response_format=Answer"),
        ),
        Example(
            "a schema by .stream()",
            _OPENAI
            + "from answers import Answer\n"
            + _ASK.replace("create", "stream").format(", response_format=Answer"),
        ),
        Example(
            "a schema as a dict by a helper",
            _OPENAI + _ASK.replace("create", "stream").format(f", response_format={_SCHEMA}"),
        ),
        Example("several stops", _ZAI + _ASK.format(', stop=["a", "b"]')),
        Example("effort", _OPENAI + _ASK.format(', reasoning_effort="low"')),
    ),
    good=(
        Example(
            "what it takes",
            _ZAI
            + _ASK.format(
                ', tools=TOOLS, tool_choice="auto", response_format={"type": "json_object"}, '
                'stop=["a"], max_tokens=9000'
            ),
        ),
        Example("nothing", _OPENAI + _ASK.format(", tool_choice=None, reasoning_effort=None")),
        Example(
            "a format by a helper",
            _OPENAI
            + _ASK.replace("create", "parse").format(', response_format={"type": "json_object"}'),
        ),
        Example(
            "a helper's format that is not seen",
            _OPENAI
            + "def ask(form):\n    "
            + _ASK.replace("create", "stream").format(", response_format=form"),
        ),
        Example("not seen", _OPENAI + "def ask(c):\n    " + _ASK.format(", tool_choice=c")),
        Example(
            "a gateway",
            _OPENAI.replace("api.z.ai/api/paas/v4/", "openrouter.ai/api/v1")
            + _ASK.replace("glm", "z-ai/glm").format(f", response_format={_SCHEMA}"),
        ),
        Example(
            "another vendor",
            "from openai import OpenAI\n\nclient = OpenAI()\n"
            + _ASK.replace("glm-4.6", "gpt-4o").format(', tool_choice="required"'),
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    if not migration.asks_text_chat(call) or not migration.asks_vendor(call):
        return
    if is_handed_on(call):
        return
    for facts in parameters().values():
        argument = call[facts.name]
        if argument is None or argument.value.is_always(None):
            continue
        if facts.instead:
            yield _renamed(call, argument, facts)
        elif facts.name == "response_format" and _is_schema(call, argument):
            yield _parsed(call, argument, facts)
        elif facts.name != "thinking":
            yield from _values(call, argument, facts, migration)


def _is_schema(call: ChatCall, argument: Argument) -> bool:
    """Whether a helper of the client makes a JSON schema of the format, which is a class then."""
    if call.method not in ("parse", "stream") or argument.value.candidates:
        return False
    if call.method == "parse":
        return True
    name = call.source.slice(argument.value_span) if argument.path == call.source.path else ""
    return _CLASS.fullmatch(name) is not None


def _renamed(call: ChatCall, argument: Argument, facts: Parameter) -> Finding:
    edit, reason = _rename(call, argument, facts)
    title = f"Rename {facts.name} to {facts.instead}"
    safe = Applicability.UNSAFE if reason else Applicability.SAFE
    return rule.finding(
        argument.path,
        argument.span,
        f"the API documents {facts.instead}, not {facts.name}",
        key=(facts.name,),
        fix=Fix(title, (edit,), safe) if edit else None,
        advice=reason,
        call=call.scope,
        checklist=item_about(argument.name),
    )


def _rename(call: ChatCall, argument: Argument, facts: Parameter) -> tuple[Edit | None, str]:
    if call.sends(facts.instead):
        return None, f"{facts.instead} is set too; keep one of them"
    if argument.path != call.source.path:
        return None, "it is written in another file; rename it there"
    start = argument.span.start
    before = call.source.slice(Span(start, argument.value_span.start))
    at = before.find(facts.name)
    if at < 0 or before.count(facts.name) > 1:
        return None, f"rename it by hand; {facts.advice}"
    begin = start + len(before[:at].encode())
    edit = Edit(Span(begin, begin + len(facts.name)), facts.instead)
    if not call.complete:
        return edit, f"cannot see {call.unseen[0]}, which may set {facts.instead} already"
    if argument.expected:
        return edit, f"{argument.expected} expects it; change both together"
    if argument.shared:
        return edit, f"{argument.shared}; what else reads it there is not known"
    return edit, ""


def _parsed(call: ChatCall, argument: Argument, facts: Parameter) -> Finding:
    return rule.finding(
        argument.path,
        argument.span,
        f"`.{call.method}()` sends a JSON schema, which the API does not document",
        key=(facts.name, call.method),
        advice=facts.advice,
        call=call.scope,
        checklist=item_about(argument.name),
    )


def _values(
    call: ChatCall, argument: Argument, facts: Parameter, migration: Migration
) -> Iterator[Finding]:
    """One finding for each value that is seen and not taken."""
    for literal in argument.value.candidates:
        wrong = _wrong(literal.value, facts, migration)
        if wrong is None:
            continue
        is_written = wrong.instead and argument.via is not Via.METHOD
        edits, _ = rewritten(call, argument, literal, wrong.instead) if is_written else ((), None)
        fix = Fix(f"Write {wrong.instead}", edits, Applicability.DISPLAY) if edits else None
        yield rule.finding(
            literal.path,
            literal.span,
            wrong.sentence,
            key=(facts.name, wrong.value),
            fix=fix,
            advice=facts.advice,
            call=call.scope,
            trace=literal.via,
            checklist=item_about(argument.name),
        )


class _WrongValue(NamedTuple):
    """What is wrong with a value.

    Attributes:
        value: What of the value is not taken; empty where the field takes no other than a few.
        instead: The nearest value that is taken, as it is written; empty where there is none.
    """

    sentence: str
    value: str = ""
    instead: str = ""


def _wrong(constant: Constant, facts: Parameter, migration: Migration) -> _WrongValue | None:
    if constant is None or constant is UNSEEN:
        return None
    if facts.name == "reasoning_effort":
        return _wrong_effort(constant, migration)
    if facts.most is not None and isinstance(constant, tuple) and len(constant) > facts.most:
        count = str(len(constant))
        return _WrongValue(f"{facts.name} accepts {facts.most} item, not {count}", count)
    if facts.values and constant not in facts.values:
        only = f"{facts.name} must be {' or '.join(facts.values)}"
        return _WrongValue(only, instead=f'"{facts.values[0]}"')
    kind = constant.get("type") if isinstance(constant, Mapping) else None
    if facts.types and isinstance(kind, str) and kind not in facts.types:
        last = facts.types[-1]
        return _WrongValue(f"{facts.name} does not support {kind}", kind, f'{{"type": "{last}"}}')
    return None


def _wrong_effort(constant: Constant, migration: Migration) -> _WrongValue | None:
    target = migration.target
    if not target.efforts:
        return _WrongValue(f"reasoning_effort is not documented for {target.id}")
    if constant in target.efforts:
        return None
    only = f"reasoning_effort must be {' or '.join(target.efforts)}"
    return _WrongValue(only, instead=quoted(target.efforts[-1]))
