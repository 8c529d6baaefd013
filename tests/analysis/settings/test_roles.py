"""What an id is for in a settings file: what moves, what is told, and what is nobody's business."""

from __future__ import annotations

from pathlib import Path as FilePath

import pytest

from glm_migrate.analysis.settings.mentions import mentions_of
from glm_migrate.analysis.settings.roles import SettingPlace, role_of
from glm_migrate.analysis.value_trees.formats import read
from glm_migrate.analysis.value_trees.value_tree import Items, Node, Path, Table
from glm_migrate.model.mentions import Role
from glm_migrate.project.decoding import decode
from tests.analysis.settings.project import findings, fixed

URL = "https://api.z.ai/api/paas/v4"
SAFE, UNSAFE, TOLD = "GLM101 safe", "GLM101 unsafe", "GLM102 none"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param("c.yaml", f"llm:\n  model: glm-4.5\n  base_url: {URL}\n", SAFE, id="address"),
        pytest.param("c.yaml", "a:\n  model: glm-4.5\n  provider: zhipu\n", UNSAFE, id="provider"),
        pytest.param(
            "c.yaml",
            f"llm:\n  model: glm-4.5\n  base_url: {URL}\nprices:\n  glm-4.6: 0.6\n",
            SAFE,
            id="an address, and prices beside the record",
        ),
        pytest.param("c.yaml", "zhipu:\n  default_model: glm-4.5\n", UNSAFE, id="table's name"),
        pytest.param(".env", "ZHIPU_API_KEY=a\nLLM_MODEL=glm-4.5\n", UNSAFE, id="a key beside it"),
        pytest.param(".env", f"A_BASE_URL={URL}\nA_MODEL=glm-4.5\n", SAFE, id="its own address"),
        pytest.param(
            ".env", f"B_BASE_URL={URL}\nA_MODEL=glm-4.5\n", UNSAFE, id="another client's address"
        ),
        pytest.param(".env", "GLM_MODEL=glm-4.5\n", UNSAFE, id="named for the vendor"),
        pytest.param(
            ".env", "MODE=dev\nMODEL_TYPE=llm\nZHIPU_KEY=a\nMODEL=glm-4.5\n", UNSAFE,
            id="variables that are called like fields of a catalogue",
        ),
        pytest.param(
            "compose.yaml", "environment:\n  MODEL_TYPE: llm\n  GLM_MODEL: glm-4.5\n", UNSAFE,
            id="such variables of a container",
        ),
        pytest.param("c.yaml", "model: glm-4.5\n", TOLD, id="nothing beside it"),
        pytest.param(
            "c.yaml", f"model:\n  name: glm-4.5\n  base_url: {URL}\n", SAFE, id="a table for it"
        ),
        pytest.param("c.yaml", "chat_model:\n  id: glm-4.5\n", TOLD, id="such a table alone"),
        pytest.param(
            "k.yaml", "env:\n  - name: GLM_MODEL\n    value: glm-4.5\n", UNSAFE,
            id="a variable of a container",
        ),
        pytest.param(
            "c.yaml", "model: glm-4\nbase_url: http://localhost:1/v1\n", TOLD, id="a local server"
        ),
        pytest.param(
            "c.yaml", "model: glm-4\nbase_url: https://x.test/v1\n", TOLD, id="another vendor"
        ),
        pytest.param(
            "litellm.yaml",
            "model_list:\n  - model_name: glm-4.5\n    litellm_params:\n      model: zai/glm-4.5\n",
            UNSAFE,
            id="an id that says whom it asks",
        ),
        pytest.param(
            "c.yaml",
            "list:\n  - model: gpt-4o\n    url: https://x.test\n"
            f"  - model: glm-4.5\n    url: {URL}\n",
            SAFE,
            id="one of several with addresses",
        ),
    ],
)  # fmt: skip
def test_an_id_that_chooses_a_model_is_told(name: str, text: str, expected: str) -> None:
    (found,) = findings({f"app/{name}": text})

    assert found.partition(" ")[2] == expected


CATALOGUES = [
    pytest.param("m/glm-4.5.yaml", "model: glm-4.5\nmodel_type: llm\nfeatures: []\n", id="dify"),
    pytest.param("m/_position.yaml", "- glm-4.5\n- glm-4\n", id="a list"),
    pytest.param(
        "prices.json",
        '{"zai/glm-4.5": {"litellm_provider": "zai", "input_cost_per_token": 1, "mode": "chat"}}',
        id="a price map",
    ),
    pytest.param("c.yaml", "zhipu:\n  models: [glm-4.5, glm-4]\n", id="an allow-list"),
    pytest.param(
        "c.yaml", "zhipu:\n  models:\n  - name: a\n    model: glm-4.5\n  - model: glm-4\n",
        id="records to choose from",
    ),
    pytest.param("r.json", '{"model": "glm-4.5", "choices": [], "usage": {}}', id="an answer"),
    pytest.param("c.yaml", "run_id: 1\nmetrics: {}\nmodel: glm-4.5\nprovider: zhipu\n", id="a run"),
    pytest.param("cassettes/a.yaml", f"model: glm-4.5\nbase_url: {URL}\n", id="a recording"),
    pytest.param("wandb/c.yaml", f"model: glm-4.5\nbase_url: {URL}\n", id="an experiment"),
    pytest.param("locales/en.json", '{"zhipu": {"model": "glm-4.5"}}', id="a translation"),
    pytest.param("ui/zh-CN.json", '{"zhipu": {"model": "glm-4.5"}}', id="named for a language"),
    pytest.param(
        "api.json", '{"openapi": "3.0.0", "x": {"model": "glm-4.5", "zhipu": "a"}}', id="OpenAPI"
    ),
    pytest.param(
        "s.json", '{"$schema": "a", "properties": {"model": {"default": "glm-4.5"}}}', id="a schema"
    ),
    pytest.param("c.yaml", "zhipu:\n  embedding_model: embedding-3\n", id="another kind of model"),
    pytest.param("c.yaml", "zhipu:\n  note: use glm-4.5 here\n", id="a sentence"),
    pytest.param("c.yaml", "zhipu:\n  tag:\n    name: glm-4.5\n", id="a name of something else"),
    pytest.param(
        "c.yaml", "model:\n  name: glm-4.5\n  context_length: 1\n  zhipu: a\n", id="a description"
    ),
    pytest.param(
        "b.json", '{"custom_id": "1", "body": {"model": "glm-4.5", "zhipu": "a"}}', id="a batch"
    ),
    pytest.param("package.json", '{"zhipu": {"model": "glm-4.5"}}', id="of a tool"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), CATALOGUES)
