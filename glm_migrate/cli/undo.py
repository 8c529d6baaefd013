"""`glm-migrate undo`: take back what `fix` wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from glm_migrate.cli import exits, terminal
from glm_migrate.cli.sectioned_command import SectionedCommand

if TYPE_CHECKING:
    from glm_migrate.runner.journal import JournalRecord
    from glm_migrate.runner.undo import TakenBack


@click.command("undo", cls=SectionedCommand)
@click.argument("run", required=False)
@click.option("--list", "listed", is_flag=True, help="List the runs that can be undone.")
def command(run: str | None, listed: bool) -> int:
    """Undo the last 'fix' in this project, or the one with the id RUN, byte for byte.

    Git isn't needed. Files that have changed since are named and left as they are; then the exit
    code is 1. If a run was killed while it wrote, that run is undone first, and nothing else. The
    journals of the last 50 runs are kept in $XDG_STATE_HOME/glm-migrate.
    """
    from glm_migrate.project.boundary import Boundary
    from glm_migrate.runner import undo

    holds = Boundary.around(["."]).holds
    if not listed and run is None and (recovered := undo.recover(holds)):
        return _report(recovered)
    records = undo.undoable(holds)
    if listed:
        terminal.say("".join(map(_line, records)) or "No run to undo in this project.\n")
        return exits.CLEAN
    return _report([undo.take_back(_chosen(records, run))])


def _chosen(records: Sequence[JournalRecord], run: str | None) -> JournalRecord:
    from glm_migrate.errors import UsageError

    if run is None and records:
        return records[0]
    chosen = [one for one in records if run and one.id.startswith(run)]
    if len(chosen) == 1:
        return chosen[0]
    if run is None:
        raise UsageError("no run to undo in this project")
    count = "more than one run" if chosen else "no run"
    raise UsageError(f"{count} in this project has an id like {run!r}; 'undo --list' shows them")


def _line(record: JournalRecord) -> str:
    count = len(record.entries)
    return f"{record.id} {record.began}: {count} file{'' if count == 1 else 's'}\n"


def _report(taken: Sequence[TakenBack]) -> int:
    for one in taken:
        terminal.say(described(one))
    return exits.FOUND if any(one.left for one in taken) else exits.CLEAN


def described(taken: TakenBack) -> str:
    """What became of the files of a run."""
    from glm_migrate.report.text_style import printable

    count = len(taken.restored)
    files = f"{count} file{'' if count == 1 else 's'}"
    lines = [f"Undid the run of {taken.record.began}: {files} restored."]
    lines += [printable(f"{error.path}: {error.detail}") for error in taken.left]
    return "".join(f"{line}\n" for line in lines)
