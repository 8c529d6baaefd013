"""What the pages on editors and continuous integration show is there, and is what they say."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from glm_migrate.cli import main
from glm_migrate.cli.editor.code_actions import FIX_ALL
from tests.integrations.test_action import ACTION
from tests.integrations.test_hooks import HOOKS

DOCS = Path(__file__).parents[2] / "docs"
CI = (DOCS / "ci.md").read_text(encoding="utf-8")
EDITORS = (DOCS / "editors.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    """Every command line of ours that the pages show."""
    text = f"{CI}\n{EDITORS}".replace("\\\n", "")
    ours = r"(?:^|[ /'`-])glm-migrate ((?:check|fix|server|completion)\b[^\n'`|<>]*)"
    return sorted({one.strip() for one in re.findall(ours, text, re.MULTILINE)})


@pytest.mark.parametrize("line", commands())
def test_a_command_of_the_pages_is_understood(line: str) -> None:
    command, *words = shlex.split(line)
    above = click.Context(main.commands, **main.commands.context_settings)
    known = main.commands.get_command(above, command)
    assert known is not None

    named = ["." if word in ("FILE", "-") else word for word in words]
    known.make_context(command, named, parent=above)


def test_the_pages_have_commands() -> None:
    assert len(commands()) >= 8


def test_the_inputs_of_the_action_are_listed_with_their_defaults() -> None:
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (?:`(.*?)`)? *\|", CI, re.MULTILINE))

    assert rows == {name: told["default"] for name, told in ACTION["inputs"].items()}


def test_every_example_is_in_its_language() -> None:
    for text in blocks(CI, "yaml"):
        assert isinstance(yaml.safe_load(text), dict)
    for text in blocks(EDITORS, "json"):
        json.loads(text)


def test_the_examples_give_inputs_that_the_action_has() -> None:
    used = re.findall(r"OWNER/glm-migrate@\S+.*\n +with:\n((?: {10}.*\n)+)", CI)
    names = {name for text in used for name in re.findall(r"^ {10}([\w-]+):", text, re.MULTILINE)}

    assert names
    assert names <= set(ACTION["inputs"])


def test_hooks_and_actions_are_called_by_their_names() -> None:
    assert re.findall(r"- id: (\S+)", CI) == [hook["id"] for hook in HOOKS]
    assert set(re.findall(r"source\.fixAll[\w.-]*\w", EDITORS)) == {FIX_ALL}
