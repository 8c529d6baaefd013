"""An id, an address and a call that never says "GLM" lie in three modules; a fourth joins them."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

CONFIG = (
    'import os\n\nGLM_MODEL = os.getenv("GLM_MODEL", "glm-4.5")\n'
    'GLM_URL = os.getenv("GLM_URL", "https://open.bigmodel.cn/api/paas/v4")\n'
)
SENT = "messages=messages, temperature=0.3, top_p=0.7"
CLIENT = f"""\
from openai import OpenAI


class Client:
    def __init__(self, url, model):
        self.model = model
        self.client = OpenAI(api_key="k", base_url=url)

    def ask(self, messages):
        return self.client.chat.completions.create(model=self.model, {SENT})
"""
FUNCTION = f"""\
from openai import OpenAI


def ask(url, model, messages):
    client = OpenAI(api_key="k", base_url=url)
    return client.chat.completions.create(model=model, {SENT})
"""
RAW = """\
import requests


def post(url, body):
    return requests.post(url + "/chat/completions", json=body).json()
"""
SETTINGS = """\
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    debug: bool = False
    model: str = "glm-4.5"
    url: str = "https://open.bigmodel.cn/api/paas/v4"


settings = Settings()
"""
BY_CLASS = "from base import Client\nfrom config import GLM_MODEL, GLM_URL\n\n"
JOINED = {
    "a class": {
        "config.py": CONFIG,
        "base.py": CLIENT,
        "main.py": BY_CLASS + "client = Client(GLM_URL, GLM_MODEL)\n",
    },
    "a function": {
        "config.py": CONFIG,
        "base.py": FUNCTION,
        "main.py": "import base\nimport config\n\nbase.ask(config.GLM_URL, config.GLM_MODEL, [])\n",
    },
    "a settings object": {
        "config.py": SETTINGS,
        "base.py": CLIENT,
        "main.py": "from base import Client\nfrom config import settings\n\n"
        "client = Client(settings.url, settings.model)\n",
    },
    "packages that hand names on": {
        "app/__init__.py": "",
        "app/settings/__init__.py": "from .names import *\n",
        "app/settings/names.py": CONFIG,
        "app/llm/__init__.py": "from .base import Client\n",
        "app/llm/base.py": CLIENT,
        "app/main.py": "from app import settings\nfrom app.llm import Client\n\n\ndef main():\n"
        "    return Client(settings.GLM_URL, settings.GLM_MODEL)\n",
    },
    "one more function between": {
        "config.py": CONFIG,
        "base.py": CLIENT,
        "service.py": "from base import Client\n\n\ndef made(url, model):\n"
        "    return Client(url, model)\n",
        "main.py": "from config import GLM_MODEL, GLM_URL\nfrom service import made\n\n"
        "made(GLM_URL, GLM_MODEL)\n",
    },
    "an import within a function": {
        "config.py": CONFIG,
        "base.py": CLIENT,
        "main.py": "from base import Client\n\n\ndef client():\n"
        "    from config import GLM_MODEL, GLM_URL\n\n    return Client(GLM_URL, GLM_MODEL)\n",
    },
    "a derived class": {
        "config.py": CONFIG,
        "base.py": CLIENT,
        "main.py": BY_CLASS + "\nclass Glm(Client):\n    def __init__(self):\n"
        "        super().__init__(GLM_URL, GLM_MODEL)\n",
    },
}


@pytest.mark.parametrize("texts", JOINED.values(), ids=JOINED)
def test_the_call_is_found_and_both_are_fixed(workspace: Workspace, texts: dict[str, str]) -> None:
    workspace.write(texts)
    base = next(name for name in texts if name.endswith("base.py"))
    config = next(name for name, text in texts.items() if "glm-4.5" in text)
    fixed = workspace.fixed()

    assert fixed[config] == texts[config].replace("glm-4.5", "glm-4.6")
    assert fixed[base] == texts[base].replace(", top_p=0.7", "")
    assert workspace.of("GLM101", "GLM201", "GLM903") == []


@pytest.mark.parametrize("texts", JOINED.values(), ids=JOINED)
def test_the_report_knows_the_call(workspace: Workspace, texts: dict[str, str]) -> None:
    workspace.write(texts)
    (call,) = workspace.report()["calls"]

    assert [model["before"] for model in call["models"] if model["before"]] == ["glm-4.5"]


def test_a_run_over_the_call_alone_says_the_same_of_it(workspace: Workspace) -> None:
    workspace.write(JOINED["a class"])

    assert workspace.findings("base.py", "--select", "GLM201") == ["base.py:10 GLM201 safe"]


def test_a_raw_request_in_a_module_that_knows_no_model(workspace: Workspace) -> None:
    main = (
        "from config import GLM_MODEL, GLM_URL\nfrom http_help import post\n\n"
        'post(GLM_URL, {"model": GLM_MODEL, "messages": [], "temperature": 0.3, "top_p": 0.7})\n'
    )
    workspace.write({"config.py": CONFIG, "http_help.py": RAW, "main.py": main})
    fixed = workspace.fixed()

    assert fixed["config.py"] == CONFIG.replace("glm-4.5", "glm-4.6")
    assert fixed["main.py"] == main.replace(', "top_p": 0.7', "")


GLM_BODY = '"model": "glm-4.6", "messages": []'
SENDS = 'from http_help import post\n\npost("https://open.bigmodel.cn/api/paas/v4", {{{}}})\n'
OTHER = SENDS.replace("open.bigmodel.cn/api/paas/v4", "api.openai.com/v1")
BOTH = ', "temperature": 0.3, "top_p": 0.7'


def test_each_body_that_callers_pass_is_judged_for_itself(workspace: Workspace) -> None:
    texts = {
        "http_help.py": RAW,
        "first.py": SENDS.format(GLM_BODY + BOTH),
        "second.py": SENDS.format(GLM_BODY + BOTH.replace("0.3", "0.4")),
        "other.py": OTHER.format(GLM_BODY.replace("glm-4.6", "gpt-4o") + BOTH),
    }
    workspace.write(texts)
    found = workspace.of("GLM201")
    fixed = workspace.fixed()

    assert found == ["first.py:3 GLM201 safe", "second.py:3 GLM201 safe"]
    assert fixed["other.py"] == texts["other.py"]
    assert '"temperature": 0.4})' in fixed["second.py"]


def test_two_bodies_with_one_parameter_each_are_no_finding(workspace: Workspace) -> None:
    workspace.write(
        {
            "http_help.py": RAW,
            "warm.py": SENDS.format(GLM_BODY + ', "temperature": 0.3'),
            "narrow.py": SENDS.format(GLM_BODY + ', "top_p": 0.7'),
        }
    )

    assert workspace.of("GLM201") == []


def test_what_a_caller_passes_counts_whatever_bytes_its_file_holds(workspace: Workspace) -> None:
    workspace.write(
        {
            "agent.py": "from zai import ZaiClient\n\nclient = ZaiClient()\n\n\n"
            "def ask(messages, warmth, nucleus):\n"
            '    return client.chat.completions.create(model="glm-4.6", messages=messages,'
            " temperature=warmth, top_p=nucleus)\n",
            "main.py": "from agent import ask\n\nask([], 0.3, nucleus=0.7)\n",
        }
    )
    told = workspace.run("check", "--explain-resolution")

    assert "0.3" in told
    assert "0.7" in told


def test_modules_that_no_value_reaches_are_not_read(workspace: Workspace) -> None:
    """The flags of a settings class that holds an id are no way for the id."""
    workspace.write(
        {
            **JOINED["a settings object"],
            "log.py": "from config import settings\n\nLEVEL = 10 if settings.debug else 20\n",
            "broken.py": "def (\n",
        }
    )

    assert workspace.of("GLM901") == []
    assert "log.py" not in str(workspace.report()["files"])
