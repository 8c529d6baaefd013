"""A keyword that the client's `create` does not accept.

## Why
The openai client and the older `zhipuai` client raise `TypeError` for request fields that are not
in their signature: `tool_stream=`, `thinking=`, `do_sample=`; LangChain's `ChatOpenAI` does so when
it is invoked, and LiteLLM refuses `thinking=` for `zai/` models with errors of its own. Such a call
never reaches the server.

## Fix
The fields are moved into `extra_body`, whose keys the client sends as they are; an existing
`extra_body` gains them. Safe: the call failed before. Unsafe where a handler of the error, or one
of every error that asks in another way, is a fallback that runs today, and where a test expects the
keyword.

## Limits
Only fields that the API documents are moved; a keyword that neither the client nor the API knows is
reported. An `extra_body` that is not a dict literal in the call is reported too. For LiteLLM only
`thinking` and `tool_stream` are moved; what it makes of other fields there was not tried. A finding
counts for the guide's item about its field, and for tool calls where no item names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glm_migrate.knowledge import Put, client, parameters
from glm_migrate.knowledge.guide import item_about
from glm_migrate.model.calls import Argument, ChatCall, Via
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.policy.migration import Audience, Migration
from glm_migrate.policy.parameter_placement import may_be_replaced, method_path, rejected
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Edit, Fix, joined

_OPENAI = 'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
_ZHIPU = "from zhipuai import ZhipuAI\n\nclient = ZhipuAI()\n"
_ASK = 'client.chat.completions.create(model="glm-4.6", messages=[]{})\n'
_LITELLM = 'import litellm\n\nlitellm.completion(model="zai/glm-4.6", messages=[]{})\n'
_LANGCHAIN = (
    "from langchain_openai import ChatOpenAI\n\n"
    'llm = ChatOpenAI(model="glm-4.6", base_url="https://api.z.ai/api/paas/v4/"{})\n'
)

rule = Rule(
    __name__,
    severity=Severity.ERROR,
    checklist="tool-streaming",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#4-streaming-output-and-tool-calls-optional",
    bad=(
        Example(
            "openai, one keyword",
            _OPENAI + _ASK.format(', thinking={"type": "enabled"}'),
            _OPENAI + _ASK.format(', extra_body={"thinking": {"type": "enabled"}}'),
        ),
        Example(
            "two keywords become one dict",
            _OPENAI + _ASK.format(', tool_stream=True, stream=True, thinking={"type": "enabled"}'),
            _OPENAI
            + _ASK.format(
                ', extra_body={"tool_stream": True, "thinking": {"type": "enabled"}}, stream=True'
            ),
            findings=2,
        ),
        Example(
            "an extra_body gains the key",
            _OPENAI + _ASK.format(", tool_stream=True, extra_body={'user_id': 'abcdef'}"),
            _OPENAI + _ASK.format(", extra_body={'user_id': 'abcdef', 'tool_stream': True}"),
        ),
        Example(
            "zhipuai has no tool_stream",
            _ZHIPU + _ASK.format(", stream=True, tool_stream=True"),
            _ZHIPU + _ASK.format(', stream=True, extra_body={"tool_stream": True}'),
        ),
        Example(
            "the helper of openai that makes events of a stream",
            _OPENAI
            + _ASK.replace(".create", ".stream").format(', thinking={"type": "enabled"}, user="u"'),
            _OPENAI
            + _ASK.replace(".create", ".stream").format(
                ', extra_body={"thinking": {"type": "enabled"}}, user="u"'
            ),
        ),
        Example(
            "litellm refuses thinking for zai",
            _LITELLM.format(', thinking={"type": "disabled"}'),
            _LITELLM.format(', extra_body={"thinking": {"type": "disabled"}}'),
        ),
        Example(
            "litellm refuses other fields", _LITELLM.format(', response_format={"type": "text"}')
        ),
        Example(
            "LangChain's ChatOpenAI",
            _LANGCHAIN.format(", tool_stream=True"),
            _LANGCHAIN.format(', extra_body={"tool_stream": True}'),
        ),
        Example(
            "a spread may set extra_body",
            _OPENAI + "def ask(**more):\n    " + _ASK.format(", tool_stream=True, **more"),
        ),
        Example(
            "a comment of its own",
            _OPENAI + _ASK.format(", tool_stream=  # for the editor\n    True"),
        ),
        Example(
            "a partial that is called with an extra_body",
            "from functools import partial\n"
            + _OPENAI
            + 'ask = partial(client.chat.completions.create, model="glm-4.6", tool_stream=True)\n'
            + 'ask(messages=[], extra_body={"user_id": "abcdef"})\n',
        ),
        Example(
            "extra_body is a variable",
            _OPENAI + "EXTRA = {}\n" + _ASK.format(", tool_stream=True, extra_body=EXTRA"),
        ),
    ),
    good=(
        Example(
            "zai-sdk takes both",
            "from zai import ZaiClient\n\nclient = ZaiClient()\n"
            + _ASK.format(', tool_stream=True, thinking={"type": "enabled"}'),
        ),
        Example("inside extra_body", _OPENAI + _ASK.format(', extra_body={"tool_stream": True}')),
        Example("litellm takes tool_stream", _LITELLM.format(", stream=True, tool_stream=True")),
        Example(
            "another provider of litellm",
            _LITELLM.replace("zai/", "openrouter/z-ai/").format(', thinking={"type": "enabled"}'),
        ),
        Example("zhipuai takes thinking", _ZHIPU + _ASK.format(', thinking={"type": "enabled"}')),
        Example(
            "another vendor's call",
            "from openai import OpenAI\n\nclient = OpenAI()\n"
            + _ASK.replace("glm-4.6", "gpt-4o").format(", tool_stream=True"),
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    if migration.audience(call) is not Audience.GLM or call.method == "legacy":
        return
    wrong = rejected(call)
    if not wrong:
        return
    facts = client(call.client.name)
    raises = facts.method(method_path(call)).raises
    does = "raises TypeError for" if raises == "TypeError" else "refuses"
    fix, reason = _fix(call, wrong)
    for argument in wrong:
        advice = reason if _is_documented(argument.name) else _undocumented(argument.name)
        yield rule.finding(
            argument.path,
            argument.span,
            f"{facts.title or call.client.name} {does} the keyword {argument.name}",
            key=(call.client.name, argument.name),
            fix=fix,
            advice=advice,
            call=call.scope,
            checklist=item_about(argument.name),
        )


def _fix(call: ChatCall, wrong: Sequence[Argument]) -> tuple[Fix | None, str]:
    if unknown := [one.name for one in wrong if not _is_documented(one.name)]:
        return None, f"it can move into extra_body once the call has no {' and no '.join(unknown)}"
    if untried := _untried(call, wrong):
        return None, f"remove {untried}, or try whether it arrives from extra_body"
    if call.layout is None or any(one.via is not Via.KEYWORD for one in wrong):
        return (
            None,
            "it comes from a dict that is spread into the call; move it to extra_body there",
        )
    taken = {a.name for a in call.arguments if a.via is Via.EXTRA_BODY}
    if doubled := [one.name for one in wrong if one.name in taken]:
        return None, f"extra_body sets {', '.join(doubled)} too; decide which value is meant"
    if call.sends("extra_body") and call.extra_body is None:
        return None, "extra_body is not a dict literal in the call; add the key where it is made"
    if replaced := may_be_replaced(call):
        return None, str(replaced)
    if not call.complete and call.extra_body is None:
        return None, f"cannot see {call.unseen[0]}, which may set extra_body already"
    if any(call.layout.holds_comment(one.span, one.value_span) for one in wrong):
        return None, "a comment stands between the name and the value; move both by hand"
    names = ", ".join(one.name for one in wrong)
    edits = joined(_moved(call, wrong))
    if edits is None:
        return None, "the arguments stand too close together to be moved; move them by hand"
    title = f"Move {names} into extra_body"
    raises = client(call.client.name).method(method_path(call)).raises
    if raises and raises in call.caught:
        reason = f"a handler of {raises} around the call runs today, and would no more"
        return Fix(title, edits, Applicability.UNSAFE), reason
    if place := next((one.expected for one in wrong if one.expected), ""):
        reason = f"{place} expects the keyword; change both together"
        return Fix(title, edits, Applicability.UNSAFE), reason
    return Fix(title, edits, Applicability.SAFE), ""


def _untried(call: ChatCall, wrong: Sequence[Argument]) -> str:
    """Fields that a library with rules of its own may keep even in `extra_body`."""
    facts = client(call.client.name)
    if not facts.method(method_path(call)).route:
        return ""
    known = [one.name for one in wrong if facts.placement(one.name).put is Put.EXTRA_BODY]
    return ", ".join(one.name for one in wrong if one.name not in known)


def _is_documented(name: str) -> bool:
    return name in (client("zai").method("chat.completions.create").accepts or frozenset())


def _undocumented(name: str) -> str:
    known = parameters().get(name)
    if known and known.instead:
        return f"the API calls it {known.instead}; rename it (GLM603)"
    return f"the API does not document {name}; remove it"


def _moved(call: ChatCall, wrong: Sequence[Argument]) -> tuple[Edit, ...]:
    assert call.layout is not None
    values = [(one.name, call.source.slice(one.value_span)) for one in wrong]
    spans = [one.span for one in wrong]
    if call.extra_body is not None:
        entries = ", ".join(call.extra_body.entry(name, value) for name, value in values)
        return (*call.layout.remove(spans), *call.extra_body.add(entries))
    body = ", ".join(f'"{name}": {value}' for name, value in values)
    first = Edit(spans[0], call.layout.entry("extra_body", f"{{{body}}}"))
    rest = call.layout.remove(spans[1:]) if spans[1:] else ()
    return (first, *rest)
