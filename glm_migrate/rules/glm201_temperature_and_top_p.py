"""Both `temperature` and `top_p` set on one GLM chat call.

## Why
The guide recommends tuning only one of the two. Both limit which tokens can be chosen, so what one
of them does depends on the other.

## Fix
One of the two is dropped: `top_p` as in the guide's plan A, or what the setting `sampling.keep`
says. A value that equals the target's default is dropped first, where the call uses the target or
the same run moves it there; `temperature=0` always stays.

Safe where both values are numbers that are written for this call alone; of the one that stays, a
parameter with a number as its default counts too. Unsafe where one comes from a variable (a caller
may set only the other), where a caller may pass the one that is dropped, where the dict serves
other calls too, where a test expects the one that is dropped, where the model is not seen, and
where `top_p` makes the answers deterministic.

## Limits
A value set by a statement of its own (`payload["top_p"] = 0.9`) is reported, not removed. Calls
with models of other kinds (vision, character, code) take both and are not checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from glm_migrate.model.calls import Argument, ChatCall, Host, Via
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.unresolved import Reason, Unresolved
from glm_migrate.policy.migration import Migration
from glm_migrate.policy.sampling import choose
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Fix

_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
_OPENAI = 'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
_ASK = 'client.chat.completions.create(model="glm-4.6", messages=[]{})\n'

rule = Rule(
    __name__,
    severity=Severity.WARNING,
    checklist="sampling",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#2-update-sampling-parameters",
    required=True,
    bad=(
        Example(
            "both as keywords",
            _ZAI + _ASK.format(", temperature=0.2, top_p=0.9"),
            _ZAI + _ASK.format(", temperature=0.2"),
        ),
        Example(
            "the default goes first",
            _ZAI + _ASK.format(", temperature=1.0, top_p=0.8"),
            _ZAI + _ASK.format(", top_p=0.8"),
        ),
        Example(
            "the target's default, in a call that stays with an older model",
            _ZAI + _ASK.replace("4.6", "4-flash").format(", temperature=1.0, top_p=0.8"),
            _ZAI + _ASK.replace("4.6", "4-flash").format(", temperature=1.0"),
        ),
        Example(
            "the user keeps top_p",
            _ZAI + _ASK.format(", temperature=0.2, top_p=0.8"),
            _ZAI + _ASK.format(", top_p=0.8"),
            config={"sampling_keep": "top_p"},
        ),
        Example(
            "temperature=0 is kept",
            _ZAI + _ASK.format(", temperature=0, top_p=0.8"),
            _ZAI + _ASK.format(", temperature=0"),
            config={"sampling_keep": "top_p"},
        ),
        Example(
            "a comment stays",
            _ZAI
            + 'client.chat.completions.create(\n    model="glm-4.6",\n    temperature=0.2,\n'
            + "    top_p=0.9,  # from the paper\n)\n",
            _ZAI
            + 'client.chat.completions.create(\n    model="glm-4.6",\n    temperature=0.2,\n'
            + "    # from the paper\n)\n",
        ),
        Example(
            "a spread dict of this call alone",
            _ZAI + 'options = {"temperature": 0.2, "top_p": 0.9}\n' + _ASK.format(", **options"),
            _ZAI + 'options = {"temperature": 0.2}\n' + _ASK.format(", **options"),
        ),
        Example(
            "one in a framework's further parameters",
            "from langchain_openai import ChatOpenAI\n\n"
            'ChatOpenAI(model="glm-4.6", base_url="https://api.z.ai/api/paas/v4/", temperature=0.2,'
            ' model_kwargs={"top_p": 0.9, "n": 1})\n',
            "from langchain_openai import ChatOpenAI\n\n"
            'ChatOpenAI(model="glm-4.6", base_url="https://api.z.ai/api/paas/v4/", temperature=0.2,'
            ' model_kwargs={"n": 1})\n',
        ),
        Example(
            "one of them set by a function",
            _ZAI
            + 'def add(body):\n    body["top_p"] = 0.9\n\n\n'
            + 'body = {"temperature": 0.2}\nadd(body)\n'
            + _ASK.format(", **body"),
        ),
        Example(
            "a caller may set only one",
            _ZAI
            + "def ask(temperature=None, top_p=None):\n    "
            + _ASK.format(", temperature=temperature, top_p=top_p"),
            _ZAI
            + "def ask(temperature=None, top_p=None):\n    "
            + _ASK.format(", temperature=temperature"),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "a parameter that is always sent stays",
            _ZAI
            + "def ask(temperature=0.7):\n    "
            + _ASK.format(", temperature=temperature, top_p=0.9"),
            _ZAI + "def ask(temperature=0.7):\n    " + _ASK.format(", temperature=temperature"),
        ),
        Example(
            "a caller may pass the one that goes",
            _ZAI
            + "def ask(temperature=0.7, top_p=0.9):\n    "
            + _ASK.format(", temperature=temperature, top_p=top_p"),
            _ZAI
            + "def ask(temperature=0.7, top_p=0.9):\n    "
            + _ASK.format(", temperature=temperature"),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "top_p makes it deterministic",
            _ZAI + _ASK.format(", temperature=0.9, top_p=0.01"),
            _ZAI + _ASK.format(", temperature=0.9"),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "a comment within it",
            _ZAI + _ASK.format(", temperature=0.2, top_p=(0.9  # from the paper\n)"),
        ),
        Example(
            "a client that may be another vendor's",
            "from zai import ZaiClient\n\n"
            + "for client in [ZaiClient(), other()]:\n    "
            + _ASK.format(", temperature=0.2, top_p=0.9"),
            "from zai import ZaiClient\n\n"
            + "for client in [ZaiClient(), other()]:\n    "
            + _ASK.format(", temperature=0.2"),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "one of them twice",
            _OPENAI
            + _ASK.format(', temperature=0.2, top_p=0.9, extra_body={"a": 1, "top_p": 0.5}'),
            _OPENAI + _ASK.format(', temperature=0.2, extra_body={"a": 1}'),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "a value that is worked out",
            _ZAI + _ASK.format(", temperature=0.2, top_p=(p := 0.9)") + "print(p)\n",
        ),
        Example(
            "a value that is no number",
            _ZAI + _ASK.format(', temperature="0.2", top_p=0.9'),
            _ZAI + _ASK.format(', temperature="0.2"'),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "set by a statement",
            _ZAI + 'body = {"temperature": 0.2}\nbody["top_p"] = 0.9\n' + _ASK.format(", **body"),
        ),
    ),
    good=(
        Example("one", _ZAI + _ASK.format(", top_p=0.9")),
        Example(
            "one or the other",
            _ZAI
            + 'body = {}\nif exact:\n    body["temperature"] = 0.2\nelse:\n'
            + '    body["top_p"] = 0.9\n'
            + _ASK.format(", **body"),
        ),
        Example(
            "one of two dicts",
            _ZAI
            + 'body = {"temperature": 0.2} if exact else {"top_p": 0.9}\n'
            + _ASK.format(", **body"),
        ),
        Example(
            "one of them left out by the client's own word",
            "import openai\n" + _OPENAI + _ASK.format(", temperature=openai.NOT_GIVEN, top_p=0.9"),
        ),
        Example(
            "a local server",
            'import openai\n\nclient = openai.OpenAI(base_url="http://127.0.0.1:8000/v1")\n'
            + _ASK.format(", temperature=0.2, top_p=0.9"),
        ),
        Example(
            "an id of the v3 API",
            _ZAI + _ASK.replace("glm-4.6", "chatglm_pro").format(", temperature=0.2, top_p=0.9"),
        ),
        Example(
            "a model that is not text chat",
            _ZAI + _ASK.replace("4.6", "4.5v").format(", temperature=0.2, top_p=0.9"),
        ),
        Example(
            "another vendor",
            "import openai\n\nclient = openai.OpenAI()\n"
            + _ASK.replace("glm-4.6", "gpt-4o").format(", temperature=0.2, top_p=0.9"),
        ),
    ),
)


@rule.on(ChatCall)
def check(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    for one in call.bodies:
        yield from _judged(one, migration)


def _judged(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    both = _both_set(call)
    if both is None or call.method == "job":
        return
    temperature, top_p = both
    if not migration.asks_text_chat(call):
        return
    dropped, kept = choose(call, temperature, top_p, migration)
    reason = _why_unsafe(call, dropped, kept, migration)
    fix = None
    if dropped.layout is not None and dropped.layout.holds_comment(dropped.span):
        reason = f"a comment stands beside the value of {dropped.name}; remove both by hand"
    elif dropped.conditional and _is_alone(dropped):
        reason = f"{dropped.name} is all that one arm holds; remove the choice by hand"
    elif dropped.layout is not None and dropped.pure and _is_of_call(call, dropped, kept):
        applicability = Applicability.UNSAFE if reason else Applicability.SAFE
        edits = dropped.layout.remove([dropped.span])
        fix = Fix(f"Keep {kept.name}, drop {dropped.name}", edits, applicability, (kept.span,))
    elif not reason:
        reason = _by_hand(call, dropped)
    can = "can both be" if temperature.conditional or top_p.conditional else "are both"
    yield rule.finding(
        dropped.path,
        dropped.span,
        f"temperature and top_p {can} set; tune only one",
        key=(can,),
        fix=fix,
        advice=reason,
        call=call.scope,
    )


def _by_hand(call: ChatCall, dropped: Argument) -> str:
    if dropped.layout is None:
        return f"{dropped.name} is set by a statement of its own; remove that statement by hand"
    if dropped.path != call.source.path:
        return "it is written in another file; remove it there"
    return f"the expression for {dropped.name} may have side effects; remove it by hand"


def _both_set(call: ChatCall) -> tuple[Argument, Argument] | None:
    """The first `temperature` and `top_p` that one request can carry; None where none does."""
    temperatures, top_ps = _set(call, "temperature"), _set(call, "top_p")
    pairs = product(temperatures, top_ps)
    return next((both for both in pairs if not both[0].excludes(both[1])), None)


def _set(call: ChatCall, name: str) -> list[Argument]:
    """The arguments `name` that can be sent as more than `None`."""
    return [one for one in call.reaching(name) if not one.value.is_always(None)]


def _is_of_call(call: ChatCall, dropped: Argument, kept: Argument) -> bool:
    """Whether both are written for this call: in its file, or in the body that a caller passes."""
    own = (call.source.path, kept.path if dropped.via is Via.BODY else call.source.path)
    return dropped.path in own


def _is_alone(argument: Argument) -> bool:
    return argument.layout is not None and len(argument.layout.entries) == 1


def _why_unsafe(call: ChatCall, dropped: Argument, kept: Argument, migration: Migration) -> str:
    """Why dropping is the user's decision; empty when it is not."""
    if not migration.is_known(call):
        return "cannot see the model, and models of other kinds take both"
    others = ", ".join(migration.others(call))
    mixed = f"the same call can use {others}, whose answers it would change too" if others else ""
    if call.client.endpoint.host is Host.UNKNOWN:
        unseen = f"cannot see {call.client.unseen or 'where the client sends its requests'}"
        return f"{unseen}; {mixed}" if mixed else unseen
    if hidden := _hidden(call):
        return f"cannot see {hidden}, which may change what is sent"
    if mixed:
        return mixed
    if dropped.conditional or kept.conditional:
        return "one of them is set on some paths only; keep it where it is the only one"
    for argument in (dropped, kept):
        if len(list(call.all(argument.name))) > 1:
            return f"{argument.name} is set twice; decide which value is meant"
        if why := _not_a_number(argument, dropped):
            return why
    if dropped.expected:
        return f"{dropped.expected} expects {dropped.name}; change both together"
    if dropped.shared:
        return f"{dropped.shared}; what else reads {dropped.name} there is not known"
    low = migration.target.top_p_range[0]
    extreme = all(isinstance(v, (int, float)) and v <= low for v in dropped.value.constants)
    if dropped.name == "top_p" and extreme and not kept.value.can_be(0, 0.0):
        return "such a small top_p makes answers deterministic; without it they vary"
    return ""


