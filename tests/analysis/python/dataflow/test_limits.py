"""Where a search is given up, GLM903 says so, even when some ids were found."""

from __future__ import annotations

import pytest

from glm_migrate import check_source
from glm_migrate.analysis.python.dataflow.limits import MAX_CALLS, MAX_VALUES

_START = "from zai import ZaiClient\n\nglm = ZaiClient()\n"
_ASK = "glm.chat.completions.create(model={}, messages=[], temperature=0.2)\n"
_FUNCTION = "def ask(model):\n    " + _ASK.format("model")
_METHOD = "class Bot:\n    def ask(self, model):\n        " + _ASK.format("model") + "bot = Bot()\n"
_MADE = (
    "class Bot:\n    def __init__(self, model):\n        self.model = model\n\n"
    "    def ask(self):\n        " + _ASK.format("self.model")
)
WRAPPERS = {
    "a function": (_FUNCTION, 'ask("glm-4.5")\n'),
    "a method": (_METHOD, 'bot.ask("glm-4.5")\n'),
    "a constructor": (_MADE, 'Bot("glm-4.5").ask()\n'),
}


def codes(program: str) -> list[str]:
    return [one.code for one in check_source(program)]


@pytest.mark.parametrize(("wrapper", "call"), WRAPPERS.values(), ids=WRAPPERS)
def test_a_wrapper_with_many_callers_is_followed_to_all_of_them(wrapper: str, call: str) -> None:
    found = codes(_START + wrapper + call * 200)

    assert found.count("GLM101") == 200
    assert "GLM903" not in found


@pytest.mark.parametrize(("wrapper", "call"), WRAPPERS.values(), ids=WRAPPERS)
def test_a_wrapper_with_too_many_callers_is_said_to_be_one(wrapper: str, call: str) -> None:
    found = check_source(_START + wrapper + call * (max(MAX_CALLS, MAX_VALUES) + 1))

    (limit,) = [one for one in found if one.code == "GLM903"]
    assert limit.message.startswith("cannot see all models that are asked: ")
    assert "more than 1,000" in limit.message
    assert [one.code for one in found].count("GLM101") == MAX_VALUES


def test_a_call_that_asks_a_newer_model_needs_no_word_about_limits() -> None:
    many = 'ask("glm-4.7")\n' * (MAX_VALUES + 1)

    assert codes(_START + _FUNCTION + many) == []
