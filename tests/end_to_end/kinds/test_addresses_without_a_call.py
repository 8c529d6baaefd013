"""The vendor's address is written, and no call is recognised: nothing is done, nothing is green."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

URL = "https://open.bigmodel.cn/api/paas/v4"

PROGRAMS = {
    "a class of an own client": "from base import Client\n\n\n"
    f'class Glm(Client):\n    url = "{URL}"\n',
    "a table of providers": 'PROVIDERS = {"openai": "https://api.openai.com/v1", '
    f'"glm": "{URL}"}}\n',
    "a default of the environment": f'import os\n\nURL = os.getenv("GLM_URL", "{URL}")\n',
    "a request that is sent elsewhere": f'from net import send\n\nsend("{URL}/chat/completions")\n',
    "the Anthropic-style endpoint": 'import os\n\nos.environ["ANTHROPIC_BASE_URL"] = '
    '"https://api.z.ai/api/anthropic"\n',
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_no_item_is_green(workspace: Workspace, text: str) -> None:
    workspace.write({"app.py": text})

    assert {item["state"] for item in workspace.report()["items"]} == {"cannot see"}


def test_the_place_is_shown(workspace: Workspace) -> None:
    workspace.write({"app.py": PROGRAMS["a table of providers"]})
    (first,) = workspace.report()["items"][1]["evidence"]

    assert first["line"] == 1
    assert first["message"] == f"the call that is sent to {URL}"


def test_calls_that_are_seen_speak_for_themselves(workspace: Workspace) -> None:
    text = f'from openai import OpenAI\n\nclient = OpenAI(base_url="{URL}")\n'
    ask = 'client.chat.completions.create(model="glm-4.6", messages=[], temperature=0.2)\n'
    workspace.write({"app.py": text + ask})
    states = {item["key"]: item["state"] for item in workspace.report()["items"]}

    assert states["model-identifier"] == "done"


def test_an_address_in_a_test_says_nothing_of_the_program(workspace: Workspace) -> None:
    workspace.write({"app.py": "print(1)  # glm-4\n", "tests/test_app.py": f'URL = "{URL}"\n'})

    assert {item["state"] for item in workspace.report()["items"]} == {"not applicable"}
