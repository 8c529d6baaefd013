"""A base class sends what each vendor's class sets: model, address and body go together."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace
from tests.end_to_end.kinds.tried import fixed, fixes, found

BASE = """from abc import ABC, abstractmethod

import httpx


class Base(ABC):
    URL = ""
    MODEL = ""

    def __init__(self, key, url=None, model=None):
        self.key = key
        self.url = url or self.URL
        self.model = model or self.MODEL
        self.client = httpx.Client()

    @abstractmethod
    def body(self, messages):
        {}

    def ask(self, messages):
        return self.client.post(f"{{self.url}}/chat/completions", json=self.body(messages)).json()


class OpenAI(Base):
    URL = "https://api.openai.com/v1"
    MODEL = "gpt-4o"

    def body(self, messages):
        return {{"model": self.model, "messages": messages, "temperature": 0.2}}
"""
GLM = """from base import OpenAI


class Glm(OpenAI):
    URL = "https://open.bigmodel.cn/api/paas/v4"
    MODEL = "glm-4-plus"
"""
OPEN = {
    "pass": "pass",
    "dots": "...",
    "a docstring": '"""Build it."""',
    "an error": "raise NotImplementedError",
    "an error with a text": '"""Build it."""\n        raise NotImplementedError("body")',
}


@pytest.mark.parametrize("body", OPEN.values(), ids=OPEN)
def test_a_method_that_is_left_to_subclasses_is_theirs(body: str) -> None:
    files = {"base.py": BASE.format(body), "glm.py": GLM}

    assert fixed(files, "GLM101")["glm.py"] == GLM.replace("glm-4-plus", "glm-4.6")
    assert found(files, "GLM903") == []


def test_a_registry_of_the_classes_changes_nothing() -> None:
    registry = "from base import OpenAI\nfrom glm import Glm\n\nALL = {'gpt': OpenAI, 'glm': Glm}\n"
    registry += "\n\ndef make(name, key):\n    return ALL[name.lower()](key)\n"
    files = {"base.py": BASE.format("pass"), "glm.py": GLM, "factory.py": registry}

    assert fixes(files, "GLM101") == ["safe"]


def test_both_samplers_of_the_shared_body_are_told() -> None:
    base = BASE.format("pass").replace("0.2}", '0.2, "top_p": 0.9}')
    (told,) = found({"base.py": base, "glm.py": GLM}, "GLM201")

    assert told.advice == "the same call can use gpt-4o, whose answers it would change too"


def test_a_class_of_another_vendor_is_silent() -> None:
    other = GLM.replace("open.bigmodel.cn", "api.moonshot.cn").replace("glm-4-plus", "kimi-k2")

    assert found({"base.py": BASE.format("pass"), "kimi.py": other}) == []


def test_the_id_of_a_class_for_a_local_server_stays() -> None:
    local = GLM.replace("https://open.bigmodel.cn/api/paas/v4", "http://localhost:8000/v1")
    files = {"base.py": BASE.format("pass"), "local.py": local}

    assert fixed(files) == files


PROPERTIES = """from openai import OpenAI


class Base:
    @property
    def url(self):
        raise NotImplementedError

    @property
    def model(self):
        raise NotImplementedError

    def ask(self, messages):
        client = OpenAI(api_key="k", base_url=self.url)
        return client.chat.completions.create(
            model=self.model, messages=messages, temperature=0.2
        )


class Gpt(Base):
    @property
    def url(self):
        return "https://api.openai.com/v1"

    @property
    def model(self):
        return "gpt-4o"


class Glm(Base):
    @property
    def url(self):
        return "https://open.bigmodel.cn/api/paas/v4"

    @property
    def model(self):
        return "glm-4-plus"
"""


def test_properties_of_a_class_go_together() -> None:
    after = fixed(PROPERTIES, "GLM101")["example.py"]

    assert after == PROPERTIES.replace("glm-4-plus", "glm-4.6")


def test_a_method_of_another_vendor_is_not_used() -> None:
    base = (
        BASE.format("pass").replace('f"{self.url}/chat/completions"', "self.path()")
        + "\n    def path(self):\n        return f'{self.url}/chat/completions'\n"
    )
    other = (
        "from base import Base\n\n\nclass Claude(Base):\n    URL = 'https://api.anthropic.com/v1'\n"
        "    MODEL = 'claude-4'\n\n    def path(self):\n        return f'{self.url}/messages'\n\n"
        "    def body(self, messages):\n"
        "        return {'model': self.model, 'messages': messages}\n"
    )
    files = {"base.py": base, "glm.py": GLM, "claude.py": other}

    assert fixes(files, "GLM101") == ["safe"]


def test_a_body_that_another_file_builds_is_sent(workspace: Workspace) -> None:
    base, _, openai = BASE.format("pass").partition("class OpenAI(Base)")
    files = {
        "base.py": base,
        "gpt.py": "from base import Base\n\n\nclass OpenAI(Base)" + openai,
        "glm.py": GLM.replace("base", "gpt"),
    }
    workspace.write(files)

    assert workspace.fixed()["glm.py"] == files["glm.py"].replace("glm-4-plus", "glm-4.6")
    assert len(workspace.report()["calls"]) == 1
