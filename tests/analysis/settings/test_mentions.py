"""Ids in settings that no call is seen to ask: which are told, and as what."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.analysis.settings.mentions import mentions_of
from glm_migrate.analysis.value_trees.formats import read
from glm_migrate.config.schema import Config
from glm_migrate.model.mentions import Role
from glm_migrate.project.decoding import decode
from tests.analysis.settings.project import findings

URL = "https://api.z.ai/api/paas/v4"


def test_every_id_is_told_where_that_is_asked_for() -> None:
    files = {"app/c.yaml": "zhipu:\n  models: [glm-4.5, glm-4]\n"}
    every = Config(settings_files="all")

    assert findings(files, every) == ["app/c.yaml:2 GLM102 none"] * 2


def test_nothing_is_told_where_settings_are_off() -> None:
    files = {"app/c.yaml": f"model: glm-4.5\nbase_url: {URL}\n"}

    assert findings(files) != []
    assert findings(files, Config(settings_files="off")) != []  # the search leaves them out


def test_a_place_on_several_ways_is_told_once_and_by_the_plainest() -> None:
    text = f"a: &m glm-4.5\nmodel: *m\nzai:\n  model: *m\n  base_url: {URL}\n"
    document = read(decode(Path("c.yaml"), text.encode()))
    (only,) = mentions_of(document, lambda text: text == "glm-4.5")

    assert (only.role, only.vendor_named) == (Role.SETTING, True)


def test_an_id_that_a_call_of_the_vendor_may_ask_is_an_error() -> None:
    code = (
        "import yaml\nfrom zai import ZaiClient\n\n\nclass Config(dict):\n    pass\n\n\n"
        "cfg = Config(yaml.safe_load(open('c.yaml')))\n"
        "ZaiClient().chat.completions.create(model=cfg.model, messages=[])\n"
    )
    files = {"app/a.py": code, "app/c.yaml": "model: glm-4.5\n"}

    assert findings(files) == ["app/c.yaml:1 GLM101 unsafe"]
