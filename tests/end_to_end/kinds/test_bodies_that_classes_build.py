"""A base class that sends the request, and classes for vendors that say what and where to."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace
from tests.end_to_end.kinds.tried import fixed, fixed_text, found

BASE = """\
import httpx
import requests
from openai import OpenAI


class Base:
    url = ""

    def body(self, messages):
        raise NotImplementedError

    def client(self):
        raise NotImplementedError

    def ask(self, messages):
        {}


"""
GLM = '{"model": "glm-4.5", "messages": messages, "temperature": 0.7, "top_p": 0.9}'
OTHER = GLM.replace("glm-4.5", "qwen-max")
PATH = "/chat/completions"
URLS = ("https://open.bigmodel.cn/api/paas/v4", "https://dashscope.aliyuncs.com/compatible-mode/v1")
SENDING = {
    "requests": "return requests.post(self.url, json=self.body(messages), timeout=9).json()",
    "a client of httpx": "with httpx.Client() as client:\n"
    "            return client.post(self.url, json=self.body(messages))",
    "a name on the way": "payload = self.body(messages)\n"
    "        return httpx.post(self.url, json=payload)",
}


def vendors(attribute: str = '    url = "{}"\n\n') -> str:
    """Two classes, each with its address and its body."""
    return "\n\n".join(
        f"class {name}(Base):\n{attribute.format(url + PATH)}    def body(self, messages):\n"
        f"        return {body}\n"
        for name, url, body in zip(("Glm", "Qwen"), URLS, (GLM, OTHER), strict=True)
    )


ADDRESSES = {
    "in the class": '    url = "{}"\n\n',
    "in the constructor": '    def __init__(self):\n        self.url = "{}"\n\n',
    "a property": '    @property\n    def url(self):\n        return "{}"\n\n',
}
FIXED = '{"model": "glm-4.6", "messages": messages, "temperature": 0.7}'


@pytest.mark.parametrize("sending", SENDING.values(), ids=SENDING)
@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_the_class_for_glm_is_moved_and_the_other_one_is_not(sending: str, address: str) -> None:
    code = BASE.format(sending) + vendors(address)

    assert fixed_text(code, "GLM101", "GLM201") == code.replace(GLM, FIXED)
    assert [one.row for one in found(code, "GLM201")] == [
        next(n for n, line in enumerate(code.splitlines(), 1) if GLM in line)
    ]


def test_the_classes_stand_in_files_of_their_own(workspace: Workspace) -> None:
    base = BASE.format(SENDING["requests"]).replace("import httpx\n", "")
    first, second = vendors().split("\n\nclass Qwen")
    files = {
        "base.py": base,
        "glm.py": f"from base import Base\n\n\n{first}\n",
        "qwen.py": f"from base import Base\n\n\nclass Qwen{second}",
    }
    workspace.write(files)

    assert workspace.fixed("--select", "GLM1,GLM201") == files | {
        "glm.py": files["glm.py"].replace(GLM, FIXED)
    }


def test_parameters_and_clients_that_classes_give() -> None:
    spread = "return self.client().chat.completions.create(**self.body(messages))"
    clients = "    def client(self):\n        return OpenAI(base_url='{}')\n\n"
    code = BASE.format(spread) + vendors(clients).replace(PATH, "")

    assert fixed_text(code, "GLM101", "GLM201") == code.replace(GLM, FIXED)


# Code that makes the model, in a file without a word about GLM.
MAKING = {
    "dspy": (
        "import dspy\n\n\ndef make(name, url):\n    return dspy.LM(name, api_base=url)\n",
        "openai/",
    ),
    "smolagents": (
        "from smolagents import OpenAIServerModel\n\n\ndef make(name, url):\n"
        "    return OpenAIServerModel(model_id=name, api_base=url)\n",
        "",
    ),
    "pydantic-ai": (
        "from pydantic_ai.models.openai import OpenAIChatModel\n"
        "from pydantic_ai.providers.openai import OpenAIProvider\n\n\ndef make(name, url):\n"
        "    return OpenAIChatModel(name, provider=OpenAIProvider(base_url=url))\n",
        "",
    ),
}


@pytest.mark.parametrize(("making", "route"), MAKING.values(), ids=MAKING)
def test_a_model_is_made_where_nothing_names_glm(
    workspace: Workspace, making: str, route: str
) -> None:
    conf = f'NAME = "{route}glm-4.5"\nURL = "{URLS[0]}"\n'
    workspace.write(
        {
            "conf.py": conf,
            "lm.py": making,
            "main.py": "import conf, lm\n\nlm.make(conf.NAME, conf.URL)\n",
        }
    )

    assert workspace.of("GLM101", "GLM903") == ["conf.py:1 GLM101 safe"]


def test_a_helper_that_posts_what_it_is_given() -> None:
    files = {
        "transport.py": "import requests\n\n\ndef send(url, payload):\n"
        "    return requests.post(url, json=payload).json()\n",
        "glm.py": "from transport import send\n\n\ndef ask(messages):\n"
        f'    return send("{URLS[0]}{PATH}", {GLM})\n',
        "qwen.py": "from transport import send\n\n\ndef ask(messages):\n"
        f'    return send("{URLS[1]}{PATH}", {OTHER})\n',
    }
    after = fixed(files, "GLM101", "GLM201")

    assert after["glm.py"] == files["glm.py"].replace(GLM, FIXED)
    assert after["qwen.py"] == files["qwen.py"]


def test_a_method_that_the_class_for_glm_replaces_asks_no_glm() -> None:
    code = (
        "from openai import OpenAI\n\n\nclass Base:\n    def __init__(self, model, url):\n"
        "        self.model, self.client = model, OpenAI(base_url=url)\n\n"
        "    def ask(self):\n        return self.client.chat.completions.create(\n"
        "            model=self.model, messages=[])\n\n\n"
        "class Glm(Base):\n    def __init__(self):\n"
        f'        super().__init__("glm-4-plus", "{URLS[0]}")\n\n    def ask(self):\n'
        "        return self.client.chat.completions.create(model=self.model, messages=[])\n\n\n"
        "class Qwen(Base):\n    def __init__(self):\n"
        f'        super().__init__("qwen", "{URLS[1]}")\n'
    )

    assert [one.row for one in found(code, "GLM301")] == [18]
