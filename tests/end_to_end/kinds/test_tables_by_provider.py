"""A table of providers: the fields of one record travel together, and its keys are no ids."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

TABLE = """from openai import OpenAI

CONFIG = {
    "glm": {"url": "https://open.bigmodel.cn/api/paas/v4", "model": "glm-4.5"},
    "openai": {"url": "https://api.openai.com/v1", "model": "gpt-4o"},
}
"""
ASKED = {
    "a test of the key": """

def ask(provider):
    if provider not in CONFIG:
        raise ValueError(provider)
    cfg = CONFIG[provider]
    client = OpenAI(base_url=cfg["url"])
    return client.chat.completions.create(model=cfg["model"], messages=[])
""",
    "no name for the record": """

def ask(provider):
    client = OpenAI(base_url=CONFIG[provider]["url"])
    return client.chat.completions.create(model=CONFIG[provider]["model"], messages=[])
""",
    "an object": """

class Bot:
    def __init__(self, provider):
        self.cfg = CONFIG[provider]
        self.client = OpenAI(base_url=self.cfg["url"])

    def ask(self):
        return self.client.chat.completions.create(model=self.cfg["model"], messages=[])
""",
    "get with a default": """

def ask(provider):
    cfg = CONFIG[provider]
    client = OpenAI(base_url=cfg.get("url"))
    return client.chat.completions.create(model=cfg.get("model"), messages=[])
""",
    "a key from the environment": """import os

cfg = CONFIG[os.environ["PROVIDER"]]
client = OpenAI(base_url=cfg["url"])
client.chat.completions.create(model=cfg["model"], messages=[])
""",
}


@pytest.mark.parametrize("body", ASKED.values(), ids=ASKED)
def test_the_id_beside_the_vendors_address_moves(workspace: Workspace, body: str) -> None:
    workspace.write({"app.py": TABLE + body})

    assert workspace.fixed()["app.py"] == (TABLE + body).replace("glm-4.5", "glm-4.6")


@pytest.mark.parametrize("body", ASKED.values(), ids=ASKED)
def test_a_table_of_other_vendors_is_silent(workspace: Workspace, body: str) -> None:
    other = TABLE.replace("glm-4.5", "kimi-k2").replace("open.bigmodel.cn", "api.moonshot.cn")
    workspace.write({"app.py": other + body})

    assert workspace.of("GLM101", "GLM201", "GLM202") == []


def test_the_id_of_a_local_server_in_the_same_table_stays(workspace: Workspace) -> None:
    local = TABLE.replace("https://open.bigmodel.cn/api/paas/v4", "http://localhost:8000/v1")
    workspace.write({"app.py": local + ASKED["a test of the key"]})

    assert "glm-4.5" in workspace.fixed()["app.py"]
