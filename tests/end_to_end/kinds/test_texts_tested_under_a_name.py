"""Whether a delta has text, kept under a name: `has_text = bool(delta.content)`."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes

HEAD = (
    "from zai import ZaiClient\n\nclient = ZaiClient()\n"
    "stream = client.chat.completions.create(model='glm-4.6', messages=[], stream=True)\n"
    "out = ''\nfor chunk in stream:\n    if not chunk.choices:\n        continue\n"
    "    delta = chunk.choices[0].delta\n"
)
ADD = "out += delta.content\n"
GUARDED = {
    "bool": f"    has = bool(delta.content)\n    if has:\n        {ADD}",
    "a comparison": f"    has = delta.content is not None\n    if has:\n        {ADD}",
    "left out before": "    has = bool(delta.content)\n    if not has:\n        continue\n    "
    + ADD,
    "beside another": f"    has = bool(delta.content)\n    if has and LOUD:\n        {ADD}",
    "in an expression": "    has = bool(delta.content)\n    out += delta.content if has else ''\n",
}


@pytest.mark.parametrize("body", GUARDED.values(), ids=GUARDED)
def test_a_text_that_is_tested_under_a_name_is_no_finding(body: str) -> None:
    assert fixes(HEAD + body, "GLM405") == []


OPEN = {
    "None comes past": f"    has = delta.content != ''\n    if has:\n        {ADD}",
    "of the reasoning": f"    has = bool(delta.reasoning_content)\n    if has:\n        {ADD}",
    "the other way round": f"    has = bool(delta.content)\n    if not has:\n        {ADD}",
    "only where it is None": f"    has = delta.content is None\n    if has:\n        {ADD}",
    "bound again": "    has = bool(delta.content)\n    if LOUD:\n        has = True\n"
    f"    if has:\n        {ADD}",
}


@pytest.mark.parametrize("body", OPEN.values(), ids=OPEN)
def test_a_name_that_says_something_else_guards_nothing(body: str) -> None:
    assert fixes(HEAD + body, "GLM405") == ["safe"]
    assert 'delta.content or ""' in fixed_text(HEAD + body, "GLM405")


def test_a_loop_that_ends_where_the_name_says_no_is_told() -> None:
    body = f"    has = bool(delta.content)\n    if not has:\n        break\n    {ADD}"

    assert fixes(HEAD + body, "GLM405") == [""]
