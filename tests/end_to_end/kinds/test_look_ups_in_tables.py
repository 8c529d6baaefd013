"""Tables of ids that are read with a key: seen, seen in part, or not at all."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.tried import fixed, found

ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
TABLE = 'MODELS = {"fast": "glm-4-plus", "smart": "glm-4.5"}\n'
ASK = "    return client.chat.completions.create(model={}, messages=m)\n"
NEW = TABLE.replace("glm-4-plus", "glm-4.6").replace("glm-4.5", "glm-4.6")

READ = {
    "a key that is not seen": "def ask(m, kind):\n" + ASK.format("MODELS[kind]"),
    "a key with a default": 'def ask(m, kind="fast"):\n' + ASK.format("MODELS[kind]"),
    "a name for the entry": "def ask(m, kind):\n    model = MODELS[kind]\n" + ASK.format("model"),
    "get": "def ask(m, kind):\n" + ASK.format("MODELS.get(kind)"),
    "get with a default": "def ask(m, kind):\n" + ASK.format('MODELS.get(kind, "glm-4.6")'),
    "a key in lower case": "def ask(m, kind):\n" + ASK.format("MODELS[kind.lower()]"),
    "a key from the environment": "import os\n\n\ndef ask(m):\n"
    + ASK.format('MODELS[os.environ["KIND"]]'),
    "an entry of an object": "class Bot:\n    models = MODELS\n\n    def ask(self, m, kind):\n    "
    + ASK.format("self.models[kind]"),
}


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_every_entry_can_be_asked(text: str) -> None:
    before = {"models.py": TABLE, "app.py": ZAI + "from models import MODELS\n\n\n" + text}

    assert fixed(before, "GLM101") == before | {"models.py": NEW}


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_both_samplers_are_seen_beside_a_look_up(text: str) -> None:
    both = ZAI + TABLE + text.replace("messages=m", "messages=m, temperature=0.2, top_p=0.7")

    assert [one.code for one in found(both, "GLM201", "GLM903")] == ["GLM201"]


BESIDE = {
    "one table each": (
        'URLS = {"a": "https://api.openai.com/v1", "b": "https://open.bigmodel.cn/api/paas/v4"}\n'
        'MODELS = {"a": "gpt-4o", "b": "glm-4-plus"}\n',
        "URLS[name]",
        "MODELS[name]",
    ),
    "by get": (
        'URLS = {"a": "https://api.openai.com/v1", "b": "https://open.bigmodel.cn/api/paas/v4"}\n'
        'MODELS = {"a": "gpt-4o", "b": "glm-4-plus"}\n',
        "URLS.get(name)",
        "MODELS.get(name)",
    ),
    "a record beside a text": (
        'URLS = {"a": "https://api.openai.com/v1", "b": "https://open.bigmodel.cn/api/paas/v4"}\n'
        'MODELS = {"a": {"id": "gpt-4o"}, "b": {"id": "glm-4-plus"}}\n',
        "URLS[name]",
        'MODELS[name]["id"]',
    ),
    "records in a table": (
        'ALL = {"models": {"a": {"id": "gpt-4o", "url": "https://api.openai.com/v1"},'
        ' "b": {"id": "glm-4-plus", "url": "https://open.bigmodel.cn/api/paas/v4"}}}\n',
        'ALL["models"][name]["url"]',
        'ALL["models"][name]["id"]',
    ),
    "a key of the same table": (
        'ALL = {"use": "b", "models": {"a": {"id": "gpt-4o", "url": "https://api.openai.com/v1"},'
        ' "b": {"id": "glm-4-plus", "url": "https://open.bigmodel.cn/api/paas/v4"}}}\n'
        "CHOSEN = ALL['models'][f\"{ALL['use']}\"]\n",
        'CHOSEN["url"]',
        'CHOSEN["id"]',
    ),
}


@pytest.mark.parametrize(("tables", "url", "model"), BESIDE.values(), ids=BESIDE)
def test_the_address_of_the_same_key_goes_with_a_model(tables: str, url: str, model: str) -> None:
    text = (
        f"from openai import OpenAI\n\n{tables}\n\ndef ask(m, name):\n"
        f"    client = OpenAI(api_key='k', base_url={url})\n" + ASK.format(model)
    )

    assert [one.fix for one in found(text, "GLM101")] == ["safe"]
    assert fixed(text, "GLM101") == {"example.py": text.replace("glm-4-plus", "glm-4.6")}


@pytest.mark.parametrize(("tables", "url", "model"), BESIDE.values(), ids=BESIDE)
def test_tables_of_other_vendors_are_silent(tables: str, url: str, model: str) -> None:
    text = (
        f"from openai import OpenAI\n\n{tables}\n\ndef ask(m, name):\n"
        f"    client = OpenAI(api_key='k', base_url={url})\n" + ASK.format(model)
    )
    other = text.replace("glm-4-plus", "kimi-k2").replace("open.bigmodel.cn", "api.moonshot.cn")

    assert found(other) == []


def test_an_id_of_a_table_that_no_call_reads_stays() -> None:
    text = (
        ZAI
        + 'LABELS = {"a": "glm-4-plus", "b": "glm-4.5"}\n\n\ndef show(k):\n    print(LABELS[k])\n'
    )

    assert fixed(text) == {"example.py": text}
