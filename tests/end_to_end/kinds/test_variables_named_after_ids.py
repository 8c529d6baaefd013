"""Variables of the environment whose names are made of an id: a rename would miss them."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixes, found

HEAD = "import os\nfrom zai import ZaiClient\n\nclient = ZaiClient()\n"
NAMED = {
    "a variable, read": 'KEY = os.environ[MODEL.upper() + "_KEY"]\n',
    "a variable, got": 'KEY = os.environ.get(MODEL.upper().replace("-", "_"))\n',
    "a name for it": 'name = MODEL.upper() + "_KEY"\nKEY = os.getenv(name)\n',
    "an imported mapping": "from os import environ as e\nKEY = e[MODEL.lower() + '_key']\n",
}
ONE = 'MODEL = "glm-4.5"\n{}client.chat.completions.create(model=MODEL, messages=[])\n'


@pytest.mark.parametrize("line", NAMED.values(), ids=NAMED)
def test_a_variable_named_after_the_id_holds_the_rename(line: str) -> None:
    (one,) = found(HEAD + ONE.format(line), "GLM101")

    assert one.fix == "unsafe"
    assert "is the name of a variable of the environment" in one.advice


@pytest.mark.parametrize(
    "line", ['os.environ["MODEL"] = MODEL\n', 'print(os.getenv("KEY"), MODEL.upper())\n']
)
def test_the_id_as_a_value_does_not(line: str) -> None:
    assert fixes(HEAD + ONE.format(line), "GLM101") == ["safe"]
