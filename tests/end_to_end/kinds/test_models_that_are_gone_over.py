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
