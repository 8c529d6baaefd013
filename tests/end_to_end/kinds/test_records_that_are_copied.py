"""Models in records: copied with another one, shown as dicts, set by name."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

HEAD = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
ASK = "client.chat.completions.create(model={}, messages=[], temperature=0.1, top_p=0.2)\n"
SPREAD = "client.chat.completions.create(messages=[], **{})\n"
DATACLASS = "@dataclass\nclass P:\n    model: str = 'gpt-4o'\n    temperature: float = 0.3\n"
PYDANTIC = "class P(BaseModel):\n    model: str = 'gpt-4o'\n    temperature: float = 0.3\n"
KIND = "from collections import namedtuple\nP = namedtuple('P', 'model temperature')\n"
NAMESPACE = "from types import SimpleNamespace\n"

FOLLOWED = {
    "replace": "from dataclasses import dataclass, replace\n"
    f"{DATACLASS}p = replace(P(), model='glm-4.5')\n" + ASK.format("p.model"),
    "evolve": f"import attrs\n{DATACLASS}p = attrs.evolve(P(), model='glm-4.5')\n"
    + ASK.format("p.model"),
    "copy": f"{PYDANTIC}p = P().copy(update={{'model': 'glm-4.5'}})\n" + ASK.format("p.model"),
    "model_copy": f"{PYDANTIC}p = P().model_copy(update={{'model': 'glm-4.5'}})\n"
    + ASK.format("p.model"),
    "of something unknown": "p = load().model_copy(update={'model': 'glm-4.5'})\n"
    + ASK.format("p.model"),
    "shown as a dict": "from dataclasses import asdict, dataclass, replace\n"
    f"{DATACLASS}p = replace(P(), model='glm-4.5')\n" + SPREAD.format("asdict(p)"),
    "a named tuple": f"{KIND}p = P('glm-4.5', 0.3)\n" + ASK.format("p.model"),
    "a named tuple as a dict": f"{KIND}p = P('glm-4.5', 0.3)\n" + SPREAD.format("p._asdict()"),
    "a copy of a named tuple": f"{KIND}p = P('gpt-4o', 0.3)._replace(model='glm-4.5')\n"
    + ASK.format("p.model"),
    "a namespace as a dict": f"{NAMESPACE}p = SimpleNamespace(model='glm-4.5')\n"
    + SPREAD.format("vars(p)"),
    "an object as a dict": "class P:\n    def __init__(self):\n        self.model = 'glm-4.5'\n"
    "p = P()\n" + SPREAD.format("vars(p)"),
    "setattr": "class P: pass\np = P()\nsetattr(p, 'model', 'glm-4.5')\n" + ASK.format("p.model"),
    "getattr": "class P:\n    model = 'glm-4.5'\n" + ASK.format("getattr(P, 'model')"),
    "getattr with a default": "class P:\n    model = 'glm-4.5'\n"
    + ASK.format("getattr(P, 'model', None)"),
    "an inner class": "class P:\n    class Meta:\n        model = 'glm-4.5'\n\n"
    "    def ask(self):\n        " + ASK.format("self.Meta.model"),
    "an inner class that is derived": "class Q:\n    class Meta:\n        model = 'glm-4.5'\n\n"
    "class P(Q):\n    class Meta(Q.Meta): ...\n\n    def ask(self):\n        "
    + ASK.format("self.Meta.model"),
}


@pytest.mark.parametrize("text", FOLLOWED.values(), ids=FOLLOWED)
def test_the_model_of_a_record_is_followed(text: str) -> None:
    assert found(HEAD + text, "GLM903", "GLM102") == []
    assert fixed_text(HEAD + text, "GLM101") == HEAD + text.replace("glm-4.5", "glm-4.6")


# Another model is asked than the record's own, which is left to whom asks that.
OVERRIDDEN = {
    "replace": "from dataclasses import dataclass, replace\n"
    f"{DATACLASS}p = replace(P(model='glm-4.5'), model='glm-4.6')\n" + ASK.format("p.model"),
    "model_copy": f"{PYDANTIC}p = P(model='glm-4.5').model_copy(update={{'model': 'glm-4.6'}})\n"
    + ASK.format("p.model"),
    "a named tuple": f"{KIND}p = P('glm-4.5', 0.3)._replace(model='glm-4.6')\n"
    + ASK.format("p.model"),
    "another inner class": "class Q:\n    class Meta:\n        model = 'glm-4.5'\n\n"
    "class P(Q):\n    class Meta:\n        model = 'glm-4.6'\n\n    def ask(self):\n        "
    + ASK.format("self.Meta.model"),
}


@pytest.mark.parametrize("text", OVERRIDDEN.values(), ids=OVERRIDDEN)
def test_a_model_that_is_overridden_does_not_move(text: str) -> None:
    assert fixed_text(HEAD + text, "GLM101") == HEAD + text
    assert fixes(HEAD + text, "GLM201") == ["safe"]


# What these hold when they are asked for is not seen.
UNSEEN = {
    "a namespace that is changed": f"{NAMESPACE}p = SimpleNamespace(model='glm-4.5')\n"
    "p.model = load()\n" + SPREAD.format("vars(p)"),
    "an object that is changed": "class P:\n    def __init__(self):\n"
    "        self.model = 'glm-4.5'\n\n    def change(self):\n        self.model = load()\n"
    "p = P()\n" + SPREAD.format("vars(p)"),
    "a derived object": "class P(Q):\n    def __init__(self):\n"
    "        if FAST:\n            self.model = 'glm-4.5'\np = P()\n" + SPREAD.format("vars(p)"),
    "an attribute by a name that is not seen": "class P:\n    model = 'glm-4.5'\n"
    + ASK.format("getattr(P, WORD)"),
    "an attribute of something unknown": ASK.format("getattr(load(), 'model', None)"),
}


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_what_a_record_holds_unseen_is_said(text: str) -> None:
    assert fixed_text(HEAD + text, "GLM101") == HEAD + text
    assert len(found(HEAD + text, "GLM903")) == 1


# The id decides something beside the call.
DECIDING = {
    "a part of it": "class P:\n    model = 'glm-4.5'\n\n    def ask(self):\n        "
    + ASK.format("getattr(self, 'model')")
    + "IS_OLD = P.model.endswith('4.5')\n",
    "a key": f"{NAMESPACE}p = SimpleNamespace(model='gpt-4o')\nsetattr(p, 'model', 'glm-4.5')\n"
    + ASK.format("p.model")
    + "use(LIMITS[p.model])\nLIMITS = {'glm-4.5': 1}\n",
    "a field of a copy": "from dataclasses import dataclass, replace\n"
    f"{DATACLASS}p = replace(P(), model='glm-4.5')\n"
    + ASK.format("p.model")
    + "use('4.5' in p.model)\n",
}


@pytest.mark.parametrize("text", DECIDING.values(), ids=DECIDING)
def test_a_model_that_decides_something_else_needs_the_users_word(text: str) -> None:
    assert fixes(HEAD + text, "GLM101") == ["unsafe"]


def test_an_attribute_that_is_set_later_may_be_another_model() -> None:
    text = f"{NAMESPACE}p = SimpleNamespace(model='glm-4.5')\np.model = 'glm-4.5v'\n"

    assert fixes(HEAD + text + ASK.format("p.model"), "GLM201") == ["unsafe"]


def test_an_attribute_of_another_variable_of_that_name_is_none_of_the_call() -> None:
    text = (
        f"{NAMESPACE}def ask():\n    p = SimpleNamespace(model='glm-4.6')\n    "
        + ASK.format("p.model")
        + "def other(p):\n    p.model = 'glm-4.5'\n"
    )

    assert fixed_text(HEAD + text, "GLM101") == HEAD + text
    assert fixes(HEAD + text, "GLM201") == ["safe"]
