"""A GLM chat call uses a model older than the target.

## Why
The first item of the guide's checklist: update the model identifier. The id may stand in the call,
in a constant, a default, a settings class, a dict that is spread into it, or a settings file that
the code reads; the finding lies where the id is written, and the trace leads there from the call.
In a settings file that no code is seen to read, an id counts as a call's model where its key names
a model and the vendor's address, key or name stands beside it.

## Fix
The id is replaced by the target's id as the same provider spells it (`glm-4.6`, `z-ai/glm-4.6`,
`zai-org/GLM-4.6` …); quotes and string prefixes stay. Safe where nothing else changes for the user.
Unsafe, with the reason in its note: where the move costs money (`glm-4.5-air`, every free
`-flash`), context (`glm-4-long`) or a speed tier; where the endpoint is not seen, or no code is
seen to read a settings file; and where the project lists, compares or asserts the old id, because
those places must change together with it.

To accept some moves and not others, name them: `fix --accept glm-4.5-air=glm-4.6` once, the setting
`models` for good.

Where the older model does not think and the target does, the program must handle that. A loop that
uses a delta's text unguarded is guarded first, in the same run (GLM405). Beside a `max_tokens` of
at most 1024, which reasoning is likely to use up, the same fix writes
`thinking={"type": "disabled"}`. Where neither can be written, where some cases set `thinking`
themselves, where a dict that is not seen may add a stream or such a limit, or where a part of a
streamed answer goes to code that is not seen (a queue, another object, a callback, a function of a
library), the rename is unsafe.

## Limits
Vision, audio, embedding, fine-tuned, unknown and newer ids are never findings. Names that a local
server was started with, ids put together from pieces, and ids for a provider that no longer serves
the target are reported without a fix. An id whose finding is suppressed stays, and nothing that
only the target needs is reported for its call.
"""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.knowledge import client
from glm_migrate.model.calls import ChatCall, Host
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.model.mentions import Mention, Role
from glm_migrate.model.values import Literal
from glm_migrate.policy.migration import Migration, PlannedMove
from glm_migrate.policy.rename_hazards import Rename, plan
from glm_migrate.rules.codes import THINKING_TURNED_ON
from glm_migrate.rules.rule import Example, Rule
from glm_migrate.text.edits import Applicability, Edit, Fix
from glm_migrate.text.quoting import quoted

_ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
_ASK = "client.chat.completions.create(model={}, messages=[])\n"

