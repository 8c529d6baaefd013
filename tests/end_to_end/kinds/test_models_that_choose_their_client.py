"""One function for several vendors: the model, its client and its address are chosen together."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

IMPORTS = "from openai import OpenAI\nfrom zhipuai import ZhipuAI\n\n"
GLM_URL = "https://open.bigmodel.cn/api/paas/v4"
CREATE = "chat.completions.create(model=model, messages=[], temperature=0.3, top_p=0.7)"
CHOSEN = {
    "an address by a test of the id": f"""
def ask(model):
    if "gpt" in model:
        url = "https://api.openai.com/v1"
    else:
        url = "{GLM_URL}"
    return OpenAI(api_key="k", base_url=url).{CREATE}


ask("glm-4.5")
""",
    "a client by a test of the id": f"""
def ask(model):
    client = ZhipuAI(api_key="k") if False else None
    if model.startswith("gpt"):
        client = OpenAI(api_key="k")
    elif model.startswith("glm"):
        client = ZhipuAI(api_key="k")
    return client.{CREATE}


ask("glm-4.5")
ask("gpt-4o")
""",
    "all in one branch": f"""
def ask(vendor):
    if vendor == "openai":
        client = OpenAI(api_key="k")
        model = "gpt-4o"
    else:
        client = OpenAI(api_key="k", base_url="{GLM_URL}")
        model = "glm-4.5"
    return client.{CREATE}
""",
    "attributes in one branch": f"""
class Asking:
    def __init__(self, vendor):
        if vendor == "openai":
            self.client = OpenAI(api_key="k")
            self.model = "gpt-4o"
        else:
            self.client = OpenAI(api_key="k", base_url="{GLM_URL}")
            self.model = "glm-4.5"

    def ask(self):
        return self.client.{CREATE.replace("=model", "=self.model")}
""",
    "arguments of one call": f"""
def ask(model, url):
    return OpenAI(api_key="k", base_url=url).{CREATE}


ask("gpt-4o", "https://api.openai.com/v1")
ask("glm-4.5", "{GLM_URL}")
""",
    "an entry of a table by an argument": f"""
URLS = {{"gpt": "https://api.openai.com/v1", "glm": "{GLM_URL}"}}


def ask(vendor, model):
    return OpenAI(api_key="k", base_url=URLS[vendor]).{CREATE}


ask("gpt", "gpt-4o")
ask("glm", "glm-4.5")
""",
}


@pytest.mark.parametrize("code", CHOSEN.values(), ids=CHOSEN)
def test_the_id_is_renamed_safely(workspace: Workspace, code: str) -> None:
    workspace.write({"app.py": IMPORTS + code})

    fixed = workspace.fixed()["app.py"]

    assert fixed.replace(", top_p=0.7", "") == (
        IMPORTS + code.replace("glm-4.5", "glm-4.6").replace(", top_p=0.7", "")
    )


@pytest.mark.parametrize("code", CHOSEN.values(), ids=CHOSEN)
def test_nothing_is_said_of_the_other_vendors_model(workspace: Workspace, code: str) -> None:
    swapped = code.replace("glm-4.5", "gpt-4.1").replace(GLM_URL, "https://api.openai.com/v1")
    workspace.write({"app.py": IMPORTS.replace("from zhipuai import ZhipuAI\n", "") + swapped})

    assert workspace.of("GLM101", "GLM201", "GLM301") == []


APART = f"""
def ask(model):
    if model.startswith("glm"):
        return ZhipuAI(api_key="k").chat.completions.create(model=model, messages=[])
    return OpenAI(api_key="k").{CREATE}


ask("glm-4.5")
ask("gpt-4o")
"""


def test_the_call_of_another_branch_is_not_accused(workspace: Workspace) -> None:
    workspace.write({"app.py": IMPORTS + APART})

    assert workspace.of("GLM101", "GLM201", "GLM903") == ["app.py:11 GLM101 safe"]


def test_a_reader_of_another_vendors_stream_is_left_alone(workspace: Workspace) -> None:
    reader = (
        "\n\ndef read_{0}(stream):\n    for chunk in stream:\n"
        '        print(chunk.choices[0].delta.content or "")\n'
    )
    code = (
        reader.format("gpt") + reader.format("glm") + "\n\ndef ask(vendor):\n"
        '    model = "gpt-4o" if vendor == "openai" else "glm-4.5"\n'
        '    if model.startswith("gpt"):\n'
        '        return read_gpt(OpenAI(api_key="k").chat.completions.create('
        "model=model, messages=[], stream=True))\n"
        '    return read_glm(ZhipuAI(api_key="k").chat.completions.create('
        "model=model, messages=[], stream=True))\n"
    )
    workspace.write({"app.py": IMPORTS + code})
    fixed = workspace.fixed()["app.py"]
    gpt, glm = fixed.split("def read_glm")

    assert "if not chunk.choices" not in gpt
    assert "if not chunk.choices" in glm
    assert '"gpt-4o" if vendor == "openai" else "glm-4.6"' in glm


def test_a_client_that_may_be_of_an_earlier_round_stays_unknown(workspace: Workspace) -> None:
    code = f"""
def ask(vendors):
    for vendor in vendors:
        if vendor == "openai":
            client = OpenAI(api_key="k")
            model = "gpt-4o"
        if vendor == "glm":
            model = "glm-4.5"
        client.{CREATE}
"""
    workspace.write({"app.py": IMPORTS + code})

    assert "safe" not in [one.split()[-1] for one in workspace.of("GLM101")]
