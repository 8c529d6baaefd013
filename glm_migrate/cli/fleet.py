"""`glm-migrate fleet`: every repository of an organisation, in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from glm_migrate.cli.options import Choice, Options, at_least, without
from glm_migrate.cli.sectioned_command import SectionedCommand

_UNUSED = (
    *("paths", "force_exclude", "respect_gitignore", "output_format", "output_file", "diff"),
    *("patch", "statistics", "show_files", "show_settings", "stdin_filename", "exit_zero"),
    *("fail_on", "verbose", "color", "remembers", "cache_dir"),
)
_FILE = click.Path(exists=True, path_type=Path)


@click.command("fleet", cls=SectionedCommand)
@click.argument("repos", metavar="REPOS", type=click.Path(path_type=Path))
@click.option(
    "--output",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory for records, patches and the report.",
)
@click.option(
    "--engine",
    metavar="ENGINE",
    type=Choice(("embedded", "dask")),
    default="embedded",
    show_default=True,
    help="What runs the tasks: embedded (processes on this machine) or dask (a cluster; needs the "
    "extra 'fleet').",
)
@click.option(
    "--address",
    metavar="ADDRESS",
    help="Address of the Dask scheduler.  [default: a local cluster]",
)
@click.option(
    "--timeout",
    type=int,
    callback=at_least(1),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="Processor time that one repository may take.",
)
@click.option(
    "--memory",
    type=int,
    callback=at_least(256),
    default=4096,
    show_default=True,
    metavar="MB",
    help="Memory that one repository may take.",
)
@click.option(
    "--checkout-size",
    type=int,
    callback=at_least(1),
    default=1024,
    show_default=True,
    metavar="MB",
    help="Disk space that the files of one repository may take.",
)
@click.option(
    "--retry-failed", is_flag=True, help="Also try again the repositories that failed before."
)
@click.option(
    "--branch", metavar="NAME", help="Commit each patch to this branch of the local clones."
)
@click.option(
    "--teams",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="TOML table of teams: team = [globs of repository names].",
)
@click.option(
    "--since",
    type=_FILE,
    metavar="PATH",
    help="Output directory of an earlier run, to show the trend.",
)
@without(*_UNUSED)
@click.pass_context
def command(
    context: click.Context,
    /,
    repos: Path,
    output: Path,
    engine: str,
    address: str | None,
    timeout: int,
    memory: int,
    checkout_size: int,
    retry_failed: bool,
    branch: str | None,
    teams: Path | None,
    since: Path | None,
    **given: Any,
) -> None:
    """Check many repositories, and write a record and a patch for each and one report for all.

    REPOS is a directory of clones, bare mirrors and archives, or a file with the path or remote
    address of one repository per line, optionally followed by a revision (default: HEAD). Only
    commits are read, never work trees, and no command of a repository is run. A run that was
    stopped can be resumed, and a later run reads only what has changed. Exits with 1 if a
    repository could not be handled or given its branch, whatever is left to do.
    """
    from glm_migrate.cli.fleet_session import FleetOptions, run
    from glm_migrate.runner.fleet.repository_task import Limits

    limits = Limits(timeout, memory, checkout_size)
    options = Options.of((), **given)
    wanted = FleetOptions(
        repos=repos,
        output=output,
        engine=engine,
        address=address,
        limits=limits,
        retry_failed=retry_failed,
        branch=branch,
        teams=teams,
        since=since,
    )
    context.exit(run(wanted, options))
