"""An address that is put together is read like one that is written in one piece."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

CALL = (
    "\n\ndef ask(messages):\n"
    '    return client.chat.completions.create(model="glm-4.5", messages=messages)\n'
)
MADE = {
    "a sum": 'base_url="{scheme}://" + HOST + "/" + PATH',
    "a formatted string": 'base_url=f"{scheme}://{{HOST}}/{{PATH}}"',
    "a format": 'base_url="{scheme}://{{}}/{{}}".format(HOST, PATH)',
    "percent": 'base_url="{scheme}://%s/%s" % (HOST, PATH)',
    "join": 'base_url="/".join(["{scheme}:/", HOST, PATH])',
    "urljoin": 'base_url=urljoin("{scheme}://" + HOST, PATH)',
    "what was cut off": 'base_url=("{scheme}://" + HOST + "/v9").removesuffix("v9") + PATH',
    "an unknown end": 'base_url="{scheme}://" + HOST + "/" + os.environ["REST"]',
}


def program(argument: str, scheme: str, host: str) -> str:
    return (
        "import os\nfrom urllib.parse import urljoin\n\nfrom openai import OpenAI\n\n"
        f'HOST = "{host}"\nPATH = "api/paas/v4"\n'
        f'client = OpenAI(api_key="k", {argument.format(scheme=scheme)})\n{CALL}'
    )


@pytest.mark.parametrize("argument", MADE.values(), ids=MADE)
def test_the_vendors_address_is_seen(workspace: Workspace, argument: str) -> None:
    workspace.write({"app.py": program(argument, "https", "open.bigmodel.cn")})

    assert workspace.of("GLM101", "GLM903") == ["app.py:12 GLM101 safe"]


@pytest.mark.parametrize("argument", MADE.values(), ids=MADE)
def test_a_model_that_a_local_server_serves_is_not_renamed(
    workspace: Workspace, argument: str
) -> None:
    text = program(argument, "http", "127.0.0.1:8000")
    workspace.write({"app.py": text})

    assert workspace.fixed("--unsafe-fixes")["app.py"] == text


def test_a_host_of_which_only_the_beginning_is_seen_is_unknown(workspace: Workspace) -> None:
    argument = 'base_url="https://open.bigmodel.cn" + os.environ["SUFFIX"]'
    workspace.write({"app.py": program(argument, "https", "h")})

    assert workspace.of("GLM101") == ["app.py:12 GLM101 unsafe"]


def test_a_request_to_an_address_in_parts(workspace: Workspace) -> None:
    workspace.write(
        {
            "app.py": "import requests\n\n\nclass Client:\n    def __init__(self, base):\n"
            '        self.base = base.rstrip("/")\n\n    def ask(self, messages):\n'
            '        url = f"{self.base}/chat/completions"\n'
            '        body = {"model": "glm-4.5", "messages": messages}\n'
            "        return requests.post(url, json=body)\n\n\n"
            'Client("https://open.bigmodel.cn/api/paas/v4/")\n'
        }
    )

    assert workspace.of("GLM101", "GLM903") == ["app.py:10 GLM101 safe"]


def test_the_reader_of_a_local_servers_stream_is_left_alone(workspace: Workspace) -> None:
    text = (
        "from openai import OpenAI\n\n"
        'client = OpenAI(api_key="EMPTY", base_url="http://127.0.0.1:8000/v1/")\n'
        'stream = client.chat.completions.create(model="chatglm3-6b", messages=[], stream=True)\n'
        "for chunk in stream:\n    print(chunk.choices[0].delta.content)\n"
    )
    workspace.write({"app.py": text})

    assert workspace.findings() == ["app.py:4 GLM101 none"]
