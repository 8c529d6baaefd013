"""`glm-migrate undo`: take back what `fix` wrote."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from glm_migrate.cli import exits, terminal
from glm_migrate.cli.sectioned_command import SectionedCommand

if TYPE_CHECKING:
    from glm_migrate.runner.journal import JournalRecord
    from glm_migrate.runner.undo import Holds, TakenBack


@click.command("undo", cls=SectionedCommand)
@click.argument("run", required=False)
@click.option("--list", "listed", is_flag=True, help="List the runs that can be undone.")
def command(run: str | None, listed: bool) -> int:
    """Undo the last 'fix' in this project, or the one with the id RUN, byte for byte.

    Git isn't needed. Files that have changed since are named and left as they are; then the exit
    code is 1. If a run was killed while it wrote, that run is undone first, and nothing else. The
    journals of the last 50 runs are kept in $XDG_STATE_HOME/glm-migrate.
    """
    from glm_migrate.cli.waiting import one_writer_of

    if listed:
        return _listed()
    with one_writer_of(["."], terminal.remark):
        return _undone(run)


def _listed() -> int:
    from glm_migrate.project.boundary import Boundary
    from glm_migrate.runner import undo

    records = undo.undoable(Boundary.around(["."]).holds)
    terminal.say("".join(map(_line, records)) or "No run to undo in this project.\n")
    return exits.CLEAN


def _undone(run: str | None) -> int:
    from glm_migrate.project.boundary import Boundary
    from glm_migrate.runner import undo

    holds = Boundary.around(["."]).holds
    if run is None and (recovered := undo.recover(holds)):
        return _report(recovered, holds)
    for one in undo.damaged(holds):
        terminal.remark(f"Warning: {one.file} is damaged, so that run can't be undone; delete it")
    chosen = _chosen(undo.undoable(holds), run)
    _expect_inside(undo.outside(chosen, holds))
    return _report([undo.take_back(chosen)], holds)


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


def _expect_inside(outside: Sequence[Path]) -> None:
    """A run is undone as a whole, and nothing is written in a project that was not named."""
    if outside:
        from glm_migrate.errors import UsageError

        others = f" and {len(outside) - 1} more files" if outside[1:] else ""
        raise UsageError(
            f"that run also wrote {outside[0]}{others}, outside of this project; undo it in a"
            " directory that holds them all"
        )


def _line(record: JournalRecord) -> str:
    count = len(record.entries)
    return f"{record.id} {record.began}: {count} file{'' if count == 1 else 's'}\n"


def _report(taken: Sequence[TakenBack], holds: Holds) -> int:
    for one in taken:
        terminal.say(described(one, holds))
    is_all = not any(one.left or one.record.damaged for one in taken)
    return exits.CLEAN if is_all else exits.FOUND


def described(taken: TakenBack, holds: Holds) -> str:
    """What became of the files of a run, those outside of this project by name."""
    from glm_migrate.report.text_style import printable

    count = len(taken.restored)
    files = f"{count} file{'' if count == 1 else 's'}"
    when = taken.record.began or "an unknown day"
    lines = [f"Undid the run of {when}: {files} restored."]
    others = [path for path in taken.restored if not holds(str(path))]
    lines += [printable(f"{path}: restored as well, outside of this project") for path in others]
    if taken.record.damaged:
        lines += [
            "Its journal is damaged, so it may have written more files; compare yours with version"
            f" control. The journal is kept as {printable(str(taken.record.set_aside))}."
        ]
    lines += [printable(f"{error.path}: {error.detail}") for error in taken.left]
    return "".join(f"{line}\n" for line in lines)
