"""Questions that are remembered and not answered yet, whoever asks them in a program.

What is found while one of them is open may lack its answer, and holds until that is there. A
question that leads back to itself is asked again with the answer that it got, as long as it gets
more.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from glm_migrate.analysis.python.dataflow.limits import MAX_CYCLE_ROUNDS

_Result = TypeVar("_Result")
# What a question is answered for now; a new one each time that it is asked again.
Token = Hashable


class OpenQuestions:
    """What these are answered for now, and what was found with that.

    Attributes:
        tokens: Those of the questions that are open.
    """

    def __init__(self) -> None:
        self.tokens: set[Token] = set()
        self._assumed: dict[Hashable, tuple[object, Token]] = {}
        self._held: dict[Hashable, tuple[object, frozenset[Token]]] = {}

    def remembered(
        self,
        lacking: set[Token],
        known: dict[object, object],
        key: Hashable,
        ask: Callable[[], tuple[_Result, set[Token]]],
        in_cycle: _Result,
    ) -> _Result:
        """An answer that is not known, kept in `known` as far as it holds.

        Args:
            lacking: Gets the tokens of the open questions whose answers it may lack.
            ask: Gives an answer, and the tokens of what it was found with.
            in_cycle: What is answered first where it is asked within itself.
        """
        place = (id(known), key)
        if (meanwhile := self._meanwhile(place)) is not None:
            lacking |= meanwhile[1]
            return cast(_Result, meanwhile[0])
        result, open_ends, own = self._answered(place, ask, in_cycle)
        lacking -= own
        lacking |= open_ends
        if open_ends:
            self._held[place] = result, frozenset(open_ends)
        else:
            known[key] = result
        return result

    def _meanwhile(self, place: Hashable) -> tuple[object, frozenset[Token]] | None:
        """What a question is answered for now, and with which tokens; None where it is new."""
        if place in self._assumed:
            result, token = self._assumed[place]
            return result, frozenset((token,))
        held = self._held.get(place)
        return held if held is not None and held[1] <= self.tokens else None

    def _answered(
        self,
        place: Hashable,
        ask: Callable[[], tuple[_Result, set[Token]]],
        in_cycle: _Result,
    ) -> tuple[_Result, set[Token], set[Token]]:
        """An answer, the tokens of other open questions that it may lack, and its own ones."""
        result, own = in_cycle, set[Token]()
        for _ in range(MAX_CYCLE_ROUNDS):
            assumed, token = result, object()
            own.add(token)
            result, found = self._answer_assuming(place, ask, assumed, token)
            lacking = found & self.tokens
            if token not in found or lacking or result == assumed:
                break
        return result, lacking, own

    def _answer_assuming(
        self,
        place: Hashable,
        ask: Callable[[], tuple[_Result, set[Token]]],
        assumed: _Result,
        token: Token,
    ) -> tuple[_Result, set[Token]]:
        """What it gives where it is assumed to be answered like that."""
        self._assumed[place] = assumed, token
        self.tokens.add(token)
        try:
            return ask()
        finally:
            self.tokens.discard(token)
            del self._assumed[place]
