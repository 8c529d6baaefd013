"""`glm-migrate decide`: list what fixes left to decide, and settle it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from glm_migrate.cli import exits, terminal

if TYPE_CHECKING:
    from glm_migrate.cli.decision_file import DecisionFile
    from glm_migrate.suppression.decisions import Decision


@click.command(name="decide")
@click.argument("questions", nargs=-1, metavar="[ID|CODE|FILE]…")
@click.option("--reason", metavar="TEXT", help="How it was decided, and by whom.")
@click.option("--all", "every", is_flag=True, help="Settle all that are open.")
@click.option("--settled", is_flag=True, help="List those that are settled as well.")
def command(questions: tuple[str, ...], reason: str | None, every: bool, settled: bool) -> int:
    """List or settle the questions that fixes left to you.

    A fix that replaces an older id can hide a question that only that id told: that thinking is on
    now, that defaults moved, that a table lacks the new id. Such questions are kept in the file
    glm-migrate-decisions.toml, and every check reports them until they are settled.
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
        raise UsageError("say how it was decided: --reason TEXT")
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
            raise UsageError(f"{file.shown} knows no question {word!r}; 'decide' lists them")
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
    from glm_migrate.report.text_style import clean, printable

    place = printable(decision.place)
    question = clean(f"{decision.message}; {decision.advice}")
    answer = f"\n    settled: {printable(decision.settled)}" if decision.settled else ""
    return f"{decision.id} {place}: {decision.code} {question}{answer}\n"
