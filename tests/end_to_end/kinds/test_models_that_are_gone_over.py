"""Loops over models: what they go over, and what is put in elsewhere."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed_text, fixes, found

HEAD = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
ASK = "    client.chat.completions.create(model=model, messages=[], temperature=0.1, top_p=0.2)\n"
LOOPS = {
    "values": "MODELS = {'fast': 'glm-4.5'}\nfor model in MODELS.values():\n",
    "keys": "MODELS = {'glm-4.5': 1}\nfor model in MODELS:\n",
    "in order": "MODELS = ['glm-4.5']\nfor model in sorted(set(MODELS)):\n",
    "with a bar": "MODELS = ['glm-4.5']\nfor model in tqdm(MODELS):\n",
    "filled": "MODELS = []\nMODELS.append('glm-4.5')\nfor model in MODELS:\n",
    "joined": "A = ['glm-4.5']\nB = ['glm-4.6']\nfor model in A + B:\n",
    "chained": "import itertools\nA = ['glm-4.5']\nfor model in itertools.chain(A, ['glm-4.6']):\n",
    "by chance": "import random\nA = ['glm-4.5']\nfor model in random.sample(A, 1):\n",
    "made anew": "A = ['glm-4.5']\nfor model in [one for one in A]:\n",
    "with each": "from itertools import product\nA = ['glm-4.5']\n"
    "for model, _ in product(A, [1, 2]):\n",
    "members": "from enum import StrEnum\nclass M(StrEnum):\n    A = 'glm-4.5'\nfor model in M:\n",
    "values of members": "from enum import Enum\nclass M(Enum):\n    A = 'glm-4.5'\n"
    "for model in [one.value for one in M]:\n",
    "members of a derived one": "from enum import StrEnum\nclass N(StrEnum): ...\n"
    "class M(N):\n    A = 'glm-4.5'\nfor model in M:\n",
    "yielded": "def models():\n    yield 'glm-4.5'\nfor model in models():\n",
    "yielded from a list": "def models():\n    yield from ['glm-4.5']\nfor model in models():\n",
    "taken": "A = ['glm-4.5']\nmodel = next(iter(A))\nif model:\n",
    "for ever": "from itertools import cycle\nA = cycle(['glm-4.5'])\nmodel = next(A)\nif model:\n",
    "drawn": "import random\nA = ['glm-4.5']\nmodel = random.choice(A)\nif model:\n",
    "drawn members": "import random\nfrom enum import Enum\nclass M(Enum):\n    A = 'glm-4.5'\n"
    "model = random.choice(list(M)).value\nif model:\n",
}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_what_a_loop_goes_over_is_followed(loop: str) -> None:
    text = HEAD + loop + ASK

    assert found(text, "GLM903", "GLM102") == []
    assert fixes(text, "GLM201") == ["safe"]
    assert "'glm-4.6'" in fixed_text(text, "GLM101", unsafe=True)


# GLM's vision models take both parameters.
ADDED = {
    "at the end": "MODELS = ['glm-4.5']\nMODELS.append('glm-4.5v')\nfor model in MODELS:\n",
    "in front": "MODELS = ['glm-4.5']\nMODELS.insert(0, 'glm-4.5v')\nfor model in MODELS:\n",
    "by its place": "MODELS = ['glm-4.5']\nMODELS[0] = 'glm-4.5v'\nfor model in MODELS:\n",
    "several": "MODELS = ['glm-4.5']\nMODELS.extend(['glm-4.5v'])\nfor model in MODELS:\n",
    "out of sight": "MODELS = ['glm-4.5']\nMODELS.extend(load())\nfor model in MODELS:\n",
    "afterwards": "MODELS = ['glm-4.5']\ndef add():\n    MODELS.append('glm-4.5v')\n"
    "for model in MODELS:\n",
    "an entry": "MODELS = {'a': 'glm-4.5'}\nMODELS['b'] = 'glm-4.5v'\n"
    "for _, model in MODELS.items():\n",
    "entries out of sight": "MODELS = {'a': 'glm-4.5', **load()}\n"
    "for _, model in MODELS.items():\n",
    "counted": "MODELS = ['glm-4.5']\nMODELS.append('glm-4.5v')\n"
    "for _, model in enumerate(MODELS):\n",
    "looked up": "MODELS = ['glm-4.5']\nMODELS.insert(0, 'glm-4.5v')\n"
    "model = MODELS[0]\nif model:\n",
}


@pytest.mark.parametrize("loop", ADDED.values(), ids=ADDED)
def test_a_model_that_is_put_in_elsewhere_keeps_its_parameters(loop: str) -> None:
    assert fixes(HEAD + loop + ASK, "GLM201") == ["unsafe"]


@pytest.mark.parametrize("loop", sorted(set(LOOPS) - {"values"}))
def test_an_id_among_others_moves_only_on_the_users_word(loop: str) -> None:
    assert fixes(HEAD + LOOPS[loop] + ASK, "GLM101") == ["unsafe"]


# The id decides something beside the calls: what looks it up must change with it.
DECIDING = {
    "compared": "def models():\n    yield 'glm-4.5'\nBEST = list(models())[0] == 'glm-4.5'\n"
    "for model in models():\n",
    "a key": "from enum import StrEnum\nclass M(StrEnum):\n    A = 'glm-4.5'\n"
    "LIMITS = {'glm-4.5': 1}\nfor model in M:\n    use(LIMITS[model.value])\n",
    "a key of what is drawn": "import random\nA = ['glm-4.5']\nLIMITS = {'glm-4.5': 1}\n"
    "model = random.choice(A)\nuse(LIMITS[model])\nif model:\n",
    "looked for": "from itertools import chain\nA = ['glm-4.5']\nOLD = ('glm-4.5',)\n"
    "for model in chain(A):\n    use(model in OLD)\n",
}


@pytest.mark.parametrize("loop", DECIDING.values(), ids=DECIDING)
def test_an_id_that_decides_something_else_stays(loop: str) -> None:
    text = HEAD + loop + ASK

    assert fixed_text(text, "GLM101") == text
    assert len(found(text, "GLM102")) == 1


# What these give is not seen, or none of it is a model that the call asks.
UNSEEN = {
    "tested one by one": "A = ['glm-4.5', 'glm-4.6']\nfor model in [m for m in A if m != A[0]]:\n",
    "the first that fits": "A = ['glm-4.5', 'glm-4.6']\n"
    "model = next(m for m in A if fits(m))\nif model:\n",
    "a class with attributes": "class M:\n    A = 'glm-4.5'\nfor model in M:\n",
    "a function that draws": "def choice(a): ...\nmodel = choice(['glm-4.5'])\nif model:\n",
    "a method that draws": "model = deck.choice(['glm-4.5'])\nif model:\n",
    "a decorated generator": "def changed(f):\n    return other(f)\n"
    "@changed\ndef models():\n    yield 'glm-4.5'\nfor model in models():\n",
    "part of a member": "from enum import Enum\nclass M(Enum):\n    A = ('glm-4.5', 1)\n"
    "for model in [one.id for one in M]:\n",
}


@pytest.mark.parametrize("loop", UNSEEN.values(), ids=UNSEEN)
def test_what_a_loop_leaves_out_is_not_asked(loop: str) -> None:
    text = HEAD + loop + ASK

    assert found(text, "GLM101") == []
    assert len(found(text, "GLM903")) == 1


def test_another_vendors_model_among_them_keeps_the_id() -> None:
    text = (
        "import random\nimport openai\n\nclient = openai.OpenAI()\n"
        "model = random.choice(['glm-4.5', 'gpt-4o'])\nif model:\n"
    ) + ASK

    assert fixed_text(text, "GLM101") == text
    assert fixes(text, "GLM201") == ["unsafe"]
