"""A dict that is changed at more places than are followed holds what stands in it at first."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.limits import MAX_CHANGES
from tests.end_to_end.kinds.tried import fixed_text, found

START = 'from zai import ZaiClient\nc = ZaiClient()\nkw = {"messages": [], "model": "glm-4"}\n'
MANY = "".join(f"kw['k{number}'] = {number}\n" for number in range(MAX_CHANGES + 1))
ASK = "c.chat.completions.create(**kw)\n"


@pytest.mark.parametrize("last", ["kw['max_tokens'] = 10\n", "kw['model'] = 'x'\n", ""])
def test_nothing_is_rewritten_and_the_call_is_named(last: str) -> None:
    text = START + MANY + last + ASK

    assert fixed_text(text) == text
    assert [one.code for one in found(text, "GLM903")] == ["GLM903"]
