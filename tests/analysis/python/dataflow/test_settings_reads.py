"""What code reads of settings files: the id that moves stands in the file, and nowhere else."""

from __future__ import annotations

import libcst as cst
import pytest

from glm_migrate.analysis.python.dataflow.settings_reads import variable_of
from tests.analysis.python.reading import module, uses
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
    ("from environs import Env\nenv = Env()\nwith env.prefixed('GLM_'):\n"
     "    with env.prefixed('A_'):\n        NAME = env('M')\n",
     "NAME", ".env", "GLM_A_M=glm-4.5\n"),
    ("import os\n", 'os.environ["M"]', "Dockerfile", "ARG N=glm-4.5\nFROM x\nENV M=${N}\n"),
    ("import os\n", 'os.environ["M"]', "Dockerfile", "ARG M=glm-4.5\nENV M=$M\n"),
    ("import os\nimport yaml\nf = open('config.yaml')\n"
     "cfg = yaml.safe_load(os.path.expandvars(f.read()))\n",
     'cfg["llm"]["model"]', "config.yaml", YAML),
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
    ("import yaml\n_, cfg = yaml.safe_load_all(open('c.yaml'))\n", 'cfg["model"]', "c.yaml",
     "a: 1\n---\nmodel: glm-4.5\n"),
    ("import json5\ncfg = json5.load(open('c.json5'))\n", 'cfg["llm"]["model"]', "c.json5",
     "// é\n{\n  llm: {\n    model: 'glm-4.5', // the main one\n  },\n}\n"),
    ("import json5\nfrom pathlib import Path\n",
     'json5.loads(Path("c.json").read_text())["llm"]["model"]', "c.json",
     "{llm: {'model': \"glm-4.5\"}}\n"),
    ("import pyjson5\ncfg = pyjson5.decode_io(open('c.json5'))\n", 'cfg["llm"]["model"]', "c.json5",
     "{llm: {model: 'glm-4.5', n: 0x10}}\r\n"),
    ("import commentjson\ncfg = commentjson.load(open('c.jsonc'))\n", 'cfg["llm"]["model"]',
     "c.jsonc", '{"llm": {"model": "glm-4.5", # x\n  /* y */ "n": 1}}\n'),
    ("import tomllib\nwith open('c.toml', 'rb') as f:\n    cfg = tomllib.load(f)\n",
     'cfg["llm"]["model"]', "c.toml", '[llm]\nmodel = "glm-4.5" # x\n'),
]  # fmt: skip


@pytest.mark.parametrize(("code", "asked", "name", "text"), LINKS)
def test_the_file_moves_that_code_reads(code: str, asked: str, name: str, text: str) -> None:
    files = {"app/main.py": code + ASK.format(asked), f"app/{name}": text}

    assert fixed(files) == {f"app/{name}": text.replace("glm-4.5", "glm-4.6")}


@pytest.mark.parametrize(
    ("code", "asked", "expected"),
    [
        pytest.param("import yaml\nimport sys\ncfg = yaml.safe_load(open(sys.argv[1]))\n",
                     'cfg["llm"]["model"]', "GLM101 unsafe", id="a path that is not seen"),
        pytest.param("import yaml\ncfg = yaml.safe_load(open('other.yaml'))\n",
                     'cfg["llm"]["model"]', "GLM101 unsafe", id="another file"),
        pytest.param(OPEN, 'cfg["other"]["model"]', "GLM101 unsafe", id="another key"),
        pytest.param(OPEN, '"glm-4.6"', "GLM102 none", id="a model that is seen"),
    ],
)  # fmt: skip
def test_what_code_is_not_seen_to_read_waits(code: str, asked: str, expected: str) -> None:
    files = {"app/main.py": code + ASK.format(asked), "app/config.yaml": YAML}

    assert findings(files) == [f"app/config.yaml:2 {expected}"]
    assert fixed(files) == {}


@pytest.mark.parametrize(
    ("code", "name", "text"),
    [
        ("import json\ncfg = json.load(open('c.json'))\n", "c.json", '{"glm-4.5": 1}\n'),
        ("import yaml\ncfg = yaml.safe_load(open('c.yaml'))\n", "c.yaml", "glm-4.5: 1\n"),
        ("import tomllib\ncfg = tomllib.load(open('c.toml'))\n", "c.toml", '"glm-4.5" = 1\n'),
        ("import json\nimport os\ncfg = json.loads(os.environ['L'])\n", ".env",
         'L={"glm-4.5": 1}\n'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("loop", ["name in cfg", "name, limit in cfg.items()"])
def test_a_key_is_told_and_never_edited(code: str, name: str, text: str, loop: str) -> None:
    asked = "\n".join(f"    {line}" for line in ASK.format("name").splitlines())
    files = {"app/main.py": f"{code}for {loop}:\n{asked}\n    ask('a')\n", f"app/{name}": text}

    assert findings(files) == [f"app/{name}:1 GLM101 none"]
    assert fixed(files) == {}


def test_a_loop_over_the_documents_of_a_file_asks_each_of_them() -> None:
    asked = "\n".join(f"    {line}" for line in ASK.format("doc['model']").splitlines())
    code = f"import yaml\nfor doc in yaml.safe_load_all(open('c.yaml')):\n{asked}\n    ask('a')\n"
    text = "model: glm-4.5\n---\nmodel: glm-4.5\nother: glm-4\n"

    assert fixed({"a.py": code, "c.yaml": text}) == {"c.yaml": text.replace("4.5", "4.6")}


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


def test_a_variable_is_named_by_the_call_that_reads_it() -> None:
    where = module("import os\nuse(os.getenv('GLM_MODEL'))\nuse(os.path.join('a'))\n")
    read, other = (one.args[0].value for one in uses(where))
    assert isinstance(read, cst.Call)
    assert isinstance(other, cst.Call)

    assert variable_of(where, read, where.symbols.point(read), 0) == "GLM_MODEL"
    assert variable_of(where, other, where.symbols.point(other), 0) == ""
