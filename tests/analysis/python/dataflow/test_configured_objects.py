"""Objects that Dynaconf and Hydra fill with settings files."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.configured_objects import is_dynaconf
from tests.analysis.python.reading import expression, module
from tests.analysis.settings.project import ASK, fixed

YAML = "llm:\n  model: glm-4.5  # the main one\n"
LINKS = [
    ("from dynaconf import Dynaconf\ns = Dynaconf(settings_files=['s.toml'])\n", "s.llm.model",
     "s.toml", '[default.llm]\nmodel = "glm-4.5"\n'),
    ("from dynaconf import Dynaconf\ns = Dynaconf(settings_files=['s.toml'])\n", 's["MODEL"]',
     "s.toml", 'model = "glm-4.5"\n'),
    ("from dynaconf import Dynaconf\ns = Dynaconf(settings_files=['s.toml'])\n",
     's.get("llm.model")', "s.toml", '[llm]\nmodel = "glm-4.5"\n'),
    ("from dynaconf import Dynaconf\ns = Dynaconf(envvar_prefix='APP')\n", "s.GLM_MODEL",
     ".env", "APP_GLM_MODEL=glm-4.5\n"),
    ("from dynaconf import settings, Dynaconf\ns = Dynaconf()\n", 's["llm.model"]',
     ".env", "DYNACONF_LLM__MODEL=glm-4.5\n"),
    ("import streamlit as st\n", 'st.secrets["MODEL"]',
     ".streamlit/secrets.toml", 'MODEL = "glm-4.5"\n'),
    ("import streamlit as st\n", 'st.secrets.llm.get("model", "glm-4.6")',
     ".streamlit/secrets.toml", '[llm]\nmodel = "glm-4.5"\n'),
]  # fmt: skip


@pytest.mark.parametrize(("code", "asked", "name", "text"), LINKS)
def test_the_file_moves_that_code_reads(code: str, asked: str, name: str, text: str) -> None:
    files = {"app/main.py": code + ASK.format(asked), f"app/{name}": text}

    assert fixed(files) == {f"app/{name}": text.replace("glm-4.5", "glm-4.6")}


def test_hydra_passes_the_file_that_its_decorator_names() -> None:
    code = (
        "import hydra\nfrom zai import ZaiClient\n\nclient = ZaiClient()\n\n\n"
        "@hydra.main(version_base=None, config_path='conf', config_name='config')\n"
        "def main(cfg):\n    client.chat.completions.create(model=cfg.llm.model, messages=[])\n"
    )
    files = {"app/main.py": code, "app/conf/config.yaml": YAML}

    assert list(fixed(files)) == ["app/conf/config.yaml"]


ASKED = (
    "ZaiClient().chat.completions.create("
    "model=cfg.llm.model, messages=[], temperature=1, top_p=0.9)\n"
)
COMPOSED = {
    "below a folder": "with initialize(config_path='conf', version_base=None):\n"
    "    cfg = compose(config_name='config')\n",
    "by place": "initialize('conf')\ncfg = compose('config', overrides=[])\n",
    "in a function": "def load():\n    with initialize(config_path='conf'):\n"
    "        return compose(config_name='config')\n\n\ncfg = load()\n",
}


@pytest.mark.parametrize("made", COMPOSED.values(), ids=COMPOSED)
def test_hydra_composes_the_file_that_is_named(made: str) -> None:
    code = f"from hydra import compose, initialize\nfrom zai import ZaiClient\n\n{made}"
    code += ASKED
    files = {"app/main.py": code, "app/conf/config.yaml": YAML}

    assert sorted(fixed(files)) == ["app/conf/config.yaml", "app/main.py"]


def test_two_folders_leave_open_which_is_meant() -> None:
    code = (
        "from hydra import compose, initialize\nfrom zai import ZaiClient\n\ninitialize('conf')\n"
    )
    code += "initialize('other')\ncfg = compose('config')\n"
    code += ASKED

    assert "app/main.py" not in fixed({"app/main.py": code, "app/conf/config.yaml": YAML})


@pytest.mark.parametrize(("made", "expected"), [("Dynaconf()", True), ("Other()", False)])
def test_an_object_of_dynaconf_is_told_by_its_class(made: str, expected: bool) -> None:
    where = module(f"from dynaconf import Dynaconf\ns = {made}\nuse(s)\n")
    name = expression(where, "s")
    (found,) = where.resolver.resolve(name, where.symbols.point(name)).found

    assert is_dynaconf(found) is expected
