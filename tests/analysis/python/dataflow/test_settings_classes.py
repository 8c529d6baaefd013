"""Fields of pydantic-settings and the variables that they are read from."""

from __future__ import annotations

from typing import Any

import pytest

from glm_migrate.analysis.python.dataflow import imported_names, settings_classes
from glm_migrate.analysis.python.dataflow.settings_classes import value_of_field
from tests.analysis.python.reading import class_named, expression, module
from tests.analysis.settings.project import ASK, fixed

CLASS = "from pydantic import BaseModel, Field\n{}\n\n\nclass Settings(BaseSettings):\n{}\n"
V2 = "from pydantic_settings import BaseSettings, SettingsConfigDict"


@pytest.mark.parametrize(
    ("head", "body", "field", "variable"),
    [
        pytest.param(V2, "    glm_model: str", "glm_model", "GLM_MODEL", id="by its name"),
        pytest.param(
            V2,
            "    model_config = SettingsConfigDict(env_prefix='GLM_')\n    model: str",
            "model", "GLM_MODEL", id="with a prefix",
        ),
        pytest.param(
            V2, "    model_config = {'env_prefix': 'A_'}\n    m: str", "m", "a_m", id="a dict",
        ),
        pytest.param(
            "from pydantic import BaseSettings",
            "    m: str = Field(..., env='LLM')\n\n    class Config:\n        env_file = '.env'",
            "m", "LLM", id="of the first version",
        ),
        pytest.param(V2, "    m: str = Field(alias='LLM')", "m", "LLM", id="an alias"),
        pytest.param(
            V2, "    m: str = Field(validation_alias=AliasChoices('A', 'LLM'))", "m", "LLM",
            id="one of several",
        ),
    ],
)  # fmt: skip
def test_a_field_of_settings_is_read_from_its_variable(
    head: str, body: str, field: str, variable: str
) -> None:
    files = {
        "app/config.py": CLASS.format(head, body) + "\n\nsettings = Settings()\n",
        "app/main.py": "from config import settings\n" + ASK.format(f"settings.{field}"),
        "app/.env": f"{variable}=glm-4.5\n",
    }

    assert fixed(files) == {"app/.env": f"{variable}=glm-4.6\n"}


def test_a_nested_field_is_read_with_the_delimiter() -> None:
    body = (
        "    model_config = SettingsConfigDict(env_nested_delimiter='__')\n    llm: LLM = LLM()\n"
    )
    inner = "\n\nclass LLM(BaseModel):\n    model: str = 'glm-4.6'\n"
    files = {
        "app/config.py": CLASS.format(V2 + inner, body) + "\n\nsettings = Settings()\n",
        "app/main.py": "from config import settings\n" + ASK.format("settings.llm.model"),
        "app/.env": "LLM__MODEL=glm-4.5\n",
    }

    assert fixed(files) == {"app/.env": "LLM__MODEL=glm-4.6\n"}


def test_a_field_of_another_class_is_read_from_nowhere() -> None:
    where = module("class A:\n    model: str\n\n\nuse(A().model)\n")
    node = expression(where, "A().model")

    assert not value_of_field(where, class_named(where, "A"), "model", node, 0).found


@pytest.mark.parametrize(
    ("option", "name", "text"),
    [
        ("yaml_file='c.yaml'", "c.yaml", "model: glm-4.5\nllm: {model: glm-4.7}\n"),
        ("toml_file=['a.toml', 'c.toml']", "c.toml", 'model = "glm-4.5"\n'),
        ("json_file=Path(__file__).parent / 'c.json'", "c.json", '{"model": "glm-4.5"}'),
    ],
)
def test_a_field_is_read_from_the_file_of_its_class(option: str, name: str, text: str) -> None:
    body = f"    model_config = SettingsConfigDict({option})\n    model: str = 'glm-4.6'"
    files = {
        "app/config.py": CLASS.format(f"from pathlib import Path\n{V2}", body) + "s = Settings()\n",
        "app/main.py": "from config import s\n" + ASK.format("s.model"),
        f"app/{name}": text,
    }

    assert fixed(files) == {f"app/{name}": text.replace("glm-4.5", "glm-4.6")}


