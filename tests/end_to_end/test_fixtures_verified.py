"""The projects under `fixtures/` verified: before `fix` where it must fail, after it, decided.

A program that asks other vendors as well is run by the part of it that asks GLM.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.runner.verification.verifying import forked, reported, verified
from tests.runner.verification.warm import Warm

FIXTURES = Path(__file__).parents[2] / "fixtures"
TOOLS = [
    {"name": "weather", "arguments": '{"city": "北京"}'},
    {"name": "clock", "arguments": '{"zone": "UTC"}'},
]
CALLED: list[dict[str, Any]] = [
    {"answer": {"reasoning": "Two.", "calls": TOOLS}},
    {"answer": {"content": "好的"}},
]
GATEWAY = "import gateway as g; a = g.Gateway(); print(a.review('x'), a.second_opinion('x', True))"


@dataclass(frozen=True)
class Project:
    """How a project is verified.

    Attributes:
        commands: Each is verified; together they reach what there is to reach.
        fails: Whether it fails before the migration.
        proved: How many of its calls are proved in the end, of how many that can be.
        answers: Of a cassette, where made-up ones will not do.
    """

    commands: tuple[tuple[str, ...], ...]
    proved: tuple[int, int]
    stdin: str = ""
    fails: bool = True
    answers: tuple[dict[str, Any], ...] = ()


PROJECTS = {
    "zai-script": Project((("minutes.py",),), (3, 3), "notes"),
    "service": Project(
        (("serve.py",),), (4, 4), "/answer Why?\n/stream Why?\n/title Why?\n/retry Why?\n"
    ),
    "agent": Project(
        (("agent.py", "ask", "x"), ("agent.py", "plan", "x"), ("agent.py", "judge", "a;b")),
        (3, 3),
        answers=tuple(CALLED),
    ),
    "legacy-zhipuai": Project((("translate.py",),), (4, 4), "文\n"),
    "gateway": Project((("-c", GATEWAY),), (2, 2)),
    "gbk-module": Project((("kefu.py",),), (3, 3), "退货\n"),
    "raw-http": Project((("mails.py",),), (3, 3), "My bill is wrong\n"),
    "lookalikes": Project((("router.py", "Why?"),), (1, 7), fails=False),
    "rename-safety": Project((("desk.py",),), (6, 6), "My bill is wrong"),
    "configured-service": Project((("ask.py", "Why?"),), (2, 2)),
    "yaml-agent": Project((("agent.py", "a trip"),), (2, 2)),
}


def codes(folder: Path, project: Project) -> list[int]:
    options = ["--scenario", "cut,reasoning-first"]
    if project.answers:
        cassette = folder.parent / "cassette.json"
        text = json.dumps({"schema": 1, "entries": list(project.answers)})
        cassette.write_text(text, encoding="utf-8")
    result = []
    for words in project.commands:
        tools = project.answers and "ask" in words
        more = ["--replay", str(folder.parent / "cassette.json")] if tools else []
        result.append(verified(folder, *words, options=options + more, stdin=project.stdin)[0])
    return result


# Of a notebook it is not told which cell makes a call (docs/verify.md), so none can be proved.
NOTEBOOKS = {"tutorial"}
ASKING_NOBODY = {"catalogue"}


def test_every_project_is_verified_but_those_of_notebooks_and_without_a_call() -> None:
    known = set(PROJECTS) | NOTEBOOKS | ASKING_NOBODY

    assert known == {path.name for path in FIXTURES.iterdir() if path.is_dir()}
    assert not any(list(FIXTURES.glob(f"{name}/before/**/*.py")) for name in NOTEBOOKS)


@pytest.fixture(autouse=True)
def _forked(warm_python: Warm) -> Iterator[None]:
    with forked(warm_python):
        yield


@pytest.mark.parametrize("name", PROJECTS)
@pytest.mark.parametrize("state", ["before", "after", "decided"])
def test_a_project_fails_before_the_migration_and_passes_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, state: str
) -> None:
    monkeypatch.setenv("DASHSCOPE_API_KEY", "another vendor's")
    project = PROJECTS[name]
    folder = tmp_path / state
    shutil.copytree(FIXTURES / name / state, folder)
    fails = project.fails and state == "before"

    assert codes(folder, project) == [int(fails)] * len(project.commands)
    if state == "decided":
        item = reported(folder)
        proved, of = project.proved
        calls = f"{proved} of {of} call{'' if of == 1 else 's'} proved"
        assert item["state"] == ("verified" if proved == of else "confirmed"), item
        assert item["note"].startswith(calls) or proved != of