def test_what_only_names_an_id_is_neither_told_nor_touched(name: str, text: str) -> None:
    files = {f"app/{name}": text}

    assert findings(files) == []
    assert fixed(files, unsafe=True) == {}


CHECKED = (
    "import yaml\nfrom zai import ZaiClient\n\ncfg = yaml.safe_load(open('c.yaml'))\n"
    "assert cfg['model'] in cfg['allowed']\n"
    "ZaiClient().chat.completions.create(model=cfg['model'], messages=[])\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("model: glm-4.5\nallowed: [glm-4.5, a]\n", ["app/c.yaml:1 GLM101 unsafe"]),
        ("model: glm-4.5\nallowed: {glm-4.5: 1}\n", ["app/c.yaml:1 GLM101 unsafe"]),
        ("model: glm-4.5\nallowed: [glm-4.6, a]\n", ["app/c.yaml:1 GLM101 safe"]),
    ],
)
def test_a_list_of_the_same_file_must_change_with_the_id(text: str, expected: list[str]) -> None:
    assert findings({"app/a.py": CHECKED, "app/c.yaml": text}) == expected


def test_an_id_is_not_put_into_a_list_twice() -> None:
    code = (
        "import yaml\nfrom zai import ZaiClient\n\n"
        "for model in yaml.safe_load(open('c.yaml'))['models']:\n"
        "    ZaiClient().chat.completions.create(model=model, messages=[])\n"
    )
    files = {"app/a.py": code, "app/c.yaml": "models: [glm-4.5, glm-4.6]\n"}

    assert findings(files) == ["app/c.yaml:1 GLM101 none"]


def test_a_client_goes_where_its_variable_says() -> None:
    code = (
        "import os\nfrom openai import OpenAI\n\n"
        "OpenAI().chat.completions.create(model={}, messages=[])\n"
    )
    files = {
        "app/a.py": code.format("os.environ['M']"),
        "app/.env": f"OPENAI_BASE_URL={URL}\nM=glm-4.5\n",
    }

    assert findings(files) == ["app/.env:2 GLM101 safe"]


DEFAULT = (
    "import os\nfrom zai import ZaiClient\n\n"
    "ZaiClient().chat.completions.create(model=os.getenv('M', '{}'), messages=[])\n"
)


@pytest.mark.parametrize(
    ("default", "setting", "expected"),
    [
        ("glm-4.6", "glm-4.5-air", ["GLM102 none", "GLM101 unsafe"]),
        ("glm-4.5", "glm-4.5-air", ["GLM101 safe", "GLM102 none", "GLM101 unsafe"]),
        ("glm-4.6", "glm-4.5", ["GLM101 safe"]),
        ("glm-4.6", "glm-4.6", []),
    ],
)
def test_a_setting_that_wins_over_a_default_is_said_at_the_default(
    default: str, setting: str, expected: list[str]
) -> None:
    files = {"app/a.py": DEFAULT.format(default), "app/.env": f"M={setting}\n"}
    told = findings(files)

    assert sorted(one.partition(" ")[2] for one in told) == sorted(expected)


@pytest.mark.parametrize(
    ("name", "text", "path", "role"),
    [
        ("c.yaml", "zhipu: {model: glm-4.5}\n", ("zhipu", "model"), Role.SETTING),
        ("c.yaml", "zhipu: {models: [glm-4.5]}\n", ("zhipu", "models", 0), Role.LISTED),
        ("locales/en.json", '{"model": "glm-4.5"}', ("model",), Role.LABEL),
        ("run.sh", "M=glm-4.5\n", ("M",), Role.SCRIPT),
        ("cassettes/a.yaml", "model: glm-4.5\n", ("model",), Role.RECORDED),
    ],
)
def test_the_role_of_a_place(name: str, text: str, path: Path, role: Role) -> None:
    document = read(decode(FilePath(name), text.encode()))
    (mention,) = mentions_of(document, lambda text: text == "glm-4.5")
    tables = [document.roots[0]]
    for step in path[:-1]:
        tables.append(_below(tables[-1], step))
    scalar = next(one for way, one in document.scalars() if way == path)
    place = SettingPlace(path, "glm-4.5", scalar.span, tuple(tables), scalar)

    assert role_of(place, document).role is role is mention.role


def _below(node: Node, step: str | int) -> Node:
    if isinstance(node, Items):
        return node.items[int(step)]
    assert isinstance(node, Table)
    found = node.get(str(step))
    assert found is not None
    return found
