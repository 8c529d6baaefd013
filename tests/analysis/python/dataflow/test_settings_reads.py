"""What code reads of settings files: the id that moves stands in the file, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis.python.dataflow import (
    configured_objects,
    documents,
    file_paths,
    imported_names,
    ini_reads,
    settings_classes,
    settings_reads,
)
from glm_migrate.analysis.settings.formats import read
from glm_migrate.project.decoding import decode
from tests.analysis.settings.project import ASK, findings, fixed

YAML = "llm:\n  model: glm-4.5  # the main one\n  temperature: 0.2\n"
OPEN = "import yaml\n\nwith open('config.yaml') as stream:\n    cfg = yaml.safe_load(stream)\n"

# Code, the expression that it asks, name and text of the file, and how often an id moves there.
LINKS = [
    ("import os\n", 'os.environ["GLM_MODEL"]', ".env", "GLM_MODEL=glm-4.5\n"),
    ("import os\n", 'os.environ.get("GLM_MODEL")', ".env", "export GLM_MODEL='glm-4.5'  # x\n"),
    ("from os import getenv as g\n", 'g("M")', ".env", 'M = "glm-4.5"\n'),
    ("import os\nNAME = 'M'\n", "os.getenv(NAME)", ".env", "M=glm-4.5\n"),
    ("from decouple import config\n", 'config("M")', ".env", "M=glm-4.5\n"),
    ("from environs import Env\nenv = Env()\n", 'env.str("M")', ".env", "M=glm-4.5\n"),
    ("from environs import env\n", 'env("M")', ".env", "M=glm-4.5\n"),
    ("import environ\nenv = environ.Env()\n", 'env("M")', ".env", "M=glm-4.5\n"),
    ("from dotenv import dotenv_values\n", 'dotenv_values(".env")["M"]', ".env", "M=glm-4.5\n"),
    ("import os\n", 'os.environ["M"]', "docker-compose.yml",
     "services:\n  a:\n    environment:\n      - M=${M:-glm-4.5}\n"),
    ("import os\n", 'os.environ["M"]', "compose.yaml",
     "services:\n  a:\n    environment:\n      M: glm-4.5\n"),
    ("import os\n", 'os.environ["M"]', "k8s.yaml",
     "spec:\n  containers:\n    - env:\n        - name: M\n          value: glm-4.5\n"),
    ("import os\n", 'os.environ["M"]', "map.yaml", "kind: ConfigMap\ndata:\n  M: glm-4.5\n"),
    ("import os\n", 'os.environ["M"]', "Dockerfile", "FROM x\nENV A=1 M=glm-4.5\n"),
    ("import os\n", 'os.environ["M"]', "Dockerfile", "FROM x\nENV M glm-4.5\n"),
    ("import os\n", 'os.environ["M"]', "run.sh", "#!/bin/sh\nexport M=glm-4.5\n"),
    (OPEN, 'cfg["llm"]["model"]', "config.yaml", YAML),
    (OPEN, 'cfg.get("llm").get("model")', "config.yaml", YAML),
    (OPEN + "llm = cfg['llm']\n", 'llm["model"]', "config.yaml", YAML),
    ("import yaml\nfrom pathlib import Path\n\n\ndef load():\n"
     "    return yaml.safe_load((Path(__file__).parent / 'config.yaml').read_text())\n",
     'load()["llm"]["model"]', "config.yaml", YAML),
    ("import os\nimport yaml\nHERE = os.path.dirname(os.path.abspath(__file__))\n"
     "cfg = yaml.load(open(os.path.join(HERE, 'config.yaml')), Loader=yaml.SafeLoader)\n",
     'cfg["llm"]["model"]', "config.yaml", YAML),
    ("from ruamel.yaml import YAML\ncfg = YAML().load(open('config.yaml'))\n",
     'cfg["llm"]["model"]', "config.yaml", YAML),
    ("from omegaconf import OmegaConf\ncfg = OmegaConf.load('config.yaml')\n",
     "cfg.llm.model", "config.yaml", YAML),
    ("import json\ncfg = json.load(open('c.json'))\n", 'cfg["llm"]["model"]', "c.json",
     '{"llm": {"model": "glm-4.5", "n": 1}}\n'),
    ("import json\nwith open('c.json') as f:\n    cfg = json.loads(f.read())\n",
     'cfg["llm"]["model"]', "c.json", '{"llm": {"model": "glm-4.5", "n": 1}}\n'),
    ("import tomllib\nwith open('c.toml', 'rb') as f:\n    cfg = tomllib.load(f)\n",
     'cfg["llm"]["model"]', "c.toml", '[llm]\nmodel = "glm-4.5" # x\n'),
    ("import configparser\nc = configparser.ConfigParser()\nc.read('c.ini')\n",
     'c["llm"]["model"]', "c.ini", "[llm]\nModel = glm-4.5\n"),
    ("import configparser\nc = configparser.ConfigParser()\nc.read(['c.ini'])\n",
     'c.get("llm", "model", fallback="glm-4.6")', "c.ini", "[llm]\nmodel: glm-4.5\n"),
    ("from dynaconf import Dynaconf\ns = Dynaconf(settings_files=['s.toml'])\n", "s.llm.model",
     "s.toml", '[default.llm]\nmodel = "glm-4.5"\n'),
    ("from dynaconf import Dynaconf\ns = Dynaconf(settings_files=['s.toml'])\n", 's["MODEL"]',
     "s.toml", 'model = "glm-4.5"\n'),
]  # fmt: skip


@pytest.mark.parametrize(("code", "asked", "name", "text"), LINKS)
def test_the_file_moves_that_code_reads(code: str, asked: str, name: str, text: str) -> None:
    files = {"app/main.py": code + ASK.format(asked), f"app/{name}": text}

    assert fixed(files) == {f"app/{name}": text.replace("glm-4.5", "glm-4.6")}


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


def test_hydra_passes_the_file_that_its_decorator_names() -> None:
    code = (
        "import hydra\nfrom zai import ZaiClient\n\nclient = ZaiClient()\n\n\n"
        "@hydra.main(version_base=None, config_path='conf', config_name='config')\n"
        "def main(cfg):\n    client.chat.completions.create(model=cfg.llm.model, messages=[])\n"
    )
    files = {"app/main.py": code, "app/conf/config.yaml": YAML}

    assert list(fixed(files)) == ["app/conf/config.yaml"]


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        pytest.param("import yaml\nimport sys\ncfg = yaml.safe_load(open(sys.argv[1]))\n",
                     'cfg["llm"]["model"]', id="a path that is not seen"),
        pytest.param("import yaml\ncfg = yaml.safe_load(open('other.yaml'))\n",
                     'cfg["llm"]["model"]', id="another file"),
        pytest.param(OPEN, 'cfg["other"]["model"]', id="another key"),
        pytest.param(OPEN, 'cfg["llm"]["temperature"]', id="another value"),
    ],
)  # fmt: skip
def test_what_code_is_not_seen_to_read_is_no_error(code: str, asked: str) -> None:
    files = {"app/main.py": code + ASK.format(asked), "app/config.yaml": YAML}

    assert findings(files) == ["app/config.yaml:2 GLM102 none"]
    assert fixed(files, unsafe=True) == {}


def test_two_files_of_one_name_are_none() -> None:
    files = {
        "app/main.py": OPEN + ASK.format('cfg["llm"]["model"]'),
        "app/config.yaml": YAML,
        "config.yaml": YAML,
        "pyproject.toml": "",
    }

    assert fixed(files) == {}


def test_a_default_of_compose_is_no_variable_of_itself() -> None:
    text = "services:\n  a:\n    environment:\n      M: ${M:-glm-4.5}\n"
    files = {"app/main.py": "import os\n" + ASK.format('os.environ["M"]'), "app/compose.yaml": text}

    assert findings(files) == ["app/compose.yaml:4 GLM101 safe"]


def test_a_value_behind_a_variable_of_compose_is_that_of_the_env_file() -> None:
    files = {
        "app/main.py": "import os\n" + ASK.format('os.environ["M"]'),
        "app/compose.yaml": "services:\n  a:\n    environment:\n      M: ${GLM:-glm-4.6}\n",
        "app/.env": "GLM=glm-4.5\n",
    }

    assert list(fixed(files)) == ["app/.env"]


def test_other_rules_see_the_values_of_a_file() -> None:
    code = (
        "import json\nfrom zai import ZaiClient\n\nllm = json.load(open('c.json'))['llm']\n"
        "ZaiClient().chat.completions.create(messages=[], **llm)\n"
    )
    text = '{"llm": {"model": "glm-4.6", "temperature": 0.5, "top_p": 0.8, "max_tokens": 200000}}'
    import tests.analysis.settings.project as small

    small_codes, small.CODES = small.CODES, ("GLM201", "GLM501")
    try:
        told = findings({"app/main.py": code, "app/c.json": text})
    finally:
        small.CODES = small_codes

    assert [one.split()[1] for one in told] == ["GLM201", "GLM501"]


def test_a_file_is_told_by_its_name_and_never_by_its_values() -> None:
    source = decode(Path("c.yaml"), b"llm:\n  key: secret\n")
    module = documents.file_module(source, None, lambda module: None)  # type: ignore[arg-type,return-value]
    assert module is not None

    assert module.short(module.roots[0]) == " of c.yaml"
    assert "secret" not in module.code(module.roots[0])
    assert read(source).roots


def test_the_parts_stand_where_they_are_asked() -> None:
    assert callable(configured_objects.hydra_settings)
    assert callable(file_paths.path_of)
    assert callable(imported_names.full_name)
    assert callable(ini_reads.parser_get)
    assert callable(settings_classes.value_of_field)
    assert callable(settings_reads.variable_of)
