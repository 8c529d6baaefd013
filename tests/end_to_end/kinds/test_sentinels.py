"""A value that a test takes away is none: `limit if limit > 0 else 8000`."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import found

ASK = (
    "from zai import ZaiClient\n\nclient = ZaiClient()\n\n\ndef ask({}):\n{}"
    '    return client.chat.completions.create(model="glm-4.6", messages=[], {})\n'
)
TAKEN_AWAY = {
    "a conditional": ("n=0", "", "max_tokens=n if n > 0 else 8000"),
    "a conditional, turned round": ("n=-1", "", "max_tokens=8000 if n <= 0 else n"),
    "a conditional on truth": ("n=0", "", "max_tokens=n if n else 8000"),
    "inequality": ("n=100", "", "max_tokens=n if n != 100 else 8000"),
    "or": ("n=0", "    n = n or 8000\n", "max_tokens=n"),
    "a new value": ("n=-1", "    if n <= 0:\n        n = 8000\n", "max_tokens=n"),
    "a guard": ("n=0", "    if n == 0:\n        return None\n", "max_tokens=n"),
    "a key on some paths": (
        "n=0",
        "    more = {}\n    if n:\n        more['max_tokens'] = n\n",
        "**more",
    ),
    "a fraction": ("t=-1.0", "", "temperature=t if t >= 0.0 else None"),
    "a temperature": ("t=-1", "", "temperature=t if t >= 0 else None"),
}


@pytest.mark.parametrize(("given", "body", "sent"), TAKEN_AWAY.values(), ids=TAKEN_AWAY)
def test_a_sentinel_is_not_judged(given: str, body: str, sent: str) -> None:
    assert found(ASK.format(given, body, sent), "GLM203", "GLM302", "GLM501") == []


LEFT = {
    "no test": ("n=100", "", "max_tokens=n"),
    "a test that lets it pass": ("n=100", "", "max_tokens=n if n > 0 else 8000"),
    "a test of something else": ("n=100, m=0", "", "max_tokens=n if m > 0 else 8000"),
    "a new value on another test": (
        "n=100, m=0",
        "    if m <= 0:\n        n = 8000\n",
        "max_tokens=n",
    ),
    "a new value for a part": ("n=100", "    if n < 50:\n        n = 8000\n", "max_tokens=n"),
}


@pytest.mark.parametrize(("given", "body", "sent"), LEFT.values(), ids=LEFT)
def test_what_may_be_sent_is_judged(given: str, body: str, sent: str) -> None:
    assert [one.code for one in found(ASK.format(given, body, sent), "GLM302")] == ["GLM302"]
