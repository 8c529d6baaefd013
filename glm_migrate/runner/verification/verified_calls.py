"""What a verification tells: of each call what was sent and survived, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass

from glm_migrate.inventory.evidence import FAILED, PASSED, UNREACHED, KeptEvidence, SiteProof

ERROR, WARNING, NOTE = "error", "warning", "note"
LEVELS = (ERROR, WARNING, NOTE)
UNPROVED = "unproved"  # it was reached, and yet nothing can be said


@dataclass(frozen=True)
class Observation:
    """One thing that was seen.

    Attributes:
        level: `error`, `warning` or `note`.
        item: Key of the checklist item that it concerns.
        test: In which it was seen, where pytest ran.
    """

    level: str
    item: str
    message: str
    test: str = ""


@dataclass(frozen=True)
class SiteResult:
    """One call of the program.

    Attributes:
        path: As the check names it; empty where no hook saw who asked.
        content: The digest of its code; empty for a call that the check does not know.
        sent: What was sent, in words, each different one once.
        survived: Names of the scenarios that its consumer was seen to survive.
        streams: It streamed, so the scenarios say something about it.
        is_proved: The runs with whole answers in which it took part ended well.
        needed: Names of the scenarios that it must survive, of those that were played.
    """

    path: str
    line: int
    scope: str = ""
    content: str = ""
    requests: int = 0
    sent: tuple[str, ...] = ()
    survived: tuple[str, ...] = ()
    observations: tuple[Observation, ...] = ()
    streams: bool = False
    is_proved: bool = False
    needed: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        if any(one.level == ERROR for one in self.observations):
            return FAILED
        if not self.requests:
            return UNREACHED
        survived = set(self.needed) <= set(self.survived)
        return PASSED if self.is_proved and survived else UNPROVED

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}" if self.path else "an unknown place"


@dataclass(frozen=True)
class Verification:
    """One run of `verify`.

    Attributes:
        scenarios: Names of those that were played, calm first.
        runs: How often the command was run.
        general: What no single call is answerable for.
    """

    command: str
    target: str
    version: str
    date: str
    commit: str
    scenarios: tuple[str, ...]
    runs: int
    seconds: float
    sites: tuple[SiteResult, ...]
    general: tuple[Observation, ...] = ()

    def in_state(self, state: str) -> tuple[SiteResult, ...]:
        return tuple(site for site in self.sites if site.state == state)

    def reaches(self, level: str) -> bool:
        """Whether anything was seen that is at least as bad as `level`."""
        bad = LEVELS[: LEVELS.index(level) + 1]
        seen = (*self.general, *(one for site in self.sites for one in site.observations))
        return any(one.level in bad for one in seen)

    def evidence(self) -> KeptEvidence:
        """What is kept of it."""
        return KeptEvidence(
            date=self.date,
            commit=self.commit,
            version=self.version,
            target=self.target,
            command=self.command,
            sites=tuple(_proof(site) for site in self.sites if site.content),
        )


def _proof(site: SiteResult) -> SiteProof:
    state = UNREACHED if site.state == UNPROVED else site.state
    return SiteProof(
        *(site.path, site.line, site.scope, site.content, state),
        requests=site.requests,
        scenarios=site.survived,
    )
