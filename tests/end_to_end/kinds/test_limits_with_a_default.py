"""Limits that are computed: a default of theirs is a limit like any other."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, found

HEAD = "import argparse\nimport os\nfrom zai import ZaiClient\n\nclient = ZaiClient()\n"
ASK = 'client.chat.completions.create(model="glm-4-plus", messages=[], max_tokens={})\n'
OFF = 'thinking={"type": "disabled"}'
LIMITS = {
    "read with a default": ASK.format('int(os.getenv("N", "32"))'),
    "a number behind or": ASK.format('int(os.getenv("N") or 32)'),
    "a text behind or": ASK.format('int(os.environ.get("N") or "32")'),
    "a conditional": 'N = os.getenv("N")\n' + ASK.format("int(N) if N else 32"),
    "the smaller of two": "def ask(n):\n    " + ASK.format("min(n, 64)"),
    "the smaller of two numbers": ASK.format("min(4096, 64)"),
    "a default of a parameter": "def ask(n=64):\n    " + ASK.format("max(n, 16)"),
    "an option": "parser = argparse.ArgumentParser()\n"
    'parser.add_argument("--limit", type=int, default=64)\n'
    + ASK.format("parser.parse_args().limit"),
}


@pytest.mark.parametrize("text", LIMITS.values(), ids=LIMITS)
def test_a_small_one_keeps_thinking_off(text: str) -> None:
    after = fixed_text(HEAD + text, "GLM101")

    assert '"glm-4.6"' in after
    assert OFF in after


LARGE = {
    "read with a default": ASK.format('int(os.getenv("N", "4096"))'),
    "the larger of two": ASK.format("max(4096, 64)"),
    "not seen": ASK.format('int(os.getenv("N"))'),
    "no number": ASK.format('os.getenv("N") or f"{x}"'),
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_others_do_not(text: str) -> None:
    assert fixed_text(HEAD + text, "GLM101") == HEAD + text.replace("glm-4-plus", "glm-4.6")


def test_a_default_over_the_limit_is_told() -> None:
    text = HEAD + ASK.format('int(os.getenv("N") or 200000)').replace("glm-4-plus", "glm-4.6")

    assert [one.code for one in found(text, "GLM501")] == ["GLM501"]
