"""A place that a fix left behind is one finding: the question, not the question and its trace."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

APP = (
    'from zai import ZaiClient\n\nMODEL = "glm-4.5-air"\nclient = ZaiClient(api_key="k")\n\n\n'
    "def ask():\n    return client.chat.completions.create(model=MODEL, messages=[], top_p=0.5)\n"
)
PLACES = {
    "a price table": ("app.py", f'{APP}\n\nPRICES = {{"glm-4.5-air": 1}}\nprint(PRICES[MODEL])\n'),
    "an assertion": (
        "test_app.py",
        'from app import MODEL\n\n\ndef test_it():\n    assert MODEL == "glm-4.5-air"\n',
    ),
    "a comparison": ("app.py", f'{APP}\n\nif MODEL == "glm-4.5-air":\n    print("old")\n'),
}


@pytest.mark.parametrize(("path", "text"), PLACES.values(), ids=PLACES)
def test_it_is_told_once_and_stays_a_warning(workspace: Workspace, path: str, text: str) -> None:
    workspace.write({"app.py": APP, path: text})
    (before,) = workspace.of("GLM102")
    workspace.fixed("--unsafe-fixes")
    (after,) = workspace.of("GLM102")

    assert 'MODEL = "glm-4.6"' in workspace.texts()["app.py"]
    assert after == before
    assert "settle it with" in workspace.run("check")
