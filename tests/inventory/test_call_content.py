"""A digest of a call, which follows its code."""

from __future__ import annotations

import pytest

from glm_migrate.inventory.call_content import content
from tests.analysis.python.extract.test_chat_calls import calls

PROGRAM = """from zai import ZaiClient
client = ZaiClient()
MODEL = "glm-4.6"


def join(parts):
    return [part for part in parts]


def ask(text):
    stream = client.chat.completions.create(model=MODEL, messages=[], stream=True)
    return join(stream)


def other():
    return 1
"""


@pytest.mark.parametrize(
    ("old", "new", "stays"),
    [
        pytest.param("return 1", "return 2", True, id="another function"),
        pytest.param("import ZaiClient\n", "import ZaiClient\n\n\n", True, id="lines above"),
        pytest.param("stream=True)", "stream=False)", False, id="the call"),
        pytest.param('"glm-4.6"', '"glm-4.5"', False, id="the value of an argument"),
        pytest.param("for part in parts", "for part in parts if part", False, id="a helper"),
    ],
)
def test_a_digest_follows_the_code_of_its_call(old: str, new: str, stays: bool) -> None:
    (before,), (after,) = calls(PROGRAM), calls(PROGRAM.replace(old, new))

    assert (content(before) == content(after)) is stays
