"""Fields that a program for several vendors sends to others only: nothing is said of them."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import found

HEAD = 'from openai import OpenAI\n\nclient = OpenAI(base_url="https://api.z.ai/api/paas/v4")\n\n\n'
SENT = '{"model": "glm-4.6", "messages": m, "temperature": 0.2}'
ASK = (
    "def ask(m, vendor):\n    kw = {0}\n    if {1}:\n        {2}\n"
    "    return client.chat.completions.create(**kw)\n"
)
SETTING = {
    "an item": 'kw["top_p"] = 0.9',
    "an update": "kw.update(top_p=0.9)",
    "a default": 'kw.setdefault("top_p", 0.9)',
}


@pytest.mark.parametrize("line", SETTING.values(), ids=SETTING)
@pytest.mark.parametrize("test", ['vendor == "gpt"', 'vendor != "glm"', 'vendor in ["openai"]'])
def test_a_field_of_another_vendor_is_no_second_sampler(line: str, test: str) -> None:
    assert found(HEAD + ASK.format(SENT, test, line), "GLM201") == []


@pytest.mark.parametrize("test", ['vendor == "glm"', 'vendor != "gpt"', "fast"])
def test_a_field_of_ours_is(test: str) -> None:
    text = HEAD + ASK.format(SENT, test, SETTING["an item"])

    assert [one.code for one in found(text, "GLM201")] == ["GLM201"]


def test_a_raw_body_as_well() -> None:
    body = (
        f"import httpx\n\n\ndef ask(m, vendor):\n    kw = {SENT}\n    if vendor == 'openai':\n"
        "        kw['top_p'] = 0.9\n"
        "    httpx.post('https://api.z.ai/api/paas/v4/chat/completions', json=kw)\n"
    )

    assert found(body, "GLM201") == []
    assert len(found(body.replace("'openai'", "'glm'"), "GLM201")) == 1
