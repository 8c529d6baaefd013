"""A project's own function that reads a setting: each call of it has its own default."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

READERS = {
    "with strip": (
        "def _env(key, default=None):\n    value = os.environ.get(key)\n"
        "    return value.strip() if value else default\n"
    ),
    "with an early return": (
        "def _env(key, default=None):\n    if key in os.environ:\n        return os.environ[key]\n"
        "    return default\n"
    ),
    "in one line": "def _env(key, default=''):\n    return os.getenv(key) or default\n",
    "getenv": "def _env(key, default=''):\n    return os.getenv(key, default)\n",
    "through another": (
        "def _read(key, fallback):\n    return os.environ.get(key) or fallback\n\n\n"
        "def _env(key, default=''):\n    return _read(key, default)\n"
    ),
}
USES = """

glm = OpenAI(base_url=_env("GLM_URL", "https://api.z.ai/api/paas/v4/").rstrip("/"))
gpt = OpenAI(base_url=_env("GPT_URL", "https://api.openai.com/v1"))
glm.chat.completions.create(
    model=_env("GLM_MODEL", "glm-4.5"), messages=[], temperature=0.2, top_p=0.3
)
gpt.chat.completions.create(
    model=_env("GPT_MODEL", "gpt-4o"), messages=[], temperature=0.2, top_p=0.3
)
"""


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_each_call_has_its_own_default(workspace: Workspace, reader: str) -> None:
    text = f"import os\nfrom openai import OpenAI\n\n\n{reader}{USES}"
    workspace.write({"app.py": text})

    fixed = workspace.fixed()["app.py"]

    assert fixed == text.replace("glm-4.5", "glm-4.6").replace(", top_p=0.3", "", 1)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_reader_in_another_file(workspace: Workspace, reader: str) -> None:
    workspace.write(
        {
            "env.py": f"import os\n\n\n{reader}",
            "app.py": f"from openai import OpenAI\nfrom env import _env\n{USES}",
        }
    )

    assert "glm-4.6" in workspace.fixed()["app.py"]
    assert workspace.of("GLM101", "GLM201", "GLM903") == []


def test_a_constant_that_two_calls_share_counts_for_both(workspace: Workspace) -> None:
    text = (
        f"import os\nfrom openai import OpenAI\n\n\n{READERS['getenv']}"
        '\nMODEL = "glm-4.5"\nc = OpenAI(base_url="https://api.z.ai/api/paas/v4")\n'
        'c.chat.completions.create(model=_env("A", MODEL), messages=[])\n'
        'c.chat.completions.create(model=_env("B", MODEL), messages=[])\n'
    )
    workspace.write({"app.py": text})

    assert workspace.of("GLM101", "GLM903") == ["app.py:8 GLM101 safe"]
    assert len(workspace.report()["calls"]) == 2
    assert "glm-4.5" not in workspace.fixed()["app.py"]
