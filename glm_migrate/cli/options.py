"""The flags that `check` and `fix` share, and what a user asked for with them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from glm_migrate.cli.agreement import Agreement
from glm_migrate.config.schema import OUTPUT_FORMATS, Config, Layer, validate
from glm_migrate.errors import UsageError
from glm_migrate.rules.selectors import did_you_mean

STDIN = "-"  # among the paths
DAY = "2027-01-31"  # as help texts and errors show a date
_Command = TypeVar("_Command", bound=Callable[..., Any])


class Choice(click.Choice[str]):
    """A choice whose error message names the nearest possibility."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        message = super().get_invalid_choice_message(value, ctx)
        return f"{message.rstrip('.')}{did_you_mean(str(value), map(str, self.choices)) or '.'}"


@dataclass(frozen=True)
class Options:
    """The command line of a run, before any configuration file is read.

    Attributes:
        settings: Flags that are settings, as field values; only those that were given.
        files: Configuration files named by `--config`.
        inline: `KEY=VALUE` pairs given to it.
        remembers: It makes use of what earlier runs found out, and keeps what it does.
        cache_dir: Where that is kept, instead of the user's own place.
    """

    paths: tuple[str, ...]
    settings: Layer
    files: tuple[str, ...]
    inline: tuple[str, ...]
    isolated: bool
    output_file: Path | None = None
    stdin_filename: str | None = None
    diff: bool = False
    patch: bool = False
    statistics: bool = False
    show_files: bool = False
    show_settings: bool = False
    exit_zero: bool = False
    jobs: int | None = None
    quiet: bool = False
    silent: bool = False
    verbose: bool = False
    color: str = "auto"
    explain_resolution: bool = False
    diff_base: str | None = None
    agreement: Agreement | None = None
    interactive: bool = False
    exit_non_zero_on_fix: bool = False
    allow_dirty: bool = False
    allow_staged: bool = False
    allow_no_vcs: bool = False
    remembers: bool = False
    cache_dir: str | None = None

    @classmethod
    def of(cls, paths: tuple[str, ...], config: tuple[str, ...], **flags: Any) -> Options:
        """Sort click's values: settings on one side, what is only of this run on the other."""
        names = {name for name in flags if name in Config.__dataclass_fields__}
        given = {name: flags.pop(name) for name in names}
        table = {
            name.replace("_", "-"): value for name, value in given.items() if value is not None
        }
        inline = tuple(one for one in config if "=" in one and not Path(one).exists())
        files = tuple(one for one in config if one not in inline)
        flags["diff"] = flags.get("diff", False) or flags.get("patch", False)
        return cls(paths, validate(table, ""), files, inline, **flags)


def day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """The last day that a flag such as `--until` gives."""
    try:
        last = date.fromisoformat(value) if value else None
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is not a date such as {DAY}", context, parameter
        ) from None
    if last is not None and last < date.today():  # what is valid until then is not valid now
        raise click.BadParameter(f"{value} is in the past", context, parameter)
    return last