def test_a_nested_field_is_read_from_a_table_of_that_file() -> None:
    body = "    model_config = SettingsConfigDict(yaml_file='c.yaml')\n    llm: LLM = LLM()\n"
    inner = "\n\nclass LLM(BaseModel):\n    model: str = 'glm-4.6'\n"
    files = {
        "app/config.py": CLASS.format(V2 + inner, body) + "\n\nsettings = Settings()\n",
        "app/main.py": "from config import settings\n" + ASK.format("settings.llm.model"),
        "app/c.yaml": "model: glm-4\nllm:\n  model: glm-4.5\n",
    }

    assert fixed(files) == {"app/c.yaml": "model: glm-4\nllm:\n  model: glm-4.6\n"}


def test_which_classes_are_settings_is_found_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    classes = (f"class C{n}(Base{n}):\n    m: str = 'glm-4.5'\n" for n in range(20))
    where = module("".join(classes) + "x\n")
    asked: list[object] = []

    def full_name(*one: Any) -> str:
        asked.append(one)
        return imported_names.full_name(*one)

    monkeypatch.setattr(settings_classes, "full_name", full_name)
    for number in range(20):
        value_of_field(where, class_named(where, f"C{number}"), "m", expression(where, "x"), 0)

    assert len(asked) == 20


RECORD = '{"model": "glm-4.5"}'
LLM = "class LLM(BaseModel):\n    model: str = Field('glm-4.6', alias='name')\n"
DEEP = "class Chat(BaseModel):\n    model: str\n\n\nclass LLM(BaseModel):\n    chat: Chat\n"
DELIMITER = "    model_config = SettingsConfigDict(env_nested_delimiter='__')\n"


@pytest.mark.parametrize(
    ("before", "body", "asked", "text"),
    [
        pytest.param(LLM, "    llm: LLM = LLM()", "s.llm.model", f"LLM='{RECORD}'", id="nested"),
        pytest.param(LLM, "    llm: LLM | None = None", "s.llm.model", f"llm={RECORD}",
                     id="or none"),
        pytest.param(LLM, "    llm: LLM", "s.llm.model", 'LLM={"name": "glm-4.5"}', id="by alias"),
        pytest.param("", "    llm: dict[str, str] = {}", "s.llm['model']", f"LLM={RECORD}",
                     id="a dict"),
        pytest.param("", "    models: list[str] = []", "s.models[0]", 'MODELS=["glm-4.5"]',
                     id="a list"),
        pytest.param("import json\n", "    llm: str = ''", "json.loads(s.llm)['model']",
                     f"LLM={RECORD}", id="a text"),
        pytest.param(DEEP, "    llm: LLM", "s.llm.chat.model", 'LLM={"chat": {"model": "glm-4.5"}}',
                     id="two classes deep"),
        pytest.param(DEEP, DELIMITER + "    llm: LLM", "s.llm.chat.model",
                     "LLM__CHAT__MODEL=glm-4.5", id="two classes deep with a delimiter"),
        pytest.param(DEEP, DELIMITER + "    llm: LLM", "s.llm.chat.model",
                     'LLM__CHAT={"model": "glm-4.5"}', id="both"),
    ],
)  # fmt: skip
def test_a_field_of_another_type_is_read_from_a_record(
    before: str, body: str, asked: str, text: str
) -> None:
    code = before.replace("import json\n", "")
    files = {
        "app/config.py": CLASS.format(f"{V2}\n\n\n{code}", body) + "\n\ns = Settings()\n",
        "app/main.py": "import json\nfrom config import s\n" + ASK.format(asked),
        "app/.env": f"{text}\n",
    }

    assert fixed(files) == {"app/.env": f"{text}\n".replace("glm-4.5", "glm-4.6")}


@pytest.mark.parametrize(
    "body", ["    llm: str", "    llm: Annotated[dict[str, str], NoDecode]", "    other: dict = {}"]
)
def test_a_text_that_the_class_leaves_alone_is_no_record(body: str) -> None:
    files = {
        "app/config.py": CLASS.format(V2, body) + "\n\ns = Settings()\n",
        "app/main.py": "from config import s\n" + ASK.format("s.llm['model']"),
        "app/.env": f"LLM={RECORD}\n",
    }

    assert fixed(files) == {}
