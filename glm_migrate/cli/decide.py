"""`glm-migrate decide`: list what fixes left to decide, and settle it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from glm_migrate.cli import exits, terminal
from glm_migrate.cli.sectioned_command import SectionedCommand

if TYPE_CHECKING:
    from glm_migrate.cli.decision_file import DecisionFile
    from glm_migrate.suppression.decisions import Decision


@click.command(name="decide", cls=SectionedCommand)
@click.argument("questions", nargs=-1, metavar="[ID|CODE|FILE]…")
@click.option("--reason", metavar="TEXT", help="What was decided, and by whom.")
@click.option("--all", "every", is_flag=True, help="Settle all open questions.")
@click.option("--settled", is_flag=True, help="List settled questions as well.")
def command(questions: tuple[str, ...], reason: str | None, every: bool, settled: bool) -> int:
    """List the questions that fixes left for you to decide, or settle those named.

    Once an older id is replaced, later checks can't tell that thinking is on now, that sampling
    defaults changed or that a table lacks the new id. 'fix' therefore keeps such questions in
    glm-migrate-decisions.toml, and every check reports them until they are settled. Name a question
    by its id, all of a rule by its code, or all of a file by its path.
    """
    from glm_migrate.cli.decision_file import DecisionFile
    from glm_migrate.config import loading
    from glm_migrate.errors import UsageError

    file = DecisionFile((), loading.load(loading.common_directory(())))
    if not questions and not every:
        shown = [one for one in file.decisions if settled or one.is_open]
        terminal.say("".join(map(_line, shown)) or "Nothing to decide.\n")
        return exits.CLEAN
    if not (reason or "").strip():
        raise UsageError("say what was decided: --reason TEXT")
    count = _settle(file, questions, every, str(reason).strip())
    left = sum(one.is_open for one in file.decisions)
    terminal.say(f"Settled {count}, {left} open.\n")
    return exits.CLEAN


def _settle(file: DecisionFile, questions: Sequence[str], every: bool, reason: str) -> int:
    """Settle what is named; how many questions that were."""
    from glm_migrate.errors import UsageError
    from glm_migrate.runner import write
    from glm_migrate.suppression.decisions import settle

    for word in questions:
        if not any(_names(word, one) for one in file.decisions):
            raise UsageError(
                f"{file.shown} has no question {word!r}; 'glm-migrate decide' lists them"
            )
    open_before = sum(one.is_open for one in file.decisions)
    settled = settle(
        file.decisions,
        lambda one: every or any(_names(word, one) for word in questions),
        reason,
    )
    with write.run("decide") as run:
        file.save(settled, run)
    return open_before - sum(one.is_open for one in file.decisions)


def _names(word: str, decision: Decision) -> bool:
    return decision.id.startswith(word) or word in (decision.code, decision.path)


def _line(decision: Decision) -> str:
    from glm_migrate.report.text_style import clean, printable, shown_path

    place = shown_path(decision.place)
    question = clean(f"{decision.message}; {decision.advice}")
    answer = f"\n    settled: {printable(decision.settled)}" if decision.settled else ""
    return f"{decision.id} {place}: {decision.code} {question}{answer}\n"
