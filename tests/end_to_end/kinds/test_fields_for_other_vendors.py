"""Fields that a program for several vendors sends to others only: nothing is said of them."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, found

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


OLD = '{"model": "glm-4-plus", "messages": m, "temperature": 0.2}'


@pytest.mark.parametrize("line", ['kw["stream"] = True', 'kw["max_tokens"] = 64'])
def test_what_else_is_set_there_may_be_for_glm_and_holds_the_rename(line: str) -> None:
    """The word "openai" is also the protocol in which GLM is asked."""
    text = HEAD + ASK.format(OLD, 'vendor == "openai"', line)

    assert '"glm-4-plus"' in fixed_text(text)
    assert len(found(text, "GLM903")) == 1


def test_sampling_that_is_set_there_is_not_written_a_second_time() -> None:
    old = SENT.replace("4.6", "4.5").replace(', "temperature": 0.2', "")
    text = HEAD + ASK.format(old, 'vendor == "gpt"', 'kw["temperature"] = 0.3')
    after = fixed_text(text, unsafe=True)

    assert after == text.replace("glm-4.5", "glm-4.6")
    assert found(text, "GLM903") == []


def test_a_model_of_glm_in_the_same_arm_says_that_the_test_tells_no_vendors() -> None:
    line = 'kw.update(model="glm-4.5", temperature=0.5, top_p=0.8)'
    text = HEAD + ASK.format('{"messages": m}', 'vendor == "openai"', line)

    assert [one.code for one in found(text, "GLM201", "GLM903")] == ["GLM201"]
    assert '"glm-4.6"' in fixed_text(text)
