"""Calls through a retrier: it hands all that it is given on to the method."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

HEAD = (
    "import backoff\nimport tenacity\nfrom tenacity import Retrying, retry\n"
    "from zai import ZaiClient\n\nclient = ZaiClient()\n"
)
ASK = (
    "client.chat.completions.create, {}model='glm-4.5', messages=[], temperature=0.2, top_p=0.9)\n"
)
OWN = (
    "def again(fn, *args, times=3, **kwargs):\n    for _ in range(times):\n        try:\n"
    "            return fn(*args, **kwargs)\n        except OSError:\n            pass\n\n\n"
)
HANDED = {
    "a retrier": "Retrying()(" + ASK.format(""),
    "a retrier with a name": "tries = tenacity.Retrying(reraise=True)\ntries(" + ASK.format(""),
    "an awaited one": "async def go():\n    await tenacity.AsyncRetrying()(" + ASK.format(""),
    "a decorator called": "ask = retry()(client.chat.completions.create)\n"
    "ask(model='glm-4.5', messages=[], temperature=0.2, top_p=0.9)\n",
    "backoff": "ask = backoff.on_exception(backoff.expo, OSError)(client.chat.completions.create)\n"
    "ask(model='glm-4.5', messages=[], temperature=0.2, top_p=0.9)\n",
    "a function of the program": OWN + "again(" + ASK.format(""),
    "keywords alone": OWN.replace("*args, times", "times").replace("fn(*args, ", "fn(")
    + "again("
    + ASK.format(""),
}


@pytest.mark.parametrize("text", HANDED.values(), ids=HANDED)
def test_all_that_is_given_is_handed_on(text: str) -> None:
    assert found(HEAD + text, "GLM903") == []
    after = fixed_text(HEAD + text, "GLM101", "GLM201")
    assert after == HEAD + text.replace("glm-4.5", "glm-4.6").replace(", top_p=0.9", "")


ADDING = {
    "a field of its own": OWN.replace("fn(*args, **", "fn(*args, top_p=1, **"),
    "a changed dict": OWN.replace("    for _", "    kwargs['user'] = 'u'\n    for _"),
    "a dict that is used": OWN.replace("    for _", "    log(kwargs)\n    for _"),
    "a function that is not seen": "from elsewhere import again\n",
}


@pytest.mark.parametrize("own", ADDING.values(), ids=ADDING)
def test_what_may_add_something_is_said(own: str) -> None:
    text = HEAD + own + "again(" + ASK.format("")

    assert len(found(text, "GLM903")) == 1
    assert fixes(text, "GLM201") == ["unsafe"]


def test_what_the_function_takes_itself_is_not_sent() -> None:
    text = HEAD + OWN + "again(" + ASK.format("times=5, ")

    assert len(found(text, "GLM903")) == 1
