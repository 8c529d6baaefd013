"""What the fixes of the suggested rules promise about a request."""

from __future__ import annotations

from glm_migrate.runner.verification.script import Object
from glm_migrate.text.edits import Applicability
from tests.end_to_end.wire.promise import (
    ASK,
    ASYNC,
    BODY,
    NEW,
    OPENAI,
    URL,
    ZAI,
    ZHIPU,
    Case,
    create,
)
from tests.end_to_end.wire.stage import ABSENT

OFF: Object = {"thinking": {"type": "disabled"}}
ON: Object = {"thinking": {"type": "enabled"}}


def moved(program: str, also: Object, thinking: str = "leave") -> Case:
    """A program whose id moves, with the user's word, and what goes with it."""
    return Case(program, ({**NEW, **also},), applied=Applicability.UNSAFE, thinking=thinking)


DEFAULTS = {
    "the default of GLM-4.5 is pinned": moved(
        OPENAI + create(f'model="glm-4.5", {ASK}'), {"temperature": 0.6}
    ),
    "the default of GLM-4 is pinned": moved(
        ZHIPU + create(f'model="glm-4-plus", {ASK}'), {"temperature": 0.75}
    ),
    "the default is pinned in a request body": moved(
        f'import httpx\nr = httpx.post({URL}, json={{"model": "glm-4.5", {BODY}}})\n'
        "print(r.status_code)\n",
        {"temperature": 0.6},
    ),
    "a temperature of one's own is kept": moved(
        OPENAI + create(f'model="glm-4.5", temperature=0.3, {ASK}'), {}
    ),
    "a top_p of one's own is kept alone": moved(
        ZAI + create(f'model="glm-4.5", top_p=0.3, {ASK}'), {}
    ),
}

THINKING = {
    "a keyword of zai switches it off": moved(
        ZAI + create(f'model="glm-4-plus", {ASK}'), OFF, thinking="keep-off"
    ),
    "zhipuai switches it off": moved(
        ZHIPU + create(f'model="glm-4-0520", {ASK}'), OFF, thinking="keep-off"
    ),
    "extra_body of openai switches it off": moved(
        OPENAI + create(f'model="glm-4-plus", {ASK}'), OFF, thinking="keep-off"
    ),
    "an extra_body that is there switches it on": moved(
        OPENAI + create(f'model="glm-4", {ASK}, extra_body={{"user_id": "user-1"}}'),
        ON,
        thinking="on",
    ),
    "a request body switches it off": moved(
        f'import requests\nbody = {{"model": "glm-4", {BODY}}}\n'
        f"print(requests.post({URL}, json=body).status_code)\n",
        OFF,
        thinking="keep-off",
    ),
    "a model that thought before is left alone": moved(
        ZAI + create(f'model="glm-4.5", {ASK}'), {}, thinking="keep-off"
    ),
    "nothing is said where nothing was decided": moved(
        ZAI + create(f'model="glm-4", {ASK}'), {}, thinking="leave"
    ),
}

REFUSED = "zai.core._errors.APIRequestFailedError: Error code: 400"
MALFORMED = {
    "a bool": Case(
        ZAI + create(f'model="glm-4.6", thinking=True, {ASK}'),
        ({"model": "glm-4.6", "response_format": None, **ON},),
        raises=REFUSED,
    ),
    "a word": Case(
        ZAI + create(f'model="glm-4.6", thinking="disabled", {ASK}'),
        ({"model": "glm-4.6", "response_format": None, **OFF},),
        raises=REFUSED,
    ),
    "in extra_body": Case(
        OPENAI + create(f'model="glm-4.6", {ASK}, extra_body={{"thinking": False}}'),
        ({"model": "glm-4.6", **OFF},),
        raises="openai.BadRequestError: Error code: 400",
    ),
}

LIMITS = {
    "a request that was refused is taken": Case(
        OPENAI + create(f'model="glm-4.6", max_tokens=200000, {ASK}'),
        ({"model": "glm-4.6", "max_tokens": 131072},),
        raises="openai.BadRequestError: Error code: 400",
    )
}

NAMES = {
    "the newer name of max_tokens": Case(
        OPENAI + create(f'model="glm-4.6", max_completion_tokens=9000, {ASK}'),
        ({"max_completion_tokens": ABSENT, "max_tokens": 9000},),
    ),
    "in the asynchronous client": Case(
        f"{ASYNC}async def main():\n    answer = await client.chat.completions.create("
        f'model="glm-4.6", {ASK}, max_completion_tokens=9000)\n'
        "    print(answer.choices[0].message.content)\nasyncio.run(main())\n",
        ({"max_completion_tokens": ABSENT, "max_tokens": 9000},),
    ),
}

SUCCESSOR = {
    "the new package sends the same": Case(
        "from zhipuai import ZhipuAI\nclient = ZhipuAI(api_key='key.secret')\n"
        + create(f'model="glm-4.6", temperature=0.5, {ASK}'),
        ({},),
        applied=Applicability.UNSAFE,
    ),
}

# The rules that are switched on, and the cases of the first one.
TABLES = {
    ("GLM202", "GLM101"): DEFAULTS,
    ("GLM301", "GLM101"): THINKING,
    ("GLM303",): MALFORMED,
    ("GLM501",): LIMITS,
    ("GLM603",): NAMES,
    ("GLM604",): SUCCESSOR,
}
