"""Assertions on what a test put in itself hold no rename of the program; others do."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed, fixes, found

APP = (
    "from zai import ZaiClient\n\n\nclass Output:\n    def __init__(self, metadata=None):\n"
    "        self.metadata = load(metadata)\n\n\ndef ask(m, model='glm-4-plus'):\n"
    "    return ZaiClient().chat.completions.create(model=model, messages=m, temperature=0.2)\n"
)
START = "import pytest\nfrom app import Output, ask\n\n\n"

OWN = {
    "a record that the program keeps": "def test_it():\n"
    "    out = Output(metadata={'model': 'glm-4-plus'})\n"
    "    assert out.metadata['model'] == 'glm-4-plus'\n",
    "a fixture": "@pytest.fixture\ndef out():\n    return Output({'model': 'glm-4-plus'})\n\n\n"
    "def test_it(out):\n    assert out.metadata['model'] == 'glm-4-plus'\n",
    "the set-up of a class": "class TestIt:\n    def setup_method(self):\n"
    "        self.out = Output({'model': 'glm-4-plus'})\n\n    def test_it(self):\n"
    "        assert self.out.metadata['model'] == 'glm-4-plus'\n",
    "a text that holds it": "def test_it():\n    out = Output({'model': 'glm-4-plus'})\n"
    "    assert 'glm-4-plus' in str(out)\n",
    "a method of unittest": "import unittest\n\n\nclass TestIt(unittest.TestCase):\n"
    "    def test_it(self):\n        out = Output({'model': 'glm-4-plus'})\n"
    "        self.assertEqual(out.metadata['model'], 'glm-4-plus')\n",
}


@pytest.mark.parametrize("test", OWN.values(), ids=OWN)
def test_the_id_of_the_program_moves(test: str) -> None:
    files = {"app.py": APP, "tests/test_app.py": START + test}

    assert fixed(files, "GLM101", "GLM102") == files | {
        "app.py": APP.replace("glm-4-plus", "glm-4.6")
    }


HELD = {
    "nothing is given": "def test_it():\n    out = Output()\n"
    "    assert out.metadata['model'] == 'glm-4-plus'\n",
    "another test gives it": "def test_other():\n    Output({'model': 'glm-4-plus'})\n\n\n"
    "def test_it():\n    assert Output().metadata['model'] == 'glm-4-plus'\n",
    "a fixture that is not asked for": "@pytest.fixture\ndef other():\n"
    "    return Output({'model': 'glm-4-plus'})\n\n\ndef test_it():\n"
    "    assert Output().metadata['model'] == 'glm-4-plus'\n",
    "only other assertions name it": "def test_it():\n    out = Output()\n"
    "    assert 'glm-4-plus' in str(out)\n    assert out.metadata['model'] == 'glm-4-plus'\n",
    "another id is given": "def test_it():\n    out = Output({'model': 'glm-4'})\n"
    "    assert out.metadata['model'] == 'glm-4-plus'\n",
}


@pytest.mark.parametrize("test", HELD.values(), ids=HELD)
def test_an_expectation_of_the_program_holds_its_id(test: str) -> None:
    files = {"app.py": APP, "tests/test_app.py": START + test}

    assert fixes(files, "GLM101")[0] == "unsafe"


def test_code_that_is_no_test_may_check_what_it_gives() -> None:
    check = "def run():\n    out = Output({'model': 'glm-4-plus'})\n"
    check += "    assert out.metadata['model'] == 'glm-4-plus'\n"

    assert fixes({"app.py": APP, "run.py": START + check}, "GLM101")[0] == "unsafe"


NAMED = {
    "a record": 'MODELS = [{"id": "glm-4-plus", "name": "GLM-4-Plus", "maker": "Zhipu"}]\n',
    "a priced record": 'MODELS = [{"id": "glm-4-plus", "name": "GLM-4-Plus", "cost": 1}]\n',
    "the name first": 'MODELS = [{"name": "GLM-4-Plus", "id": "glm-4-plus"}]\n',
    "a keyword": 'MODELS = [Model(id="glm-4-plus", name="GLM-4-Plus")]\n',
    "a label as a keyword": 'MODELS = [Model("glm-4-plus", display_name="GLM-4-Plus")]\n',
}


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED)
def test_an_id_and_its_name_are_one_finding(text: str) -> None:
    assert len(found(text, "GLM101", "GLM102")) == 1


def test_a_name_that_is_the_id_itself_is_told() -> None:
    assert len(found('MODELS = [{"id": 1, "name": "glm-4-plus"}]\n', "GLM101", "GLM102")) == 1


BOT = """\
from zai import ZaiClient


class Bot:
    def __init__(self, model=None):
        self.client = ZaiClient()
        self.model = model or "glm-4.5"

    def ask(self, messages):
        return self.client.chat.completions.create(model=self.model, messages=messages)
"""
# What a test puts in the place of the client.
MOCKS = {
    "a mock": "MagicMock()",
    "another client": "OpenAI(base_url='http://127.0.0.1:1')",
    "a class of its own": "Fake()",
}


@pytest.mark.parametrize("mock", MOCKS.values(), ids=MOCKS)
def test_the_client_of_a_test_is_none_of_the_program(mock: str) -> None:
    test = (
        "from unittest.mock import MagicMock\nfrom openai import OpenAI\nfrom bot import Bot\n\n\n"
    )
    test += "class Fake:\n    pass\n\n\ndef test_it():\n    bot = Bot(model='fake')\n"
    files = {
        "bot.py": BOT,
        "tests/test_bot.py": f"{test}    bot.client = {mock}\n    bot.ask([])\n",
    }

    assert fixes(files, "GLM101") == ["safe"]
    assert fixes({**files, "other.py": files.pop("tests/test_bot.py")}, "GLM101") == ["unsafe"]