rule = Rule(
    __name__,
    severity=Severity.ERROR,
    checklist="model-identifier",
    source="https://docs.z.ai/guides/overview/migrate-to-glm-4.6#1-update-model-identifier",
    required=True,
    bad=(
        Example(
            "literal at the call",
            _ZAI + _ASK.format('"glm-4.5"'),
            _ZAI + _ASK.format('"glm-4.6"'),
        ),
        Example(
            "upper case, other quotes",
            _ZAI + _ASK.format("'GLM-4-Plus'"),
            _ZAI + _ASK.format("'glm-4.6'"),
        ),
        Example(
            "constant",
            _ZAI + 'MODEL = "glm-4.5"  # the big one\n' + _ASK.format("MODEL"),
            _ZAI + 'MODEL = "glm-4.6"  # the big one\n' + _ASK.format("MODEL"),
        ),
        Example(
            "environment with a default",
            "import os\n" + _ZAI + _ASK.format('os.getenv("MODEL", "glm-4")'),
            "import os\n" + _ZAI + _ASK.format('os.getenv("MODEL", "glm-4.6")'),
        ),
        Example(
            "openai client on Z.AI's address",
            "import openai\n\n"
            'client = openai.OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
            + _ASK.format('"glm-4.5"'),
            "import openai\n\n"
            'client = openai.OpenAI(base_url="https://api.z.ai/api/paas/v4/")\n'
            + _ASK.format('"glm-4.6"'),
        ),
        Example(
            "dearer tier needs the user's word",
            _ZAI + _ASK.format('"glm-4.5-air"'),
            _ZAI + _ASK.format('"glm-4.6"'),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "free tier becomes paid",
            _ZAI + _ASK.format('"glm-4-flash"'),
            _ZAI + _ASK.format('"glm-4.6"'),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "a free variant at a gateway",
            "import openai\n\n"
            'client = openai.OpenAI(base_url="https://openrouter.ai/api/v1")\n'
            + _ASK.format('"z-ai/glm-4.5:free"'),
            "import openai\n\n"
            'client = openai.OpenAI(base_url="https://openrouter.ai/api/v1")\n'
            + _ASK.format('"z-ai/glm-4.6"'),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "an allow-list names the same id",
            _ZAI
            + 'KNOWN = ["glm-4", "glm-4v"]\n\n\ndef ask(model="glm-4"):\n'
            + "    assert model in KNOWN\n    "
            + _ASK.format("model"),
            _ZAI
            + 'KNOWN = ["glm-4", "glm-4v"]\n\n\ndef ask(model="glm-4.6"):\n'
            + "    assert model in KNOWN\n    "
            + _ASK.format("model"),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "a test for a part of the id",
            _ZAI
            + 'MODEL = "glm-4.5"\nEXTRA = {"stop": ["#"]} if "4.5" in MODEL.lower() else {}\n'
            + _ASK.format("MODEL, **EXTRA"),
            _ZAI
            + 'MODEL = "glm-4.6"\nEXTRA = {"stop": ["#"]} if "4.5" in MODEL.lower() else {}\n'
            + _ASK.format("MODEL, **EXTRA"),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "a name of a tokenizer as well",
            _ZAI
            + 'MODEL = "glm-4.5"\nTOKENS = AutoTokenizer.from_pretrained(MODEL)\n'
            + _ASK.format("MODEL"),
            _ZAI
            + 'MODEL = "glm-4.6"\nTOKENS = AutoTokenizer.from_pretrained(MODEL)\n'
            + _ASK.format("MODEL"),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "a default that is put into the environment",
            'import os\n\nos.environ.setdefault("GLM_MODEL", "glm-4.5")\n',
            'import os\n\nos.environ.setdefault("GLM_MODEL", "glm-4.6")\n',
            applied=Applicability.UNSAFE,
        ),
        Example(
            "a default among the options of callers",
            _ZAI
            + 'def ask(**options):\n    options.setdefault("model", "glm-4.5")\n'
            + "    client.chat.completions.create(messages=[], **options)\n",
            _ZAI
            + 'def ask(**options):\n    options.setdefault("model", "glm-4.6")\n'
            + "    client.chat.completions.create(messages=[], **options)\n",
        ),
        Example(
            "a test that holds for the target as well",
            _ZAI + 'MODEL = "glm-4.5"\nassert "gpt-4" not in MODEL\n' + _ASK.format("MODEL"),
            _ZAI + 'MODEL = "glm-4.6"\nassert "gpt-4" not in MODEL\n' + _ASK.format("MODEL"),
        ),
        Example(
            "an option of click",
            "import click\n"
            + _ZAI
            + '@click.option("-m", "--model", default="glm-4.5")\ndef ask(model):\n    '
            + _ASK.format("model"),
            "import click\n"
            + _ZAI
            + '@click.option("-m", "--model", default="glm-4.6")\ndef ask(model):\n    '
            + _ASK.format("model"),
        ),
        Example(
            "a TypedDict",
            "from typing import TypedDict\n"
            + _ZAI
            + "class Body(TypedDict):\n    model: str\n\n\n"
            + 'body = Body(model="glm-4.5", messages=[])\n'
            + "client.chat.completions.create(**body)\n",
            "from typing import TypedDict\n"
            + _ZAI
            + "class Body(TypedDict):\n    model: str\n\n\n"
            + 'body = Body(model="glm-4.6", messages=[])\n'
            + "client.chat.completions.create(**body)\n",
        ),
        Example(
            "an allow-list that names both ids",
            _ZAI
            + 'KNOWN = ["glm-4.5", "glm-4.6"]\n\n\ndef ask(model="glm-4.5"):\n'
            + "    assert model in KNOWN\n    "
            + _ASK.format("model"),
            _ZAI
            + 'KNOWN = ["glm-4.5", "glm-4.6"]\n\n\ndef ask(model="glm-4.6"):\n'
            + "    assert model in KNOWN\n    "
            + _ASK.format("model"),
        ),
        Example(
            "a registry of models, built one by one",
            _ZAI
            + "class Chat:\n    def __init__(self, model):\n        self.model = model\n\n"
            + "    def ask(self):\n        "
            + _ASK.format("self.model")
            + "\n\nmake(Chat('glm-4'))\nmake(Chat('glm-4v'))\nmake(Chat('glm-4.7'))\n",
            _ZAI
            + "class Chat:\n    def __init__(self, model):\n        self.model = model\n\n"
            + "    def ask(self):\n        "
            + _ASK.format("self.model")
            + "\n\nmake(Chat('glm-4.6'))\nmake(Chat('glm-4v'))\nmake(Chat('glm-4.7'))\n",
            applied=Applicability.UNSAFE,
        ),
        Example(
            "endpoint from the environment",
            "import openai\n\nclient = openai.OpenAI()\n" + _ASK.format('"glm-4.5"'),
            "import openai\n\nclient = openai.OpenAI()\n" + _ASK.format('"glm-4.6"'),
            applied=Applicability.UNSAFE,
        ),
        Example(
            "a framework's own default",
            "from langchain_community.chat_models import ChatZhipuAI\n\n"
            "llm = ChatZhipuAI(streaming=True)\n",
            "from langchain_community.chat_models import ChatZhipuAI\n\n"
            'llm = ChatZhipuAI(streaming=True, model="glm-4.6")\n',
        ),
        Example(
            "a raw request",
            'import httpx\n\nbody = {"model": "glm-4.5", "messages": []}\n'
            'httpx.post("https://api.z.ai/api/paas/v4/chat/completions", json=body)\n',
            'import httpx\n\nbody = {"model": "glm-4.6", "messages": []}\n'
            'httpx.post("https://api.z.ai/api/paas/v4/chat/completions", json=body)\n',
        ),
        Example(
            "a raw request through a client with an address",
            'import httpx\n\nhttp = httpx.Client(base_url="https://api.z.ai/api/paas/v4")\n'
            'http.post("/chat/completions", json={"model": "glm-4.5", "messages": []})\n',
            'import httpx\n\nhttp = httpx.Client(base_url="https://api.z.ai/api/paas/v4")\n'
            'http.post("/chat/completions", json={"model": "glm-4.6", "messages": []})\n',
        ),
        Example(
            "a body that is encoded first",
            "import json\nfrom urllib.request import Request, urlopen\n\n"
            'body = json.dumps({"model": "glm-4.5", "messages": []}).encode()\n'
            'urlopen(Request("https://api.z.ai/api/paas/v4/chat/completions", body))\n',
            "import json\nfrom urllib.request import Request, urlopen\n\n"
            'body = json.dumps({"model": "glm-4.6", "messages": []}).encode()\n'
            'urlopen(Request("https://api.z.ai/api/paas/v4/chat/completions", body))\n',
        ),
        Example(
            "a framework that knows only its own table",
            "from llama_index.llms.zhipuai import ZhipuAI\n\nllm = ZhipuAI(model='glm-4')\n",
        ),
        Example(
            "served name of a local server",
            'import openai\n\nclient = openai.OpenAI(base_url="http://127.0.0.1:8000/v1")\n'
            + _ASK.format('"glm-4.5"'),
        ),
    ),
    good=(
        Example("the target", _ZAI + _ASK.format('"glm-4.6"')),
        Example("a newer model", _ZAI + _ASK.format('"glm-4.7"')),
        Example("a vision model", _ZAI + _ASK.format('"glm-4.5v"')),
        Example("a fine-tuned model", _ZAI + _ASK.format('"glm-4-flash:acct:tuned:1"')),
        Example(
            "another vendor's model",
            "import openai\n\nclient = openai.OpenAI()\n" + _ASK.format('"gpt-4o"'),
        ),
        Example("a docstring", '"""glm-4.5"""\n'),
        Example("the bytes of an id", _ZAI + "TAG = b'glm-4.5'\n"),
    ),
)


