"""The flags of `check` and `fix`, and what a user asked for with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from glm_migrate.cli.options import Choice, Options, no_conflicts, shared, without
from glm_migrate.errors import ConfigError, UsageError


def options(*paths: str, config: tuple[str, ...] = (), **flags: Any) -> Options:
    return Options.of(paths, config, **{"isolated": False, **flags})


def given(*arguments: str) -> tuple[Result, dict[str, Any]]:
    """What a command with the shared flags is called with."""
    seen: dict[str, Any] = {}

    @click.command()
    @shared
    def command(**values: Any) -> None:
        seen.update(values)

    return CliRunner().invoke(command, arguments), seen


def test_flags_that_are_settings_are_told_apart_and_only_where_they_are_given() -> None:
    one = options("a.py", target="glm-4.6", fail_on=None, ignore=["GLM202"], quiet=True)

    assert one.settings == {"target": "glm-4.6", "ignore": ("GLM202",)}
    assert (one.paths, one.quiet) == (("a.py",), True)


def test_a_setting_that_is_wrong_is_refused_by_the_name_of_its_flag() -> None:
    with pytest.raises(ConfigError, match=r"^--select"):
        options(select=["GLM999"])


def test_a_setting_in_toml_is_told_from_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("odd=name.toml").touch()
    one = options(config=("target='x'", "a.toml", "odd=name.toml"))

    assert one.inline == ("target='x'",)
    assert one.files == ("a.toml", "odd=name.toml")


def test_lists_may_be_repeated_or_separated_by_commas() -> None:
    result, seen = given("--ignore", "GLM1, GLM202", "--ignore", "GLM3,")

    assert result.exit_code == 0
    assert seen["ignore"] == ["GLM1", "GLM202", "GLM3"]
    assert seen["select"] is None


def test_a_selection_of_nothing_is_refused_and_an_empty_list_of_others_is_not() -> None:
    result, _ = given("--select", " , ")

    assert result.exit_code == 2
    assert "names no rule" in result.output
    assert given("--ignore", "")[1]["ignore"] == []


def test_rules_to_ignore_in_some_files_are_a_table() -> None:
    _, seen = given("--per-file-ignores", "a.py:GLM1,C:/b.py:GLM2", "--per-file-ignores=a.py:GLM3")

    assert seen["per_file_ignores"] == {"a.py": ["GLM1", "GLM3"], "C:/b.py": ["GLM2"]}


@pytest.mark.parametrize("pair", ["a.py", "a.py:", ":GLM1"])
def test_a_pair_that_is_none_is_refused(pair: str) -> None:
    result, _ = given("--per-file-ignores", pair)

    assert result.exit_code == 2
    assert f"{pair!r} is not of the form GLOB:RULE" in result.output


def test_a_wrong_choice_names_the_nearest() -> None:
    choice = Choice(("json", "sarif"))

    assert choice.get_invalid_choice_message("jsn", None).endswith("did you mean 'json'?")
    assert choice.get_invalid_choice_message("zzz", None).endswith(".")


def test_a_command_can_do_without_some_of_the_flags() -> None:
    @click.command()
    @without("diff", "statistics")
    def command(**values: Any) -> None:
        click.echo(sorted(values))

    assert CliRunner().invoke(command, ["--diff"]).exit_code == 2
    assert "'diff'" not in CliRunner().invoke(command).output
    assert "'quiet'" in CliRunner().invoke(command).output


def test_a_flag_to_do_without_must_be_one() -> None:
    with pytest.raises(AssertionError, match="dif"):
        without("dif")(lambda: None)


@pytest.mark.parametrize(
    ("one", "message"),
    [
        pytest.param(options("-", "a.py"), "'-' is standard input", id="input and files"),
        pytest.param(
            options(config=("a.toml", "b.toml")),
            "--config names more than one file: a.toml, b.toml",
            id="two files",
        ),
        pytest.param(
            options(config=("a.toml",), isolated=True), "--isolated reads no settings", id="neither"
        ),
        pytest.param(
            options(explain_resolution=True, statistics=True),
            "combined with --statistics",
            id="outputs",
        ),
        pytest.param(
            options(explain_resolution=True, output_format="json"),
            "combined with --output-format",
            id="an output and a format",
        ),
    ],
)
def test_flags_that_contradict_each_other_are_refused(one: Options, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        no_conflicts(one)


@pytest.mark.parametrize(
    "one",
    [
        options("-"),
        options("a.py", "b.py"),
        options(config=("a.toml", "target='x'")),
        options(config=("target='x'",), isolated=True),
        options(explain_resolution=True),
        options(diff=True, statistics=True),
    ],
    ids=["input", "files", "a file and a setting", "isolated", "explained", "diff and statistics"],
)
def test_flags_that_go_together_are_not(one: Options) -> None:
    no_conflicts(one)
