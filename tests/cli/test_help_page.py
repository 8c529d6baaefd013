"""The help of every command: what each flag does, under the same heading everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from glm_migrate.cli import main
from glm_migrate.cli.help_page import OWN, SECTIONS

Flag = tuple[str, click.Option]
_SHOWN = re.compile(r"^  (?:-\w, )?(--[\w-]+)", re.MULTILINE)
_HEADING = re.compile(r"^(\S.*):$", re.MULTILINE)


def _commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path}{name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path}{name} ")


COMMANDS = dict(_commands(main.commands))
FLAGS: list[Flag] = [
    (path, one)
    for path, command in COMMANDS.items()
    for one in command.params
    if isinstance(one, click.Option) and not one.hidden
]
NAMES = [f"{path} {option.opts[0]}" for path, option in FLAGS]


def page(path: str) -> str:
    return CliRunner().invoke(main.commands, [*path.split(), "--help"]).output


def headings(path: str) -> dict[str, str]:
    """Flag → the heading that it stands under."""
    command = COMMANDS[path]
    above = click.Context(main.commands, **main.commands.context_settings)
    context = click.Context(command, parent=above)
    formatter = context.make_formatter()
    command.format_options(context, formatter)
    parts = _HEADING.split(formatter.getvalue())[1:]
    return {
        flag: heading
        for heading, rows in zip(parts[::2], parts[1::2], strict=True)
        for flag in _SHOWN.findall(rows)
    }


@pytest.mark.parametrize("path", COMMANDS)
def test_every_flag_of_a_command_is_shown_once(path: str) -> None:
    flags = [one for place, one in FLAGS if place == path]
    shown = list(headings(path))

    assert len(shown) == len(flags) + 1  # and --help


def test_a_flag_stands_under_the_same_heading_on_every_command() -> None:
    found: dict[str, set[str]] = {}
    for path in COMMANDS:
        for flag, heading in headings(path).items():
            found.setdefault(flag, set()).add(heading)
    del found["--help"]

    assert {flag: under for flag, under in found.items() if len(under) > 1} == {}


def test_a_command_with_many_flags_has_several_headings_and_its_own_come_first() -> None:
    under = headings("check")

    assert list(dict.fromkeys(under.values())) == [one for one in SECTIONS if one in under.values()]
    assert (under["--select"], under["--exclude"], under["--diff"]) == ("Rules", "Files", "Fixes")
    assert headings("fleet")["--output"] == OWN
    assert set(headings("decide").values()) == {OWN}


@pytest.mark.parametrize(("path", "option"), FLAGS, ids=NAMES)
def test_a_flag_says_what_it_does_in_a_sentence(path: str, option: click.Option) -> None:
    text = option.help or ""

    assert text[:1].isupper()
    assert text.split("  [")[0].endswith(".")


@pytest.mark.parametrize("path", COMMANDS)
def test_no_page_shows_the_types_of_its_parser(path: str) -> None:
    assert not re.search(r"INTEGER|FLOAT|RANGE|DIRECTORY|FILENAME|x[<>]=|\(dynamic\)", page(path))


def test_the_shared_flags_tell_the_defaults_of_the_settings() -> None:
    text = " ".join(page("check").split())

    for default in ("glm-4.6", "GLM", "short", "warning", "*.py,*.pyi,*.ipynb", "auto"):
        assert f"[default: {default}]" in text


def test_the_summary_of_a_command_is_never_cut() -> None:
    for text in (page("baseline"), CliRunner().invoke(main.commands, ["--help"]).output):
        assert not re.search(r"\.\.\.$", text.partition("Commands:")[2], re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--jobs", "0"], "Invalid value for '--jobs' / '-j': 0 is less than 1"),
        (["verify", "--calls", "5", "--", "x"], "Invalid value for '--calls': 5 is more than 4"),
    ],
)
def test_a_number_that_is_out_of_bounds_is_refused(arguments: list[str], message: str) -> None:
    done = CliRunner().invoke(main.commands, arguments)

    assert done.exit_code == 2
    assert message in done.output
