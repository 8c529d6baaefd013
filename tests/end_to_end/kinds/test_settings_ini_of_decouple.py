"""`settings.ini`, from which python-decouple reads the variables of a program."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

SETTINGS = "[settings]\nLLM_URL = https://api.z.ai/api/paas/v4\nLLM_MODEL = glm-4.5\n"
ASK = """\
from openai import OpenAI
{}

def ask(messages):
    client = OpenAI(base_url=config("LLM_URL"))
    return client.chat.completions.create(
        model=config("LLM_MODEL"{}), messages=messages, temperature=0.1, top_p=0.2
    )
"""
DECOUPLE = "from decouple import config\n"


@pytest.mark.parametrize("place", ["app.py", "service/app.py"])
def test_the_values_reach_the_call(workspace: Workspace, place: str) -> None:
    workspace.write({place: ASK.format(DECOUPLE, ""), "settings.ini": SETTINGS})

    assert sorted(workspace.of("GLM101", "GLM201")) == [
        "app.py:8 GLM201 safe",
        "settings.ini:3 GLM101 safe",
    ]
    workspace.run("fix", "--allow-no-vcs")
    assert "LLM_MODEL = glm-4.6" in (workspace.root / "settings.ini").read_text()
    assert len(workspace.report()["calls"]) == 1


def test_a_default_stands_behind_the_file(workspace: Workspace) -> None:
    workspace.write(
        {"app.py": ASK.format(DECOUPLE, ', default="glm-4-plus"'), "settings.ini": SETTINGS}
    )

    assert [one.split()[0] for one in workspace.of("GLM101")] == ["app.py:8", "settings.ini:3"]


def test_other_readers_of_the_environment_do_not_read_it(workspace: Workspace) -> None:
    workspace.write(
        {"app.py": ASK.format("from os import getenv as config\n", ""), "settings.ini": SETTINGS}
    )

    assert workspace.of("GLM201") == []


def test_another_section_sets_no_variable(workspace: Workspace) -> None:
    settings = SETTINGS.replace("[settings]", "[other]")
    workspace.write({"app.py": ASK.format(DECOUPLE, ""), "settings.ini": settings})

    assert workspace.of("GLM201") == []
