"""Programs that ask the vendor once, one for each client, and print what they are told."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

URL = '"https://api.z.ai/api/paas/v4/chat/completions"'
BASE = '"https://api.z.ai/api/paas/v4/"'
BODY = 'dict(model="glm-4.6", messages=[{"role": "user", "content": "x"}])'
ASK = 'model="glm-4.6", messages=[{"role": "user", "content": "x"}]'
TEXT = '["choices"][0]["message"]["content"]'
SAID = ".choices[0].message.content"
_URLLIB = f"""import json, urllib.request
body = json.dumps({BODY}).encode()
request = urllib.request.Request({URL}, body, {{"Content-Type": "application/json"}})
print(json.load(urllib.request.urlopen(request)){TEXT})
"""
_HTTP = f"""import http.client, json
connection = http.client.HTTPSConnection("open.bigmodel.cn", timeout=5)
connection.request("POST", "/api/paas/v4/chat/completions", json.dumps({BODY}))
print(json.load(connection.getresponse()){TEXT})
"""
_HTTPX = f"""import asyncio, httpx
async def main():
    async with httpx.AsyncClient() as client:
        print((await client.post({URL}, json={BODY})).json(){TEXT})
asyncio.run(main())
"""
_AIOHTTP = f"""import asyncio, aiohttp
async def main():
    async with aiohttp.ClientSession() as client:
        async with client.post({URL}, json={BODY}) as response:
            print((await response.json()){TEXT})
asyncio.run(main())
"""
_ASYNC = f"""import asyncio
from openai import AsyncOpenAI
async def main():
    answer = await AsyncOpenAI(base_url={BASE}).chat.completions.create({ASK})
    print(answer{SAID})
asyncio.run(main())
"""
_ANTHROPIC = f"""from anthropic import Anthropic
client = Anthropic(base_url="https://api.z.ai/api/anthropic")
print(client.messages.create(max_tokens=9, {ASK}).content[0].text)
"""
_ANTHROPIC_ASYNC = f"""import asyncio
from anthropic import AsyncAnthropic
async def main():
    client = AsyncAnthropic(base_url="https://api.z.ai/api/anthropic")
    print((await client.messages.create(max_tokens=9, {ASK})).content[0].text)
asyncio.run(main())
"""
_LANGCHAIN = f"""from langchain_openai import ChatOpenAI
print(ChatOpenAI(model="glm-4.6", base_url={BASE}).invoke("x").content)
"""
_LANGCHAIN_ASYNC = f"""import asyncio
from langchain_openai import ChatOpenAI
print(asyncio.run(ChatOpenAI(model="glm-4.6", base_url={BASE}).ainvoke("x")).content)
"""


def _litellm(ask: str) -> str:
    return f"""import asyncio, litellm
print(litellm.completion({ask}){SAID})
print(asyncio.run(litellm.acompletion({ask})){SAID})
"""


def _is_there(part: str) -> bool:
    """Whether a package is installed, or a folder of one."""
    package, _, below = part.partition("/")
    spec = find_spec(package)
    return spec is not None and (
        not below
        or any((Path(one) / below).exists() for one in spec.submodule_search_locations or ())
    )


# Before it had a route of its own LiteLLM was given the address.
_LITELLM = (
    _litellm(ASK.replace("glm", "zai/glm", 1))
    if _is_there("litellm/llms/zai")
    else _litellm(f"{ASK.replace('glm', 'openai/glm', 1)}, api_base={BASE}")
)

# Name → the package that must be there, and the program; `both` asks in either way, one import.
PROGRAMS = {
    "urllib": ("urllib", _URLLIB),
    "http.client": ("http", _HTTP),
    "urllib3": (
        "urllib3",
        f'import urllib3\nprint(urllib3.PoolManager().request("POST", {URL}, json={BODY}).json()'
        f"{TEXT})\n",
    ),
    "requests": (
        "requests",
        f"import requests\nprint(requests.post({URL}, json={BODY}).json(){TEXT})\n",
    ),
    "requests behind a proxy": (
        "requests",
        f'import requests\nproxies = {{"https": "http://192.0.2.1:1"}}\n'
        f"print(requests.post({URL}, json={BODY}, proxies=proxies).json(){TEXT})\n",
    ),
    "httpx": ("httpx", f"import httpx\nprint(httpx.post({URL}, json={BODY}).json(){TEXT})\n"),
    "httpx behind a proxy": (
        "httpx",
        'import httpx\nclient = httpx.Client(proxy="http://192.0.2.1:1")\n'
        f"print(client.post({URL}, json={BODY}).json(){TEXT})\n",
    ),
    "httpx with a transport of its own": (
        "httpx",
        "import httpx\nclient = httpx.Client(transport=httpx.HTTPTransport(retries=1))\n"
        f"print(client.post({URL}, json={BODY}).json(){TEXT})\n",
    ),
    "httpx, asynchronous": ("httpx", _HTTPX),
    "aiohttp": ("aiohttp", _AIOHTTP),
    "openai, both": (
        "openai",
        f"from openai import OpenAI\nprint(OpenAI(base_url={BASE}).chat.completions.create({ASK})"
        f"{SAID})\n{_ASYNC}",
    ),
    "zai-sdk": (
        "zai",
        f"from zai import ZaiClient\nprint(ZaiClient().chat.completions.create({ASK}){SAID})\n",
    ),
    "zhipuai": (
        "zhipuai",
        f"from zhipuai import ZhipuAI\nprint(ZhipuAI().chat.completions.create({ASK}){SAID})\n",
    ),
    "anthropic, both": ("anthropic", _ANTHROPIC + _ANTHROPIC_ASYNC),
    "langchain, both": ("langchain_openai", _LANGCHAIN + _LANGCHAIN_ASYNC),
    "litellm, both": ("litellm", _LITELLM),
}
CASES = [
    pytest.param(
        text,
        id=name,
        marks=pytest.mark.skipif(not _is_there(library), reason=f"{library} is not installed"),
    )
    for name, (library, text) in PROGRAMS.items()
]
