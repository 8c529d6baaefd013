"""The group of commands, and the one place where errors become exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from errno import ENOSPC
from importlib import import_module
from pathlib import Path

import click

from glm_migrate.cli import exits, terminal
from glm_migrate.cli.program_name import COMPLETION_VARIABLE, PROGRAM
from glm_migrate.config.version import VERSION
from glm_migrate.errors import GlmMigrateError, UsageError
from glm_migrate.rules.selectors import did_you_mean

COMMANDS = {
    "check": "Report what must change; write nothing.",
    "fix": "Apply the safe fixes; report what is left.",
    "report": "Report how far the migration is, by item of the checklist and by call.",
    "baseline": "Accept today's findings, so that only new ones fail.",
    "decide": "List and settle the questions that fixes leave to you.",
    "undo": "Undo what 'fix' wrote.",
    "verify": "Run your program against a local stand-in for the API.",
    "fleet": "Check many repositories; write patches and one report.",
    "server": "Run the language server, for editors.",
    "rule": "Explain rules.",
    "config": "Print the settings in effect.",
    "targets": "List the models to migrate to; explain target files.",
    "completion": "Print the completion script for a shell.",
}


class _Commands(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"glm_migrate.cli.{cmd_name}")
        command: click.Command = module.command
        if not command.help:  # `python -OO` drops docstrings
            from glm_migrate.text import docstrings

            command.help = docstrings.of_command(module.__name__)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"no such command {args[0]!r}{did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    no_args_is_help=False,
    help="Move Python code from older GLM chat models to GLM-4.6, as the vendor's guide says.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(VERSION, "-V", "--version", prog_name=PROGRAM, message="%(prog)s %(version)s")
@click.pass_context
def commands(context: click.Context) -> None:
    """Without a command: show the help."""
    if context.invoked_subcommand is None:
        terminal.say(f"{context.get_help()}\n")
        context.exit(exits.FAILED)


def run(arguments: Sequence[str]) -> int:
    """Run a command line; the result is its exit code."""
    terminal.prepare()
    if COMPLETION_VARIABLE in os.environ:
        from glm_migrate.cli import shells

        shells.prepare()
    try:
        _expect_working_directory()
        code = commands.main(
            list(arguments),
            prog_name=PROGRAM,
            complete_var=COMPLETION_VARIABLE,
            standalone_mode=False,
        )
    except click.ClickException as error:
        error.show()
        return exits.FAILED
    except GlmMigrateError as error:
        terminal.remark(f"Error: {error}")
        return exits.FAILED
    except (click.Abort, KeyboardInterrupt):
        terminal.remark("Interrupted; nothing was changed.")
        return exits.INTERRUPTED
    except BrokenPipeError:  # click has written a help page that nobody wants to read to its end
        terminal.silence(sys.stdout)
        return exits.CLEAN
    except Exception as error:
        return _failed(error)
    return int(code or exits.CLEAN)


def _expect_working_directory() -> None:
    try:
        Path.cwd()
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"the working directory is gone ({reason}); change to another") from None


def _failed(error: Exception) -> int:
    if isinstance(error, OSError) and error.errno == ENOSPC:  # of a help page: see terminal.say
        terminal.remark(f"Error: {terminal.unwritten(sys.stdout, error)}")
        return exits.FAILED
    from traceback import format_exc

    terminal.remark(f"{format_exc()}Internal error: this is a defect of {PROGRAM}.")
    return exits.FAILED
