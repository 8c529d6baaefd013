"""Arguments that a list or tuple holds: `ask(*ARGS)`."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

HEAD = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
ASK = "    client.chat.completions.create(model=model, messages=[], temperature=0.1, top_p=0.2)\n"
FUNCTION = f"def ask(model, text='', *rest):\n{ASK}"
METHOD = "class A:\n    def ask(self, text, model):\n    " + ASK

CALLS = {
    "written out": f"{FUNCTION}ask(*('glm-4.5', 'hi'))\n",
    "behind others": f"def ask(text, model):\n{ASK}ask('hi', *('glm-4.5',))\n",
    "of a method": f"{METHOD}A().ask(*('hi', 'glm-4.5'))\n",
    "beside keywords": f"def ask(model, text):\n{ASK}ask(text='hi', *('glm-4.5',))\n",
}


@pytest.mark.parametrize("text", CALLS.values(), ids=CALLS)
def test_what_is_spread_at_the_call_moves(text: str) -> None:
    assert found(HEAD + text, "GLM903", "GLM102") == []
    assert fixes(HEAD + text, "GLM201") == ["safe"]
    assert fixed_text(HEAD + text, "GLM101") == HEAD + text.replace("4.5", "4.6")


NAMED = {
    "a tuple": f"{FUNCTION}ARGS = ('glm-4.5', 'hi')\nask(*ARGS)\n",
    "rows of a loop": f"{FUNCTION}for row in [('glm-4.5', 'hi')]:\n    ask(*row)\n",
    "looked up elsewhere": f"{FUNCTION}ARGS = ('glm-4.5', 'hi')\nask(*ARGS)\nuse(LIMITS[ARGS[0]])\n"
    "LIMITS = {'glm-4.5': 1}\n",
}


@pytest.mark.parametrize("text", NAMED.values(), ids=NAMED)
def test_what_a_name_holds_is_found_and_moves_on_the_users_word(text: str) -> None:
    assert fixes(HEAD + text, "GLM101") == ["unsafe"]
    assert fixes(HEAD + text, "GLM201") == ["safe"]


def test_a_list_that_grows_may_hold_another_model() -> None:
    text = f"{HEAD}{FUNCTION}args = ['glm-4.5']\nargs.append('hi')\nask(*args)\n"

    assert fixes(text, "GLM101") == ["unsafe"]
    assert fixes(text, "GLM201") == ["unsafe"]


OTHERS = {
    "at another place": f"{FUNCTION}ARGS = ('gpt-4o', 'glm-4.5')\nask(*ARGS)\n",
    "behind an unknown number": f"{FUNCTION}ask(*load(), 'glm-4.5')\n",
    "in the second of two": f"{FUNCTION}ask(*load(), *('glm-4.5',))\n",
    "too short": f"def ask(text, model='glm-4.6'):\n{ASK}ask(*('glm-4.5',))\n",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_goes_elsewhere_is_no_model_of_the_call(text: str) -> None:
    assert found(HEAD + text, "GLM101") == []
