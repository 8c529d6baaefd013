"""A rename waits for what the value of the id flows to, not for every place with the same text."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

APP = """from zai import ZaiClient

client = ZaiClient()
MODEL = "glm-4.5"


def ask(messages):
    return client.chat.completions.create(model=MODEL, messages=messages)


def build():
    return {"model": "glm-4.5"}
"""
UNRELATED = {
    "what another function builds": 'assert app.build()["model"] == "glm-4.5"\n',
    "a value of its own": 'own = "glm-4.5"\nassert own == "glm-4.5"\n',
    "a value of its own, turned round": 'own = "glm-4.5"\nassert "glm-4.5" == own\n',
    "a branch on a value of its own": 'own = "glm-4.5"\nif own != "glm-4.5":\n    print(own)\n',
    "a unittest": (
        "import unittest\n\n\nclass Test(unittest.TestCase):\n    def test(self):\n"
        '        self.assertEqual(app.build()["model"], "glm-4.5")\n'
    ),
}


@pytest.mark.parametrize("test", UNRELATED.values(), ids=UNRELATED)
def test_the_same_text_of_something_else_holds_no_rename(workspace: Workspace, test: str) -> None:
    workspace.write({"app.py": APP, "test_app.py": f"import app\n\n{test}"})

    assert workspace.of("GLM101")[0] == "app.py:4 GLM101 safe"


TIED = {
    "the constant": 'assert app.MODEL == "glm-4.5"\n',
    "the constant, by another name": 'from app import MODEL as M\n\nassert "glm-4.5" == M\n',
    "an answer, of which nothing is seen": 'assert app.ask([]).model == "glm-4.5"\n',
    "a mock": 'app.client.chat.completions.create.assert_called_with(model="glm-4.5")\n',
    "a unittest": (
        "import unittest\n\n\nclass Test(unittest.TestCase):\n    def test(self):\n"
        '        self.assertEqual("glm-4.5", app.MODEL)\n'
    ),
    "one of two values": 'm = app.MODEL if app else "gpt-4o"\nassert m == "glm-4.5"\n',
}


@pytest.mark.parametrize("test", TIED.values(), ids=TIED)
def test_what_the_id_flows_to_holds_the_rename(workspace: Workspace, test: str) -> None:
    workspace.write({"app.py": APP, "test_app.py": f"import app\n\n{test}"})

    assert workspace.of("GLM101")[0] == "app.py:4 GLM101 unsafe"


BODY = (
    'from zai import ZaiClient\n\nMODEL = "glm-4.5"\n\n\ndef body():\n'
    '    return {"model": MODEL, "messages": [], "top_p": 0.5}\n\n\n'
    "def ask():\n    return ZaiClient().chat.completions.create(**body())\n"
)
EXPECTED = '{"model": "glm-4.5", "messages": [], "top_p": 0.5}'


@pytest.mark.parametrize(
    ("check", "becomes"),
    [
        pytest.param(f"assert body() == {EXPECTED}", "unsafe", id="compared"),
        pytest.param(f"self.assertDictEqual(body(), {EXPECTED})", "unsafe", id="asserted"),
        pytest.param(f"assert json.loads(text) == {EXPECTED}", "safe", id="of something else"),
    ],
)
def test_a_body_that_a_test_expects_holds_the_rename(
    workspace: Workspace, check: str, becomes: str
) -> None:
    test = f"import json\n\nfrom bot import body\n\n\ndef test_it(self, text):\n    {check}\n"
    workspace.write({"bot.py": BODY, "tests/test_bot.py": test})

    assert workspace.of("GLM101") == [f"bot.py:3 GLM101 {becomes}"]