def _not_a_number(argument: Argument, dropped: Argument) -> str:
    """Why a value may be none, or another that must be sent; empty where it is a number for sure.

    A parameter with a number for its default is always sent; who passes another means that one.
    """
    if _is_number(argument):
        return ""
    if argument.value.complete:
        return f"{argument.name} is not always a number; decide what is meant"
    if _has_number_for_default(argument):
        return f"a caller may pass {argument.name}, which would be ignored" * (argument is dropped)
    if argument is dropped:
        return f"cannot see the value of {argument.name}; a caller may set only that one"
    return f"cannot see the value of {argument.name}; {dropped.name} may be the only one set"


def _hidden(call: ChatCall) -> str:
    """What else may be sent; that a caller or the environment may name another model is usual."""
    usual = (Reason.PARAMETER, Reason.READ)
    odd = [why for why in call.unseen if not _is_spread_as_it_is(why)]
    odd += [why for why in call.model.unseen if why.reason not in usual]
    return str(odd[0]) if odd else ""


def _is_spread_as_it_is(why: Unresolved) -> bool:
    """Whether callers fill what is spread or sent: what others pass holds both or not by itself."""
    cause = why.cause
    if cause is None or cause.reason is not Reason.PARAMETER:
        return False
    return why.reason is Reason.IN_BODY or cause.subject == why.subject


def _is_number(argument: Argument) -> bool:
    return argument.value.complete and _are_numbers(argument)


def _has_number_for_default(argument: Argument) -> bool:
    """Whether only callers can set it to something else than the numbers that are seen."""
    unseen = argument.value.unseen
    return (
        bool(unseen)
        and _are_numbers(argument)
        and all(one.reason is Reason.PARAMETER for one in unseen)
    )


def _are_numbers(argument: Argument) -> bool:
    constants = argument.value.constants
    return bool(constants) and all(
        isinstance(value, (int, float)) and not isinstance(value, bool) for value in constants
    )
