"""Addresses, ids and limits that a program puts together of parts that are known."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, found

HEAD = """\
import posixpath
from string import Template
from urllib.parse import urljoin, urlunsplit

import httpx
import requests
from openai import OpenAI
from yarl import URL as Address
from yarl import URL

HOST = "open.bigmodel.cn"
FULL = "https://open.bigmodel.cn/api/paas/v4/chat/completions"
"""
BODY = '{"model": "glm-4.5", "messages": [], "temperature": 0.1, "top_p": 0.2}'
MOVED = '{"model": "glm-4.6", "messages": [], "temperature": 0.1}'
ADDRESSES = {
    "fields by name": '"https://%(host)s/api/paas/v4/chat/completions" % {"host": HOST}',
    "fields in order": '"https://%s/api/paas/v%d/chat/completions" % (HOST, 4)',
    "a dict of fields": '"https://{h}/api/paas/v4/chat/completions".format_map({"h": HOST})',
    "a template": 'Template("https://$h/api/paas/v4/chat/completions").substitute(h=HOST)',
    "its parts": 'urlunsplit(("https", HOST, "/api/paas/v4/chat/completions", "", ""))',
    "an object": "httpx.URL(FULL)",
    "an object and a path": 'URL("https://open.bigmodel.cn/api/paas/v4") / "chat" / "completions"',
    "a path": 'posixpath.join("https://open.bigmodel.cn/api/paas/v4", "chat/completions")',
    "a beginning": 'FULL[: -len("completions")] + "completions"',
    "joined twice": 'urljoin(urljoin("https://open.bigmodel.cn/", "api/paas/v4/"), '
    '"chat/completions")',
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_an_address(address: str) -> None:
    code = f"{HEAD}requests.post({address}, json={BODY})\n"

    assert fixed_text(code, "GLM101", "GLM201") == code.replace(BODY, MOVED)
    other = code.replace("open.bigmodel.cn", "api.deepseek.com").replace("glm-4.5", "deepseek-chat")
    assert found(other, "GLM101", "GLM201") == []


def test_an_address_that_a_helper_cuts() -> None:
    cut = "def base(url):\n    if url.endswith('/chat/completions'):\n"
    cut += "        url = url[: -len('/chat/completions')]\n    return url.rstrip('/')\n\n\n"
    ask = f"OpenAI(base_url=base(FULL)).chat.completions.create(**{BODY})\n"

    assert fixed_text(HEAD + cut + ask, "GLM101") == (HEAD + cut + ask).replace("-4.5", "-4.6")


ASK = "from zai import ZaiClient\n\nVERSION = '4.5'\nZaiClient().chat.completions.create("
# An id in pieces is told, and never rewritten.
IDS = {
    "a field": 'f"glm-{VERSION}"',
    "a part": '"zai/glm-4.5".split("/")[-1]',
    "a sum": '"glm-" + VERSION',
    "the rest": '"zai/glm-4.5".removeprefix("zai/")',
}


@pytest.mark.parametrize("model", IDS.values(), ids=IDS)
def test_an_id(model: str) -> None:
    code = f"{ASK}model={model}, messages=[], temperature=0.1, top_p=0.2)\n"
    told = [(one.code, one.fix) for one in found(code, "GLM101", "GLM201", "GLM903")]

    assert told == [("GLM101", ""), ("GLM201", "safe")]
    assert fixed_text(code, "GLM101") == code


LIMITS = {
    "a product": ("200 * 1024", True),
    "a power": ("2**17 + 1", True),
    "a text": ('int("200000")', True),
    "a small product": ("8 * 1024", False),
    "something unseen": ("200 * size", False),
}


@pytest.mark.parametrize(("limit", "is_over"), LIMITS.values(), ids=LIMITS)
def test_a_limit(limit: str, is_over: bool) -> None:
    code = f'{ASK}model="glm-4.6", messages=[], max_tokens={limit})\n'

    assert bool(found(code, "GLM501")) is is_over
