"""A client is known by the class that made it and the address that it was given."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.extract.clients import client_of
from glm_migrate.model.calls import Client, Host
from tests.analysis.python.reading import module, uses

OPENAI = "from openai import OpenAI\n"
CAMEL = "from camel.models import ZhipuAIModel\n"
ZAI = "from zai import ZaiClient\n"
Z_AI = '"https://api.z.ai/api/paas/v4"'


def client(code: str, *known: str, **modules: str) -> Client:
    """The argument of the last `use(…)`."""
    where = module(code + "\n", **modules)
    call = list(uses(where))[-1]
    return client_of(where, call.args[0].value, where.symbols.points[call], frozenset(known))


@pytest.mark.parametrize(
    ("code", "name", "host"),
    [
        pytest.param(ZAI + "use(ZaiClient())", "zai", Host.NATIVE, id="zai inline"),
        pytest.param(
            "import zai\nuse(zai.ZaiClient())", "zai", Host.NATIVE, id="through the module"
        ),
        pytest.param(
            "import zai as z\nuse(z.ZaiClient())", "zai", Host.NATIVE, id="renamed module"
        ),
        pytest.param(
            "from zai import ZaiClient as Z\nc = Z()\nuse(c)",
            "zai",
            Host.NATIVE,
            id="renamed class",
        ),
        pytest.param("from zai import *\nuse(ZaiClient())", "zai", Host.NATIVE, id="import *"),
        pytest.param(
            "from zhipuai import ZhipuAI\nuse(ZhipuAI())", "zhipuai", Host.NATIVE, id="zhipuai"
        ),
        pytest.param(OPENAI + "use(OpenAI())", "openai", Host.UNKNOWN, id="openai"),
        pytest.param(
            OPENAI + f"use(OpenAI(base_url={Z_AI}))", "openai", Host.NATIVE, id="openai on Z.AI"
        ),
        pytest.param(
            OPENAI + f"U = {Z_AI}\nuse(OpenAI(base_url=U))",
            "openai",
            Host.NATIVE,
            id="address by name",
        ),
        pytest.param(
            OPENAI + f"import os\nuse(OpenAI(base_url=os.getenv('U', {Z_AI})))",
            "openai",
            Host.NATIVE,
            id="address by default",
        ),
        pytest.param(
            f"{CAMEL}use(ZhipuAIModel('glm-4.5', None, 'key', 'https://api.openai.com/v1'))",
            "camel",
            Host.OTHER,
            id="address by position",
        ),
        pytest.param(
            f"{CAMEL}use(ZhipuAIModel('glm-4.5', *rest, 'https://llm.example.com/v1'))",
            "camel",
            Host.NATIVE,
            id="no position is known behind a spread",
        ),
        pytest.param(
            OPENAI + "use(OpenAI(base_url=x))", "openai", Host.UNKNOWN, id="address unseen"
        ),
        pytest.param(OPENAI + "use(OpenAI(**x))", "openai", Host.UNKNOWN, id="address hidden"),
        pytest.param(
            OPENAI + "use(OpenAI(base_url='http://localhost:8000/v1'))",
            "openai",
            Host.LOCAL,
            id="local",
        ),
        pytest.param(
            OPENAI + "use(OpenAI(base_url=None))", "openai", Host.UNKNOWN, id="no address"
        ),
        pytest.param(
            OPENAI + f"use(OpenAI().with_options(base_url={Z_AI}))",
            "openai",
            Host.NATIVE,
            id="with_options",
        ),
        pytest.param(
            ZAI + "c = ZaiClient()\nuse(c.with_options(timeout=1))",
            "zai",
            Host.NATIVE,
            id="other options",
        ),
        pytest.param(
            ZAI + "def make():\n    return ZaiClient()\nuse(make())",
            "zai",
            Host.NATIVE,
            id="a factory",
        ),
        pytest.param(
            ZAI + "def f(c: ZaiClient):\n    use(c)", "zai", Host.NATIVE, id="by annotation"
        ),
        pytest.param(
            ZAI + "def f(c: 'ZaiClient | None'):\n    use(c)",
            "zai",
            Host.NATIVE,
            id="by text annotation",
        ),
        pytest.param(
            ZAI + "class B:\n c = ZaiClient()\n def f(self):\n  use(self.c)",
            "zai",
            Host.NATIVE,
            id="an attribute",
        ),
        pytest.param(
            ZAI + "class Mine(ZaiClient):\n    pass\nuse(Mine())",
            "zai",
            Host.NATIVE,
            id="a subclass",
        ),
        pytest.param(ZAI + "with ZaiClient() as c:\n    use(c)", "zai", Host.NATIVE, id="with"),
        pytest.param(
            "class ZaiClient:\n    pass\nuse(ZaiClient())",
            "",
            Host.UNKNOWN,
            id="another class of that name",
        ),
        pytest.param(
            "zai_client = other()\nuse(zai_client)", "", Host.UNKNOWN, id="a name means nothing"
        ),
        pytest.param(
            "def f(c: '('):\n    use(c)", "", Host.UNKNOWN, id="an annotation that is no type"
        ),
        pytest.param("def f(c: b'x'):\n    use(c)", "", Host.UNKNOWN, id="an annotation of bytes"),
        pytest.param(
            "def f():\n    return f()\nuse(f())", "", Host.UNKNOWN, id="a factory of itself"
        ),
    ],
)
def test_client(code: str, name: str, host: Host) -> None:
    found = client(code)

    assert (found.name, found.endpoint.host) == (name, host)


def test_of_several_clients_only_what_they_share_is_known() -> None:
    code = ZAI + OPENAI + "c = ZaiClient() if x else OpenAI()\nuse(c)"

    found = client(code)

    assert found.name == ""
    assert found.endpoint.host is Host.UNKNOWN
    assert str(found.unseen) == "which of several clients is used"


def test_a_known_factory_gives_a_glm_client() -> None:
    code = "from app.llm import make\nuse(make())"

    assert client(code).endpoint.host is Host.UNKNOWN
    assert client(code, "app.llm.make").endpoint.host is Host.NATIVE


def test_a_client_of_another_module() -> None:
    code = "from llm import client\nuse(client)"

    assert client(code, llm=ZAI + "client = ZaiClient()\n").name == "zai"


def test_a_client_class_that_another_module_passes_on() -> None:
    code = "from llm import Client\nuse(Client())"

    assert client(code, llm="from zai import ZaiClient as Client\n").name == "zai"


def test_what_is_not_known_is_named() -> None:
    assert str(client("def f(c):\n    use(c)").unseen) == "what client `c` is"
