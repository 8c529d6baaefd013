"""Done means seen: what the report says of ids without their calls, and of rules left out."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

URL = "https://api.z.ai/api/paas/v4"
SETTINGS = {
    "config.yaml": f"llm:\n  model: glm-4.5\n  base_url: {URL}\n",
    "settings.toml": f'[llm]\nmodel = "glm-4.5"\nbase_url = "{URL}"\n',
    "settings.json": f'{{"zai": {{"model": "glm-4.5", "base_url": "{URL}"}}}}\n',
    ".env": f"GLM_MODEL=glm-4.5\nGLM_BASE_URL={URL}\n",
    "settings.py": 'class Settings:\n    glm_model = "glm-4.5"\n',
}


def states(workspace: Workspace) -> list[str]:
    return [one["state"] for one in workspace.report()["items"]]


@pytest.mark.parametrize("name", SETTINGS)
def test_a_moved_id_without_its_call_leaves_the_other_items_open(
    workspace: Workspace, name: str
) -> None:
    workspace.write({name: SETTINGS[name], "app.py": "print(1)\n"})
    workspace.run("fix", "--allow-no-vcs", "--unsafe-fixes")

    assert "glm-4.6" in (workspace.root / name).read_text()
    assert workspace.run("check").startswith("No findings.")
    assert states(workspace) == ["done", *["cannot see"] * 7]


@pytest.mark.parametrize(("code", "item"), [("GLM101", 0), ("GLM201", 1), ("GLM301", 2)])
def test_an_ignored_rule_does_not_make_its_item_done(
    workspace: Workspace, code: str, item: int
) -> None:
    call = 'ZaiClient().chat.completions.create(model="glm-4", messages=[]{})\n'
    app = "from zai import ZaiClient\n\n" + call.format(", temperature=0.2, top_p=0.8")
    workspace.write({"app.py": app, "glm-migrate.toml": f'ignore = ["{code}"]\n'})

    assert states(workspace)[item] == "cannot see"
