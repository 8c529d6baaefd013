"""`fix --accept`: to which unsafe fixes the user agrees, by rule, by move or by place."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from glm_migrate.config.schema import Place, validate
from glm_migrate.errors import GlmMigrateError
from glm_migrate.rules.selectors import codes
from glm_migrate.text.source import CellRow, located, shown_row

if TYPE_CHECKING:
    from glm_migrate.config.loading import Settings
    from glm_migrate.runner.outcome import Outcome

_AT = re.compile(r"(?P<path>.+?)(?::cell (?P<cell>\d+))?:(?P<row>\d+)(?::\d+)?")


@dataclass(frozen=True)
class Agreement:
    """What the user agrees to.

    Attributes:
        rules: Their codes, names or prefixes.
        moves: Older id → the id to write.
        places: Lines, each with its file.
        only: No other fix is applied.
    """

    rules: tuple[str, ...] = ()
    moves: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    only: bool = False

    @classmethod
    def of(cls, words: Sequence[str]) -> Agreement:
        """What the words of `--accept` say.

        Raises:
            GlmMigrateError: one names no rule, no move and no line.
        """
        rules, moves, places = [], [], []
        for word in words:
            at = _AT.fullmatch(word)
            old, equals, new = word.partition("=")
            if at:
                place = os.path.abspath(at["path"])  # noqa: PTH100
                places.append(Place(place, int(at["cell"] or 0), int(at["row"])))
            elif equals:
                validate({"models": {old: new}}, "")
                moves.append((old, new))
            else:
                codes(word)
                rules.append(word)
        return cls(tuple(rules), tuple(moves), tuple(places))

    def applied(self, settings: Settings) -> Settings:
        """`settings` under which these fixes are as good as safe."""
        config = replace(
            settings.config,
            accept=self.rules,
            accept_at=self.places,
            only_accepted=self.only,
            models={**settings.config.models, **dict(self.moves)},
        )
        return replace(settings, config=config)


def unmatched(agreement: Agreement, found: Sequence[Outcome]) -> Iterator[tuple[str, str]]:
    """What the user agreed to for nothing, as it is named, and why."""
    if agreement.only:
        return
    for old, new in agreement.moves:
        if not any(_names(outcome, old) for outcome in found):
            yield f"{old}={new}", f"no file that was checked names {old}"
    for place in _unmatched_places(agreement, found):
        yield place, "nothing was found there"


def _names(outcome: Outcome, id: str) -> bool:
    """Whether a file, as it was before the run, names an id."""
    source = outcome.fixed.before if outcome.fixed else outcome.report.source
    whole = rf"(?<![\w.-]){re.escape(id)}(?![\w-]|\.\w)"
    return source is not None and re.search(whole, source.text, re.IGNORECASE) is not None


def _unmatched_places(agreement: Agreement, found: Sequence[Outcome]) -> Iterator[str]:
    from glm_migrate.runner.outcome import unwritten

    hit = {place for outcome in unwritten(found) for place in _places(outcome)}
    for place in agreement.places:
        if place not in hit:
            row = CellRow(place.row, place.cell, place.row) if place.cell else place.row
            yield located(os.path.relpath(place.path), row)


def _places(outcome: Outcome) -> Iterator[Place]:
    """Where something was found in a file, fixed or not."""
    source, path = outcome.report.source, os.path.abspath(outcome.report.path)  # noqa: PTH100
    rows = [start.line for start, _ in outcome.fixed.applied_at] if outcome.fixed else []
    if source is not None:
        rows += [source.position(one.span.start).line for one in outcome.report.findings]
    for row in rows:
        yield Place(path, row.cell if isinstance(row, CellRow) else 0, shown_row(row))


def agreed(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> Agreement | None:
    """The values of `--accept`, checked; None where it was not given."""
    words = [word.strip() for value in values for word in value.split(",") if word.strip()]
    try:
        return Agreement.of(words) if words else None
    except GlmMigrateError as error:
        forms = "; --accept takes a rule, a move OLD=NEW or a line PATH:ROW"
        said = str(error)
        raise click.BadParameter(
            said if "did you mean" in said else f"{said}{forms}", context, parameter
        ) from None
