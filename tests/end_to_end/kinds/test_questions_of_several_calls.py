"""Calls that share one constant: what a rename leaves open is asked about each of them."""

from __future__ import annotations

import pytest

from tests.end_to_end.kinds.conftest import Workspace

HEAD = 'from zai import ZaiClient\n\nclient = ZaiClient(api_key="k")\nMODEL = "glm-4"\n'
ASK = "client.chat.completions.create(model=MODEL, messages=[]{})\n"
LAYOUTS = {
    "at the top of a module": HEAD + "a = " + ASK + "b = " + ASK,
    "in one function": HEAD + "\n\ndef ask():\n    a = " + ASK + "    b = " + ASK,
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_call_is_asked_about(workspace: Workspace, layout: str) -> None:
    workspace.write({"app.py": LAYOUTS[layout].replace("{}", "")})
    before = workspace.of("GLM202", "GLM301")
    workspace.fixed()

    assert len(before) == 4
    assert [one.rsplit(" ", 1)[0] for one in workspace.of("GLM202", "GLM301")] == [
        one.rsplit(" ", 1)[0] for one in before
    ]


def test_a_call_that_stays_off_does_not_answer_for_its_neighbour(workspace: Workspace) -> None:
    text = HEAD + "a = " + ASK.format(", temperature=0.3")
    text += "b = " + ASK.format(", temperature=0.3, max_tokens=8")
    workspace.write({"app.py": text})
    after = workspace.fixed()["app.py"]

    assert 'max_tokens=8, thinking={"type": "disabled"}' in after
    assert [one.split()[0] for one in workspace.of("GLM301")] == ["app.py:5"]


def test_settling_one_leaves_the_other_open(workspace: Workspace) -> None:
    text = HEAD + "a = " + ASK.format(", temperature=0.3") + "b = " + ASK.format(", temperature=0")
    workspace.write({"app.py": text})
    workspace.fixed()
    decisions = workspace.root / "glm-migrate-decisions.toml"
    first = next(line for line in decisions.read_text().splitlines() if line.startswith("id ="))
    workspace.run("decide", first.split('"')[1], "--reason", "it may think")

    assert len(workspace.of("GLM301")) == 1
