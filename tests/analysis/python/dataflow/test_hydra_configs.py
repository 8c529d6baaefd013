"""The files that Hydra composes: the id moves in the file of the group that is chosen."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.python.dataflow.hydra_configs import composed
from tests.analysis.python.reading import module
from tests.analysis.settings.project import findings, fixed

CODE = (
    "import hydra\nfrom zai import ZaiClient\n\nclient = ZaiClient()\n\n\n"
    "@hydra.main(version_base=None, config_path='conf', config_name='config')\n"
    "def main(cfg):\n    client.chat.completions.create(model=cfg.{}, messages=[])\n"
)
NAMED = "name: glm-4.5\n"


@pytest.mark.parametrize(
    ("asked", "defaults", "name", "text"),
    [
        pytest.param("model.name", "- model: glm", "model/glm.yaml", NAMED, id="a group"),
        pytest.param("llm.name", "- model@llm: glm", "model/glm.yaml", NAMED, id="elsewhere"),
        pytest.param(
            "model.name", "- override /model: glm", "model/glm.yaml", NAMED, id="override"
        ),
        pytest.param(
            "model.name", "- optional model: [gpt, glm]", "model/glm.yaml", NAMED, id="two"
        ),
        pytest.param(
            "llm.model.name", "- llm/model: glm", "llm/model/glm.yaml", NAMED, id="nested"
        ),
        pytest.param("name", "- base\n- _self_", "base.yaml", NAMED, id="another config"),
        pytest.param("name", "- model@_global_: glm", "model/glm.yaml", NAMED, id="at the top"),
        pytest.param(
            "llm.name", "- model: glm", "model/glm.yaml", f"# @package llm\n{NAMED}", id="its own"
        ),
    ],
)
def test_the_file_of_the_chosen_group_moves(
    asked: str, defaults: str, name: str, text: str
) -> None:
    listed = "".join(f"  {line}\n" for line in defaults.splitlines())
    files = {
        "app/main.py": CODE.format(asked),
        "app/conf/config.yaml": f"defaults:\n{listed}seed: 1\n",
        f"app/conf/{name}": text,
    }

    assert fixed(files) == {f"app/conf/{name}": text.replace("glm-4.5", "glm-4.6")}


def test_a_group_leads_to_further_ones() -> None:
    files = {
        "app/main.py": CODE.format("exp.model.name"),
        "app/conf/config.yaml": "defaults:\n  - exp: a\n",
        "app/conf/exp/a.yaml": "defaults:\n  - model: glm\n  - a\n",
        "app/conf/exp/model/glm.yaml": NAMED,
    }

    assert list(fixed(files)) == ["app/conf/exp/model/glm.yaml"]


def test_another_option_of_a_group_is_not_what_is_asked() -> None:
    files = {
        "app/main.py": CODE.format("model.name"),
        "app/conf/config.yaml": "defaults:\n  - model: new\n",
        "app/conf/model/new.yaml": "name: glm-4.6\n",
        "app/conf/model/old.yaml": NAMED,
    }

    assert findings(files) == []


def test_a_file_that_is_not_there_is_passed_over() -> None:
    assert list(composed(module("a = 1\n"), "conf", "config")) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("cfg.name += '-air'", []),
        ("cfg.name = cfg.name + '-air'", ["app/conf/config.yaml:1 GLM101 unsafe"]),
        ("fast = f'{cfg.name}-air'", ["app/conf/config.yaml:1 GLM101 unsafe"]),
        ("path = other.name + '-air'", ["app/conf/config.yaml:1 GLM101 safe"]),
    ],
)
def test_another_id_that_is_built_of_a_setting_holds_it(line: str, found: list[str]) -> None:
    code = CODE.format("name").replace("    client.", f"    {line}\n    client.")
    files = {"app/main.py": code, "app/conf/config.yaml": NAMED}

    assert [one for one in findings(files) if one.endswith("safe")] == found
