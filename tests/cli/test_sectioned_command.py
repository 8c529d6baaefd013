"""A flag that another tool has is answered with ours."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from glm_migrate.cli import main
from glm_migrate.cli.sectioned_command import SectionedCommand


@pytest.mark.parametrize(
    ("command", "flag", "ours"),
    [
        ("fix", "--dry-run", "--diff"),
        ("check", "--format", "--output-format"),
        ("check", "-f", "--output-format"),
        ("rule", "--format", "--output-format"),
    ],
)
def test_a_flag_of_another_tool_leads_to_ours(command: str, flag: str, ours: str) -> None:
    done = CliRunner().invoke(main.commands, [command, flag])

    assert done.exit_code == 2
    assert "Did you mean" in done.output
    assert f"'{ours}'" in done.output


def test_a_misspelt_flag_leads_to_the_one_that_is_meant() -> None:
    done = CliRunner().invoke(main.commands, ["check", "--selekt"])

    assert done.exit_code == 2
    assert "--select" in done.output.partition("--selekt")[2]  # in the words of any click


@pytest.mark.parametrize("name", [one for one in main.COMMANDS if one != "baseline"])
def test_every_command_is_one(name: str) -> None:
    command = main.commands.get_command(click.Context(main.commands), name)

    assert isinstance(command, SectionedCommand)


def test_a_flag_that_the_command_lacks_is_not_named() -> None:
    done = CliRunner().invoke(main.commands, ["undo", "--dry-run"])

    assert "--diff" not in done.output
