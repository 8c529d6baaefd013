"""Who reads a stream: the program, not its tests, and nobody where none is asked for."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed, fixes

HEAD = 'from zai import ZaiClient\n\nclient = ZaiClient(api_key="k")\n\n\n'
ASK = 'client.chat.completions.create(model="glm-4-plus", messages=messages, stream={})'
WORDS = (
    f"{HEAD}def words(messages):\n    for chunk in {ASK.format(True)}:\n        if chunk.choices:\n"
    "            yield chunk.choices[0].delta.content\n"
)
SHOWN = f'{WORDS}\n\nfor word in words([]):\n    print(word or "", end="")\n'
TESTS = {
    "compares them": "import bot\n\n\ndef test_it(fake):\n    assert list(bot.words([])) == []\n",
    "asserts each": "from bot import words\n\n\ndef test_it(fake):\n    for one in words([]):\n"
    "        assert one\n",
    "hands them on": "import bot\n\n\ndef test_it(fake):\n    check(bot.words([]))\n",
}


@pytest.mark.parametrize("test", TESTS.values(), ids=TESTS)
def test_a_reader_in_a_test_neither_holds_nor_guards(test: str) -> None:
    alone = fixed({"bot.py": WORDS, "tests/test_bot.py": test})["bot.py"]
    shown = fixed({"bot.py": SHOWN, "tests/test_bot.py": test})["bot.py"]

    assert 'yield chunk.choices[0].delta.content or ""\n' in alone
    assert "yield chunk.choices[0].delta.content\n" in shown
    assert '"glm-4.6"' in alone
    assert '"glm-4.6"' in shown


def test_a_test_that_calls_by_itself_is_its_own_reader() -> None:
    text = WORDS + "\n\ndef test_it():\n    for word in words([]):\n        assert word.strip()\n"

    assert ".strip()" in text
    assert fixes({"tests/test_bot.py": text}, "GLM405") != []


SEND = f"{HEAD}def send(messages, stream=False):\n    return {ASK.format('stream')}\n\n\n"
BUILT = (
    HEAD + "class Bot:\n    def _body(self, messages, stream):\n        return dict("
    'model="glm-4-plus", messages=messages, stream=stream)\n\n'
    "    def _send(self, messages, stream=False):\n"
    "        return client.chat.completions.create(**self._body(messages, stream))\n\n"
)
WHOLE = {
    "left out": SEND + "def ask():\n    return send([])\n",
    "said": SEND + "def ask():\n    answer = send([], stream=False)\n    return answer\n",
    "by position": SEND + "def ask():\n    return send([], False)\n",
    "a body that is built": BUILT + "    def ask(self):\n        return self._send([])\n",
}
STREAMED = {
    "said": SEND + "def ask():\n    return send([], stream=True)\n",
    "by position": SEND + "def ask():\n    return send([], True)\n",
    "not seen": SEND + "def ask(live):\n    return send([], stream=live)\n",
    "spread": SEND + "def ask(**options):\n    return send([], **options)\n",
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_an_answer_that_comes_whole_has_no_reader(text: str) -> None:
    assert fixes(text, "GLM101") == ["safe"]


@pytest.mark.parametrize("text", STREAMED.values(), ids=STREAMED)
def test_a_stream_whose_reader_is_not_seen_holds_the_rename(text: str) -> None:
    assert fixes(text, "GLM101") == ["unsafe"]
