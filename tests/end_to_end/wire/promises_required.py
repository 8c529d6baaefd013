"""What the fixes of the required rules promise: ids, samplers, `tool_stream`, refused keywords."""

from __future__ import annotations

from glm_migrate.text.edits import Applicability
from tests.end_to_end.wire.promise import (
    ASK,
    ASYNC,
    BODY,
    NEW,
    NO_TEMPERATURE,
    NO_TOP_P,
    OPENAI,
    STREAMED,
    TOOLS,
    URL,
    ZAI,
    ZHIPU,
    Case,
    create,
    show,
)

MODEL = {
    "a literal at the call": Case(ZAI + create(f'model="glm-4.5", {ASK}'), (NEW,)),
    "an id in upper case": Case(ZHIPU + create(f"model='GLM-4-Plus', {ASK}"), (NEW,)),
    "an inline client": Case(
        "import zhipuai\n" + create(f'model="glm-3-turbo", {ASK}', "zhipuai.ZhipuAI()"), (NEW,)
    ),
    "a constant that two calls share": Case(
        f'{ZAI}MODEL = "glm-4-0520"\n' + 2 * create(f"model=MODEL, {ASK}"), (NEW, NEW)
    ),
    "an environment default": Case(
        f'import os\n{OPENAI}model = os.getenv("MODEL", "glm-4.5")\n'
        + create(f"model=model, {ASK}"),
        (NEW,),
    ),
    "the second arm of an or": Case(
        f'import sys\n{ZHIPU}model = sys.argv[1:] or "glm-4"\n' + create(f"model=model, {ASK}"),
        (NEW,),
    ),
    "both arms of a conditional": Case(
        f'{ZAI}for hard in (True, False):\n    model = "glm-4.5-x" if hard else "glm-4.5"\n    '
        + create(f"model=model, {ASK}"),
        (NEW, NEW),
    ),
    "an attribute set in __init__": Case(
        f"{ZAI}class Bot:\n    def __init__(self, model='glm-4.5'):\n        self.model = model\n"
        "        self.client = client\n    def ask(self):\n        "
        + create(f"model=self.model, {ASK}", "self.client")
        + "Bot().ask()\n",
        (NEW,),
    ),
    "a class attribute": Case(
        f"{OPENAI}class Bot:\n    model = 'glm-4.5'\n    def ask(self):\n        "
        + create(f"model=self.model, {ASK}")
        + "Bot().ask()\n",
        (NEW,),
    ),
    "an enum member, with the user's word": Case(
        f"from enum import Enum\n{OPENAI}class Model(Enum):\n    TEXT = 'glm-4.5'\n"
        "    SIGHT = 'glm-4.5v'\n" + create(f"model=Model.TEXT.value, {ASK}"),
        (NEW,),
        applied=Applicability.UNSAFE,
    ),
    "a dict that is spread": Case(
        f'{ZAI}options = {{"model": "glm-z1-air", {BODY}}}\n' + create("**options"), (NEW,)
    ),
    "a dict that is filled by key": Case(
        f'{ZAI}options = dict({ASK})\noptions["model"] = "glm-4.5"\n' + create("**options"), (NEW,)
    ),
    "an alias of create": Case(
        f"{ZHIPU}create = client.chat.completions.create\n"
        + show(f'create(model="glm-4-plus", {ASK})'),
        (NEW,),
    ),
    "a partial": Case(
        f"from functools import partial\n{OPENAI}"
        'create = partial(client.chat.completions.create, model="glm-4.5")\n'
        + show(f"create({ASK})"),
        (NEW,),
    ),
    "an id that extra_body overrides": Case(
        OPENAI + create(f'model="gpt-4o", extra_body={{"model": "glm-4.5"}}, {ASK}'), (NEW,)
    ),
    "a client with options": Case(
        OPENAI + create(f'model="glm-4.5", {ASK}', "client.with_options(timeout=5)"), (NEW,)
    ),
    "a raw response": Case(
        OPENAI
        + show(f'client.chat.completions.with_raw_response.create(model="glm-4.5", {ASK}).parse()'),
        (NEW,),
    ),
    "the asynchronous client": Case(
        f"{ASYNC}async def main():\n    "
        + create(f'model="glm-4.5", {ASK}', "(await client").replace(".choices", ").choices")
        + "asyncio.run(main())\n",
        (NEW,),
    ),
    "a lambda in an executor": Case(
        f"import asyncio\n{ZHIPU}async def main():\n"
        "    loop = asyncio.get_running_loop()\n    answer = await loop.run_in_executor(None,\n"
        f'        lambda: client.chat.completions.create(model="glm-4", {ASK}))\n    '
        + show("answer")
        + "asyncio.run(main())\n",
        (NEW,),
    ),
    "a stream": Case(
        f'{ZAI}for chunk in client.chat.completions.create(model="glm-4.5", stream=True, {ASK}):\n'
        "    print(chunk.choices[0].delta.content)\n",
        (NEW,),
    ),
    "a body posted with requests": Case(
        f'import requests\nprint(requests.post({URL}, json={{"model": "glm-4-plus", {BODY}}}).text'
        '.count("id"))\n',
        (NEW,),
    ),
    "a body posted with httpx": Case(
        f'import httpx\nbody = {{"model": "glm-4.5", {BODY}}}\n'
        f'print(httpx.post({URL}, json=body).json()["choices"][0]["message"]["content"])\n',
        (NEW,),
    ),
    "a dearer model, with the user's word": Case(
        ZAI + create(f'model="glm-4.5-air", {ASK}'), (NEW,), applied=Applicability.UNSAFE
    ),
    "a free model, with the user's word": Case(
        ZHIPU + create(f'model="glm-4-flash", {ASK}'), (NEW,), applied=Applicability.UNSAFE
    ),
}