def _listed(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> list[str] | None:
    """Comma-separated values of a flag that may be repeated; None when it was not given."""
    items = [item.strip() for value in values for item in value.split(",") if item.strip()]
    if values and not items and parameter.name == "select":
        raise click.BadParameter("names no rule", context, parameter)
    return items if values else None


def _per_file(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, list[str]] | None:
    """`GLOB:RULE` pairs as the table that they stand for."""
    pairs = _listed(context, parameter, values)
    if pairs is None:
        return None
    table: dict[str, list[str]] = {}
    for pair in pairs:
        pattern, colon, rule = pair.rpartition(":")
        if not colon or not pattern or not rule:
            raise click.BadParameter(f"{pair!r} is not of the form GLOB:RULE", context, parameter)
        table.setdefault(pattern, []).append(rule)
    return table


def suggested(name: str) -> Callable[[click.Context, click.Parameter, str], list[Any]]:
    """What completes a value: a function of `suggestions`, imported when it is used."""

    def suggest(context: click.Context, parameter: click.Parameter, begun: str) -> list[Any]:
        from glm_migrate.cli import suggestions

        found: list[Any] = getattr(suggestions, name)(context, parameter, begun)
        return found

    return suggest


def _list(flag: str, metavar: str, text: str) -> Callable[[_Command], _Command]:
    suggest = suggested("rule_list") if metavar == _RULES else None
    return click.option(
        flag, metavar=metavar, multiple=True, callback=_listed, help=text, shell_complete=suggest
    )


def _switch(flag: str, *more: str, text: str) -> Callable[[_Command], _Command]:
    return click.option(flag, *more, is_flag=True, help=text)


def _setting(flag: str, text: str) -> Callable[[_Command], _Command]:
    return click.option(flag, is_flag=True, default=None, help=text)


_RULES = "RULE,…"
_GLOBS = "GLOB,…"
_DEFAULTS = Config()


def _default(value: object) -> str:
    """The end of a help text; to click a setting has no default, or files would not count."""
    return f"  [default: {value}]"


_Checked = Callable[[click.Context, click.Parameter, int | None], int | None]


def at_least(least: int) -> _Checked:
    """Refuse a smaller number. click's own range shows as `[x>=1]` in the help."""
    return between(least, sys.maxsize)


def between(least: int, most: int) -> _Checked:
    """Refuse a number that is smaller or larger than these."""

    def checked(
        context: click.Context, parameter: click.Parameter, value: int | None
    ) -> int | None:
        if value is not None and not least <= value <= most:
            bound = f"less than {least}" if value < least else f"more than {most}"
            raise click.BadParameter(f"{value} is {bound}", context, parameter)
        return value

    return checked


_SHARED = (
    click.argument("paths", nargs=-1, metavar="[PATHS]…", type=click.Path(path_type=str)),
    click.option(
        "--target",
        metavar="NAME|FILE",
        help="Model to migrate to, or a TOML file that describes one (see 'targets --help')."
        + _default(_DEFAULTS.target),
        shell_complete=suggested("targets"),
    ),
    _list(
        "--select",
        _RULES,
        "Check only these rules, by code, name or prefix: GLM201, temperature-and-top-p, GLM4."
        + _default(",".join(_DEFAULTS.select)),
    ),
    _list("--ignore", _RULES, "Don't check these rules."),
    _list("--extend-select", _RULES, "Check these rules in addition to those selected."),
    _list("--extend-ignore", _RULES, "Don't check these rules either."),
    click.option(
        "--per-file-ignores",
        metavar="GLOB:RULE,…",
        multiple=True,
        callback=_per_file,
        shell_complete=suggested("ignored"),
        help="Don't check a rule in files that match a glob, such as 'tests/**:GLM302'.",
    ),
    _list(
        "--exclude",
        _GLOBS,
        "Skip these files and directories instead of the built-in list (.git, .venv, build …).",
    ),
    _list("--extend-exclude", _GLOBS, "Skip these files and directories as well."),
    _list(
        "--include",
        _GLOBS,
        "Code to look for in directories; for settings files see the setting 'settings-include'."
        + _default(",".join(_DEFAULTS.include)),
    ),
    _setting("--force-exclude", "Skip excluded files even if they are named in PATHS."),
    _setting(
        "--respect-gitignore/--no-respect-gitignore",
        "Skip files that git ignores." + _default("respect-gitignore"),
    ),
    click.option(
        "--config",
        metavar="FILE|KEY=VALUE",
        multiple=True,
        help="Settings file to use for all files, or a single setting in TOML such as "
        "'fail-on=\"error\"'; may be repeated.",
    ),
    _switch("--isolated", text="Ignore all settings files."),
    click.option(
        "--baseline",
        metavar="FILE",
        help="Don't report the findings that FILE lists (see 'baseline'); '' for no baseline.",
    ),
    click.option(
        "--output-format",
        metavar="FORMAT",
        type=Choice(OUTPUT_FORMATS),
        help=f"Format of the findings: {', '.join(OUTPUT_FORMATS)}."
        + _default(_DEFAULTS.output_format),
    ),
    click.option(
        "--output-file",
        "-o",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write the output to FILE instead of standard output.",
    ),
    _setting(
        "--unsafe-fixes/--no-unsafe-fixes",
        "Include fixes that need your decision, for example on price, context or behaviour."
        + _default("no-unsafe-fixes"),
    ),
    _switch("--diff", text="Print what 'fix' would change as a diff; write nothing."),
    _switch(
        "--patch", text="Like --diff, but with notebooks as stored (JSON), for 'git apply -p0'."
    ),
    _switch("--statistics", text="Print the number of findings per rule instead of the findings."),
    _switch("--show-files", text="List the files that would be checked, and exit."),
    _switch("--show-settings", text="Print the settings in effect, and exit."),
    click.option(
        "--stdin-filename",
        metavar="PATH",
        help="Check standard input as if it were this file, in its project and with its settings.",
    ),
    _switch("--exit-zero", "-e", text="Exit with 0 even if there are findings."),
    click.option(
        "--fail-on",
        metavar="SEVERITY",
        type=Choice(("error", "warning", "info")),
        help="Lowest severity that makes the exit code 1: error, warning or info."
        + _default(_DEFAULTS.fail_on),
    ),
    click.option(
        "--jobs",
        "-j",
        type=int,
        callback=at_least(1),
        metavar="N",
        help="Number of processes." + _default("one per processor"),
    ),
    click.option(
        "--no-cache",
        "remembers",
        flag_value=False,
        is_flag=True,
        default=True,
        help="Neither read nor write the cache of earlier results.",
    ),
    click.option(
        "--cache-dir",
        type=click.Path(file_okay=False, path_type=str),
        metavar="DIR",
        help="Directory of the cache." + _default("your own cache directory"),
    ),
    _switch("--quiet", "-q", text="Leave out the summary and remarks."),
    _switch("--silent", "-s", text="Print nothing; the exit code tells the result."),
    _switch("--verbose", "-v", text="Also print what is done, and with which settings."),
    click.option(
        "--color",
        metavar="WHEN",
        type=Choice(("auto", "always", "never")),
        default="auto",
        help="When to use colour: auto, always or never; 'auto' respects NO_COLOR, FORCE_COLOR and "
        "TERM=dumb." + _default("auto"),
    ),
)


def shared(command: _Command) -> _Command:
    """Give `command` the flags that `check` and `fix` have in common."""
    return reduce(lambda inner, decorate: decorate(inner), reversed(_SHARED), command)


def without(*names: str) -> Callable[[_Command], _Command]:
    """Give a command the shared flags but those that mean nothing to it, named as parameters."""

    def decorate(command: _Command) -> _Command:
        shared(command)
        parameters: list[click.Parameter] = command.__dict__["__click_params__"]
        unknown = set(names) - {one.name for one in parameters}
        assert not unknown, unknown
        parameters[:] = [one for one in parameters if one.name not in names]
        return command

    return decorate


def similar(path: str) -> str:
    """The name beside a path that does not exist that it may have been meant to be."""
    parent = Path(path).parent
    try:
        names = [one.name for one in parent.iterdir()]
    except OSError:
        return ""
    return did_you_mean(path, [str(parent / name) for name in names])


def no_conflicts(options: Options) -> None:
    """Raise for flags that contradict each other."""
    if STDIN in options.paths and len(options.paths) > 1:
        raise UsageError("'-' is standard input and can't be combined with paths")
    if len(options.files) > 1:
        raise UsageError(f"--config names more than one file: {', '.join(options.files)}")
    if options.isolated and options.files:
        raise UsageError("--isolated reads no settings file, but --config names one")
    if options.diff_base is not None and (options.diff or options.paths == (STDIN,)):
        raise UsageError("--diff-base can't be combined with --diff or '-'")
    _explanation_alone(options)


def _explanation_alone(options: Options) -> None:
    """Raise where the output that is asked for can't be an explanation."""
    if not options.explain_resolution:
        return
    others = {
        "--diff": options.diff,
        "--statistics": options.statistics,
        "--output-format": "output_format" in options.settings,
        "--diff-base": options.diff_base is not None,
    }
    for flag, given in others.items():
        if given:
            raise UsageError(f"--explain-resolution can't be combined with {flag}")
