"""Functions that make the client of the vendor that they are told: `make("glm")`."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

SDK = "import functools\n\nfrom openai import OpenAI\nfrom zai import ZaiClient\n\n"
URL, OTHER = '"https://open.bigmodel.cn/api/paas/v4"', '"https://api.moonshot.cn/v1"'
# How one function makes the clients of two vendors.
MAKING = {
    "tests": f'def make(kind):\n    if kind == "glm":\n        return OpenAI(base_url={URL})\n'
    f"    return OpenAI(base_url={OTHER})\n",
    "tests that raise": 'def make(kind):\n    if kind == "glm":\n'
    f"        return OpenAI(base_url={URL})\n"
    f'    elif kind == "kimi":\n        return OpenAI(base_url={OTHER})\n'
    "    raise ValueError(kind)\n",
    "classes": 'def make(kind):\n    if kind in ("glm", "zhipu"):\n        return ZaiClient()\n'
    "    return OpenAI()\n",
    "match": f'def make(kind):\n    match kind:\n        case "glm" | "zhipu":\n'
    f'            return OpenAI(base_url={URL})\n        case "kimi":\n'
    f"            return OpenAI(base_url={OTHER})\n",
    "match, the rest": f'def make(kind):\n    match kind:\n        case "kimi":\n'
    f"            return OpenAI(base_url={OTHER})\n        case _:\n"
    f"            return OpenAI(base_url={URL})\n",
    "a table of addresses": f'URLS = {{"glm": {URL}, "kimi": {OTHER}}}\n\n\n'
    "@functools.lru_cache\ndef make(kind):\n    return OpenAI(base_url=URLS[kind])\n",
    "the address itself": "def make(kind, url):\n    return OpenAI(base_url=url)\n",
}
ASK = '.chat.completions.create(model="{}", messages=[], temperature=0.3, top_p=0.4)\n'
CALLS = f'\n\nmake("glm"){ASK.format("glm-4.5")}make("kimi"){ASK.format("kimi-k2")}'
NAMED = CALLS.replace("\n\nmake(", "\n\nglm = make(").replace('"glm").', '"glm")\nglm.')


def program(making: str, calls: str) -> str:
    if "url)" in making:
        calls = calls.replace('("glm")', f'("glm", {URL})').replace(
            '("kimi")', f'("kimi", {OTHER})'
        )
    return SDK + making + calls


@pytest.mark.parametrize("calls", [CALLS, NAMED], ids=["at once", "named"])
@pytest.mark.parametrize("making", MAKING.values(), ids=MAKING)
def test_the_client_is_the_one_that_the_call_asks_for(making: str, calls: str) -> None:
    code = program(making, calls)
    ask = ASK.format("glm-4.6").replace(", top_p=0.4", "")

    assert fixed_text(code, "GLM101", "GLM201") == code.replace(ASK.format("glm-4.5"), ask)


@pytest.mark.parametrize("making", MAKING.values(), ids=MAKING)
def test_a_call_for_the_other_vendor_is_left_alone(making: str) -> None:
    code = program(making, f'\n\nmake("kimi"){ASK.format("kimi-k2")}')

    assert found(code, "GLM101", "GLM201", "GLM903") == []


@pytest.mark.parametrize("making", MAKING.values(), ids=MAKING)
def test_a_kind_that_is_not_seen_leaves_the_client_open(making: str) -> None:
    code = program(making, "\n\nmake(input())" + ASK.format("glm-4.5"))
    code = code.replace("make(input())", "make(input(), input())") if "url)" in making else code

    assert fixes(code, "GLM101") == ["unsafe"]


def test_model_and_kind_come_from_one_caller() -> None:
    asking = "\n\ndef ask(kind, model):\n    client = make(kind)\n    client"
    asking += '.chat.completions.create(model=model, messages=[])\n\n\nask("kimi", "kimi-k2")\n'
    code = SDK + MAKING["classes"] + asking + 'ask("glm", "glm-4.5")\n'

    assert fixed_text(code, "GLM101") == code.replace("glm-4.5", "glm-4.6")


TABLES = {
    "lambdas": f'MAKERS = {{"glm": lambda: OpenAI(base_url={URL}), "kimi": lambda: OpenAI()}}\n',
    "functions": f"def glm():\n    return OpenAI(base_url={URL})\n\n\n"
    'MAKERS = {"glm": glm, "kimi": OpenAI}\n',
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_of_functions(table: str) -> None:
    code = f'{SDK}{table}\nMAKERS["glm"](){ASK.format("glm-4.5")}'

    assert fixes(code, "GLM101") == ["safe"]


def test_a_lambda_with_a_name() -> None:
    code = f"{SDK}make = lambda: OpenAI(base_url={URL})\nmake(){ASK.format('glm-4.5')}"

    assert fixes(code, "GLM101") == ["safe"]


PAIRS = {
    "tests": 'def make(kind):\n    if kind == "glm":\n'
    f'        return OpenAI(base_url={URL}), "glm-4.5"\n'
    f'    return OpenAI(base_url={OTHER}), "kimi-k2"\n',
    "match": f'def make(kind):\n    match kind:\n        case "glm":\n'
    f'            return OpenAI(base_url={URL}), "glm-4.5"\n        case _:\n'
    f'            return OpenAI(base_url={OTHER}), "kimi-k2"\n',
    "one vendor": f'def make(kind):\n    return OpenAI(base_url={URL}), "glm-4.5"\n',
}


@pytest.mark.parametrize("making", PAIRS.values(), ids=PAIRS)
def test_a_client_returned_with_its_model(making: str) -> None:
    text = f'{SDK}\n\n{making}\n\nclient, model = make("glm")\n'
    text += "client.chat.completions.create(model=model, messages=[])\n"

    assert fixed_text(text, "GLM101") == text.replace("glm-4.5", "glm-4.6")
