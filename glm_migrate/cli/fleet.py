"""`glm-migrate fleet`: every repository of an organisation, in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from glm_migrate.cli.options import Choice, Options, without

_UNUSED = (
    *("paths", "force_exclude", "respect_gitignore", "output_format", "output_file", "diff"),
    *("patch", "statistics", "show_files", "show_settings", "stdin_filename", "exit_zero"),
    *("fail_on", "verbose", "color", "remembers", "cache_dir"),
)
_FILE = click.Path(exists=True, path_type=Path)


@click.command("fleet")
@click.argument("repos", metavar="REPOS", type=click.Path(path_type=Path))
@click.option(
    "--output",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where records, patches and the report go.",
)
@click.option(
    "--engine",
    type=Choice(("embedded", "dask")),
    default="embedded",
    show_default=True,
    help="What runs the tasks: this process, or a cluster (extra 'fleet').",
)
@click.option(
    "--address", metavar="ADDRESS", help="Of the cluster; without it one of this machine."
)
@click.option(
    "--timeout",
    type=click.IntRange(1),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="Processor time for one repository.",
)
@click.option(
    "--memory",
    type=click.IntRange(256),
    default=4096,
    show_default=True,
    metavar="MB",
    help="Memory for one repository.",
)
@click.option(
    "--checkout-size",
    type=click.IntRange(1),
    default=1024,
    show_default=True,
    metavar="MB",
    help="Room for the files of one repository.",
)
@click.option("--retry-failed", is_flag=True, help="Also try those again that failed before.")
@click.option("--branch", metavar="NAME", help="Commit each patch on this branch of local clones.")
@click.option("--teams", type=_FILE, metavar="FILE", help="TOML table: team = [globs of names].")
@click.option(
    "--since", type=_FILE, metavar="PATH", help="Output of an earlier run, for the trend."
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
    """Check every repository that REPOS names, and write records, patches and one report.

    REPOS is a directory of clones, bare mirrors and archives, or a file with one path or address of
    a remote a line, each with a revision behind it if it is not HEAD. Commits are looked at, never
    work trees, and no command of a repository runs. A run that was stopped goes on where it was; a
    later run looks only at what has changed. Exits 1 if a repository could not be handled, whatever
    is left to do.
    """
    from glm_migrate.cli.fleet_session import FleetOptions, run
    from glm_migrate.runner.fleet.task import Limits

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