SAMPLING = {
    "two keywords": Case(
        ZAI + create(f'model="glm-4.6", temperature=0.3, top_p=0.7, {ASK}'), (NO_TOP_P,)
    ),
    "two keywords, one a line, the last one to go": Case(
        OPENAI
        + create(f'\n    model="glm-4.6",\n    {ASK},\n    temperature=0.3,\n    top_p=0.7\n'),
        (NO_TOP_P,),
    ),
    "a temperature that is the new default": Case(
        OPENAI + create(f'model="glm-4.6", {ASK}, temperature=1.0, top_p=0.8'), (NO_TEMPERATURE,)
    ),
    "a top_p that is the new default": Case(
        OPENAI + create(f'model="glm-4.6", {ASK}, temperature=0, top_p=0.95'), (NO_TOP_P,)
    ),
    "both in extra_body": Case(
        OPENAI + create(f'model="glm-4.6", {ASK}, extra_body={{"temperature": 0.2, "top_p": 0.5}}'),
        (NO_TOP_P,),
    ),
    "one of them in extra_body": Case(
        ZAI + create(f'model="glm-4.6", {ASK}, temperature=0.2, extra_body={{"top_p": 0.5}}'),
        (NO_TOP_P,),
    ),
    "a dict that is spread": Case(
        f'{ZHIPU}options = {{"temperature": 0.2, "top_p": 0.5}}\n'
        + create(f'model="glm-4.6", {ASK}, **options'),
        (NO_TOP_P,),
    ),
    "constants": Case(
        f"{ZAI}T = 0.4\nP = 0.6\n" + create(f'model="glm-4.6", top_p=P, {ASK}, temperature=T'),
        (NO_TOP_P,),
    ),
    "an old id moves at the same time": Case(
        OPENAI + create(f'model="glm-4-plus", temperature=0.1, top_p=0.1, {ASK}'),
        ({**NEW, **NO_TOP_P},),
    ),
    "a body posted with httpx": Case(
        f'import httpx\nprint(httpx.post({URL}, json={{"model": "glm-4.6", "temperature": 0.1, '
        f'"top_p": 0.2, {BODY}}}).status_code)\n',
        (NO_TOP_P,),
    ),
    "another vendor's call beside it": Case(
        f"{OPENAI}other = OpenAI(base_url='https://api.openai.com/v1')\n"
        + create(f'model="gpt-4o", temperature=0.1, top_p=0.2, {ASK}', "other")
        + create(f'model="glm-4.6", temperature=0.1, top_p=0.2, {ASK}'),
        ({}, NO_TOP_P),
    ),
}

