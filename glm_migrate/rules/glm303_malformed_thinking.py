"""A `thinking` value that the API does not take.

## Why
The field is an object: `{"type": "enabled"}` or `{"type": "disabled"}`. The guide's own prose
leaves out the quotes of the key, which makes it the builtin `type` in Python; other vendors take a
bool or a word, or a budget beside it.

## Fix
Safe where the meaning is plain: a bool, a word such as "enabled", `{"enabled": True}`, or a key
without its quotes. Where the value stands in a variable it is reported only, because
other code may read it.

## Limits
Only values that are seen, and only on the vendor's own endpoints. A key that the API does not
document is reported, not removed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from enum import Enum

from glm_migrate.knowledge import parameters
from glm_migrate.model.calls import Argument, ChatCall
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.values import UNSEEN, Constant, Literal
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.parameter_placement import rewritten
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.source import Span

_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
_ASK = 'client.chat.completions.create(model="glm-4.6", messages=[], thinking={})\n'
_ON, _OFF = '{"type": "enabled"}', '{"type": "disabled"}'
_WORDS = {
    **dict.fromkeys(("enabled", "enable", "on", "true", "yes"), _ON),
    **dict.fromkeys(("disabled", "disable", "off", "false", "no", "none"), _OFF),
}
_BOUND = re.compile(r"^[ \t]*type\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)

rule = Rule(
    __name__,
    severity=Severity.ERROR,
    checklist="thinking",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#3-deep-thinking-optional",
    bad=(
        Example("a bool", _ZAI + _ASK.format("True"), _ZAI + _ASK.format(_ON)),
        Example("a word", _ZAI + _ASK.format("'disabled'"), _ZAI + _ASK.format(_OFF)),
        Example(
            "a flag in an object",
            _ZAI + _ASK.format('{"enabled": False}'),
            _ZAI + _ASK.format(_OFF),
        ),
        Example("a bool as type", _ZAI + _ASK.format('{"type": True}'), _ZAI + _ASK.format(_ON)),
        Example(
            "the key as the guide prints it",
            _ZAI + _ASK.format('{ type: "enabled" }'),
            _ZAI + _ASK.format('{ "type": "enabled" }'),
        ),
        Example(
            "such a key behind another, over lines",
            _ZAI + _ASK.format('{\n    "clear_thinking": False,  # 保留\n    type: "enabled",\n}'),
            _ZAI
            + _ASK.format('{\n    "clear_thinking": False,  # 保留\n    "type": "enabled",\n}'),
        ),
        Example(
            "one arm of two",
            _ZAI + "def ask(deep):\n    " + _ASK.format(f"{_ON} if deep else False"),
            _ZAI + "def ask(deep):\n    " + _ASK.format(f"{_ON} if deep else {_OFF}"),
        ),
        Example(
            "one of two dicts that may be sent",
            _ZAI + f'def ask(deep):\n    more = {{"thinking": {_ON}}}\n'
            '    if not deep:\n        more = {"thinking": False}\n    '
            + _ASK.replace("thinking={}", "**more"),
            _ZAI + f'def ask(deep):\n    more = {{"thinking": {_ON}}}\n'
            f'    if not deep:\n        more = {{"thinking": {_OFF}}}\n    '
            + _ASK.replace("thinking={}", "**more"),
        ),
        Example(
            "in extra_body",
            'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
            + _ASK.replace("thinking={}", 'extra_body={{"thinking": "on"}}').format(),
            'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
            + _ASK.replace("{}", _ON).replace(
                f"thinking={_ON}", f'extra_body={{"thinking": {_ON}}}'
            ),
        ),
        Example(
            "another vendor's budget",
            _ZAI + _ASK.format('{"type": "enabled", "budget_tokens": 1024}'),
        ),
        Example("another vendor's type", _ZAI + _ASK.format('{"type": "adaptive"}')),
        Example("a name for it", _ZAI + "deep = True\n" + _ASK.format("deep")),
        Example("a key that is a variable", _ZAI + 'type = "type"\n' + _ASK.format("{type: 1}")),
    ),
    good=(
        Example("on and off", _ZAI + _ASK.format(_ON) + _ASK.format(_OFF)),
        Example(
            "a documented key", _ZAI + _ASK.format('{"type": "enabled", "clear_thinking": False}')
        ),
        Example("nothing", _ZAI + _ASK.format("None")),
        Example("not seen", _ZAI + "def ask(mode):\n    " + _ASK.format('{"type": mode}')),
        Example(
            "another vendor",
            "import anthropic\n\nclient = anthropic.Anthropic()\n"
            'client.messages.create(model="claude", thinking=True)\n',
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    for body in call.bodies:
        yield from _of_body(body, migration)


def _of_body(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    """What is wrong with one dict that may be sent, or with the call where there is one."""
    if not migration.asks_text_chat(call) or not migration.asks_vendor(call):
        return
    for argument in call.reaching("thinking"):
        for literal in argument.value.candidates:
            yield from _judged(call, argument, literal, migration)


def _judged(
    call: ChatCall, argument: Argument, literal: Literal, migration: Migration
) -> Iterator[Finding]:
    """What is wrong with one value that may be sent."""
    wrong = _wrong(literal.value, _key(call, argument, literal))
    if wrong:
        yield _finding(call, argument, literal, wrong)
    elif migration.target.thinking == "mandatory" and _says_off(literal.value):
        advice = f"{migration.target.id} always thinks: remove it"
        yield _report(call, literal, _WrongThinking.OFF, None, advice)


def _says_off(constant: Constant) -> bool:
    return isinstance(constant, Mapping) and constant.get("type") == "disabled"


class _WrongThinking(Enum):
    """What is wrong with a value; the text completes a sentence about it."""

    NO_OBJECT = "it is not an object"
    UNQUOTED = "its key is Python's `type`, not a string"
    UNKNOWN_KEYS = "its key {keys} is not documented"
    NO_TYPE = "it has no type"
    UNKNOWN_TYPE = "its type is neither {types}"
    OFF = "switching thinking off is an error"


def _wrong(constant: Constant, key: Span | None) -> _WrongThinking | None:
    if constant is None:
        return None
    if not isinstance(constant, Mapping):
        return _WrongThinking.NO_OBJECT
    if key is not None:
        return _WrongThinking.UNQUOTED
    if _unknown_keys(constant):
        return _WrongThinking.UNKNOWN_KEYS
    if "type" not in constant:
        return _WrongThinking.NO_TYPE
    is_taken = constant["type"] is UNSEEN or constant["type"] in parameters()["thinking"].types
    return None if is_taken else _WrongThinking.UNKNOWN_TYPE


def _unknown_keys(constant: Constant) -> list[str]:
    known = parameters()["thinking"].keys
    names = constant if isinstance(constant, Mapping) else ()
    return [name for name in names if name not in known]


def _key(call: ChatCall, argument: Argument, literal: Literal) -> Span | None:
    """Where the key `type` stands without quotes."""
    if literal.path != call.source.path or not isinstance(literal.value, Mapping):
        return None
    if _BOUND.search(call.source.text):
        return None
    text = call.source.slice(literal.span)
    try:
        written = ast.parse(text, mode="eval").body
    except SyntaxError:  # of a newer Python than the one that runs this
        return None
    for key in written.keys if isinstance(written, ast.Dict) else ():
        if isinstance(key, ast.Name) and key.id == "type":
            lines = text.encode().split(b"\n")[: key.lineno - 1]
            start = literal.span.start + sum(len(line) + 1 for line in lines) + key.col_offset
            found = Span(start, start + len("type"))
            return found if call.source.slice(found) == "type" else None
    return None


def _finding(
    call: ChatCall, argument: Argument, literal: Literal, wrong: _WrongThinking
) -> Finding:
    advice = parameters()["thinking"].advice
    key = _key(call, argument, literal)
    if key is not None:
        edits: tuple[Edit, ...] = (Edit(key, '"type"'),)
        _, reason = rewritten(call, argument, literal, "")
    elif meant := _meant(literal.value):
        edits, reason = rewritten(call, argument, literal, meant)
    else:
        return _report(call, literal, wrong, None, advice)
    if reason or not edits:
        return _report(call, literal, wrong, None, f"{reason}; {advice}")
    fix = Fix("Write the object that the API takes", edits, Applicability.SAFE)
    return _report(call, literal, wrong, fix, "")


def _meant(constant: Constant) -> str:
    """The plain meaning of a value; empty where it has none."""
    if isinstance(constant, Mapping):
        name = next(iter(constant), "")
        if len(constant) != 1 or name not in ("type", "enabled"):
            return ""
        constant = constant[name]
    if isinstance(constant, str):
        return _WORDS.get(constant.strip().lower(), "")
    return (_ON if constant else _OFF) if isinstance(constant, bool) else ""


def _report(
    call: ChatCall, literal: Literal, wrong: _WrongThinking, fix: Fix | None, advice: str
) -> Finding:
    unknown = [repr(name) for name in _unknown_keys(literal.value)]
    types = parameters()["thinking"].types
    what = wrong.value.format(keys=", ".join(unknown), types=" nor ".join(types))
    return rule.finding(
        literal.path,
        literal.span,
        f"the API does not accept this thinking value: {what}",
        key=(wrong.name, *unknown),
        fix=fix,
        advice=advice,
        call=call.scope,
        trace=literal.via,
    )