@rule.on(ChatCall)
def check_call(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    for argument in call.all("model"):
        for literal in argument.value.candidates:
            rename = plan(literal, call, migration)
            if rename is not None:
                local = call.client.endpoint.host is Host.LOCAL
                yield _finding(literal, rename, migration, call.scope, is_ours=not local)


@rule.on(ChatCall)
def check_default(call: ChatCall, migration: Migration) -> Iterator[Finding]:
    """A client that asks an older model when it is told none."""
    default = client(call.client.name).default_model
    if call.sends("model") or not call.complete or not migration.is_old(default):
        return
    fix = None
    if call.layout is not None:
        target = migration.target.id
        edits = call.layout.add(call.layout.entry("model", quoted(target)))
        fix = Fix(f"Add model={quoted(target)}", edits, Applicability.SAFE)
    yield rule.finding(
        call.source.path,
        call.name_span,
        f'no model is passed, so it uses "{default}", which is older than {migration.target.id}',
        key=(default,),
        fix=fix,
        advice="" if fix else "name the model where the object is made",
        call=call.scope,
    )


@rule.on(Mention)
def check_setting(mention: Mention, migration: Migration) -> Iterator[Finding]:
    if mention.role is not Role.SETTING or not mention.vendor_named:
        return
    rename = plan(mention.literal, None, migration, mention.endpoint)
    if rename is not None:
        local = mention.endpoint.host is Host.LOCAL
        yield _finding(mention.literal, rename, migration, mention.scope, is_ours=not local)


def _finding(
    literal: Literal, rename: Rename, migration: Migration, scope: str, *, is_ours: bool = True
) -> Finding:
    """An id that can't be moved where it is served is worth knowing, and no error."""
    fix, decision = None, rename.decision
    if decision.applicability is not None:
        text = decision.new if literal.bare else quoted(decision.new, like=literal.written)
        title = f"Use {text} and keep thinking off" if rename.beside else f"Use {text}"
        fix = Fix(
            title,
            (Edit(literal.span, text), *rename.beside),
            decision.applicability,
            after=rename.after,
            settles=((THINKING_TURNED_ON, rename.settles),) if rename.settles else (),
        )
    return rule.finding(
        literal.path,
        literal.span,
        _message(literal, decision, migration),
        key=(str(literal.value), _goal(literal, decision, migration)),
        consequence=_change(literal, decision, migration),
        fix=fix,
        advice=decision.advice,
        severity=Severity.ERROR if decision.new and is_ours else Severity.INFO,
        call=scope,
        trace=literal.via,
    )


def _message(literal: Literal, decision: PlannedMove, migration: Migration) -> str:
    goal = _goal(literal, decision, migration)
    if migration.is_own_move(literal.value):
        return f'"{literal.value}" moves to {goal}, as `models` says'
    change = _change(literal, decision, migration)
    in_brackets = f" ({change})" if change else ""
    return f'"{literal.value}" is older than {goal}{in_brackets}'


def _goal(literal: Literal, decision: PlannedMove, migration: Migration) -> str:
    """Where an id is to go: where the user's own settings send it, else the target."""
    return decision.new if migration.is_own_move(literal.value) else migration.target.id


def _change(literal: Literal, decision: PlannedMove, migration: Migration) -> str:
    """What the move changes for the user; nothing is told of a move of their own settings."""
    return "" if migration.is_own_move(literal.value) else decision.change