REFUSED = "TypeError: "
THINK = '{"type": "disabled"}'
KEYWORDS = {
    "thinking in openai": Case(
        OPENAI + create(f'model="glm-4.6", thinking={THINK}, {ASK}'),
        ({"model": "glm-4.6", "thinking": {"type": "disabled"}},),
        raises=REFUSED,
    ),
    "do_sample in openai": Case(
        OPENAI + create(f'model="glm-4.6", {ASK}, do_sample=False,'),
        ({"model": "glm-4.6", "do_sample": False},),
        raises=REFUSED,
    ),
    "two of them in openai": Case(
        OPENAI + create(f'model="glm-4.6", thinking={THINK}, {ASK}, do_sample=False'),
        ({"model": "glm-4.6", "thinking": {"type": "disabled"}, "do_sample": False},),
        raises=REFUSED,
    ),
    "an extra_body that has a key": Case(
        OPENAI
        + create(f'model="glm-4.6", extra_body={{"user_id": "user-1"}}, thinking={THINK}, {ASK}'),
        ({"model": "glm-4.6", "user_id": "user-1", "thinking": {"type": "disabled"}},),
        raises=REFUSED,
    ),
    "an extra_body that is empty": Case(
        OPENAI + create(f'model="glm-4.6", {ASK}, thinking={THINK}, extra_body={{}}'),
        ({"model": "glm-4.6", "thinking": {"type": "disabled"}},),
        raises=REFUSED,
    ),
    "an extra_body on lines of its own": Case(
        OPENAI
        + create(
            f'\n    model="glm-4.6",\n    {ASK},\n    thinking={THINK},  # quick\n'
            '    extra_body={\n        "user_id": "user-1",  # who\n    },\n'
        ),
        ({"model": "glm-4.6", "user_id": "user-1", "thinking": {"type": "disabled"}},),
        raises=REFUSED,
    ),
    "the asynchronous client": Case(
        f"{ASYNC}async def main():\n    "
        + create(f'model="glm-4.6", {ASK}, thinking={THINK}', "(await client").replace(
            ".choices", ").choices"
        )
        + "asyncio.run(main())\n",
        ({"model": "glm-4.6", "thinking": {"type": "disabled"}},),
        raises=REFUSED,
    ),
    "tool_stream in zhipuai": Case(
        f'{ZHIPU}for chunk in client.chat.completions.create(model="glm-4.6", stream=True, {TOOLS},'
        f" tool_stream=True, {ASK}):\n    print(len(chunk.choices))\n",
        (
            {
                "model": "glm-4.6",
                "stream": True,
                "tools": [{"type": "function", "function": {"name": "clock"}}],
                "response_format": None,
                "thinking": None,
                "tool_stream": True,
            },
        ),
        raises=REFUSED,
    ),
    "everything at once": Case(
        OPENAI
        + create(
            f'\n    model="glm-4.5",\n    temperature=0.1,\n    top_p=0.2,\n    thinking={THINK},\n'
            f"    {ASK},\n"
        ),
        ({"model": "glm-4.6", "temperature": 0.1, "thinking": {"type": "disabled"}},),
        raises=REFUSED,
    ),
}

FLAG = {
    f"tool_stream in {name}": Case(
        client
        + STREAMED.format(
            f'client.chat.completions.create(model="glm-4.6", stream=True, {TOOLS}, {ASK})'
        ),
        ({"tool_stream": True},),
        applied=Applicability.UNSAFE,
    )
    for name, client in {"zai": ZAI, "zhipuai": ZHIPU, "openai": OPENAI}.items()
}

# The rules that are switched on, and the cases of the first one.
TABLES = {
    ("GLM101",): MODEL,
    ("GLM201", "GLM101"): SAMPLING,
    ("GLM401",): FLAG,
    ("GLM601", "GLM101", "GLM201"): KEYWORDS,
}
