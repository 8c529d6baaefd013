"""The responder of a verification: judges each request, answers it, and notes both.

A request gets the answer of its scenario; those of calls that are spared get it whole.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from glm_migrate.knowledge.target_facts import Target
from glm_migrate.runner.verification import answers
from glm_migrate.runner.verification.call_sites import CallSite, CallSites
from glm_migrate.runner.verification.judge import Notice, Refusal, notices, refusal
from glm_migrate.runner.verification.scenarios import CALM, Scenario
from glm_migrate.runner.verification.script import Script
from glm_migrate.runner.verification.service import Answer, Request

_ROUNDS = 50  # requests of one call in which tools are called: a loop must come to an end
UNKNOWN = Refusal(
    "404", "the cassette has no answer to this request; record it again", 404, "verification"
)


@dataclass(frozen=True)
class Sent:
    """One request, and what was made of it.

    Attributes:
        answer: What was said; None for a refusal and for what was passed on.
        is_cut: The scenario was played to it.
        at: When it came, on the clock that all processes share.
    """

    request: Request
    place: CallSite
    refused: Refusal | None
    notices: tuple[Notice, ...]
    answer: Script | None
    is_cut: bool
    at: float = field(default_factory=time.monotonic)

    @property
    def streams(self) -> bool:
        return self.answer is not None and self.request.body.get("stream") is True


Source = Callable[[Request], Answer | None]


class StrictResponder:
    """Answers the requests of one run."""

    def __init__(
        self,
        target: Target,
        sites: CallSites,
        scenario: Scenario,
        *,
        calls: int = 2,
        seed: int = 0,
        spared: Iterable[CallSite] = (),
        source: Source | None = None,
        is_live: bool = False,
    ) -> None:
        """Answer by `scenario`; `source` knows answers that are not to be made up.

        Args:
            is_live: The real service answers, so nothing is refused here.
        """
        self._is_live = is_live
        self._target = target
        self._sites = sites
        self._scenario = scenario
        self._calls = calls
        self._seed = seed
        self._spared = frozenset(spared)
        self._source = source
        self._lock = threading.Lock()
        self._turned: dict[str, None] = {}
        self._rounds: dict[CallSite, int] = {}
        self.sent: list[Sent] = []

    @property
    def refused_hosts(self) -> tuple[str, ...]:
        return tuple(self._turned)

    def answer(self, request: Request) -> Answer:
        place = self._sites.place(request.origin.frames)
        strict = request.is_strict and not self._is_live
        refused = refusal(request.body, self._target) if strict else None
        seen = tuple(notices(request.body, self._target)) if request.is_strict else ()
        said = None if refused else self._said(request, place)
        cut = place not in self._spared and self._scenario is not CALM
        script = (
            (self._scenario if cut else CALM).change(said) if isinstance(said, Script) else None
        )
        answer = script or refused or said or UNKNOWN
        turned = answer if isinstance(answer, Refusal) else None
        self.note(Sent(request, place, turned, seen, script, cut and script is not None))
        return answer

    def note(self, sent: Sent) -> None:
        with self._lock:
            self.sent.append(sent)

    def refuse_host(self, host: str) -> None:
        self._turned[host] = None

    def _said(self, request: Request, place: CallSite) -> Answer | None:
        if self._source is not None:
            return self._source(request)
        with self._lock:
            self._rounds[place] = self._rounds.get(place, 0) + 1
            is_over = self._rounds[place] > _ROUNDS
        return answers.answer(request.body, calls=0 if is_over else self._calls, seed=self._seed)
