"""`fix --accept`: to which unsafe fixes the user agrees, by rule, by move or by place."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import click

from glm_migrate.config.schema import Place, validate
from glm_migrate.errors import GlmMigrateError
from glm_migrate.rules.selectors import codes

if TYPE_CHECKING:
    from glm_migrate.config.loading import Settings

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
