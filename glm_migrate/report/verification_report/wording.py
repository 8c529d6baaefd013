"""The words that the formats of a verification share."""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.inventory.evidence import FAILED, PASSED, UNREACHED
from glm_migrate.report.text_style import clean
from glm_migrate.runner.verification.verified_calls import (
    UNPROVED,
    Observation,
    SiteResult,
    Verification,
)

STATES = {
    PASSED: "proved",
    FAILED: "failed",
    UNPROVED: "reached, but not proved",
    UNREACHED: "never reached, so nothing is proved about it",
}


def headline(result: Verification) -> str:
    """How many calls stand how, in one line."""
    total = len(result.sites)
    parts = [f"{len(result.in_state(PASSED))} of {_many(total, 'call')} proved"]
    for state, word in ((FAILED, "failed"), (UNPROVED, "not proved"), (UNREACHED, "never reached")):
        if count := len(result.in_state(state)):
            parts.append(f"{count} {word}")
    runs = f"{_many(len(result.scenarios), 'scenario')}, {_many(result.runs, 'run')}"
    return f"{', '.join(parts)} ({runs}, {result.seconds:.0f} s)"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def title(site: SiteResult) -> str:
    scope = f" in {site.scope}" if site.scope else ""
    return f"{site.place}{scope}: {STATES[site.state]}"


def facts(site: SiteResult) -> Iterator[tuple[str, str]]:
    """What there is to say of a call besides what went wrong."""
    if site.requests:
        yield "requests", str(site.requests)
    for text in site.sent:
        yield "sent", clean(text)
    if site.survived:
        yield "survived", ", ".join(site.survived)
    elif site.requests and not site.streams:
        yield "stream", "none, so no scenario concerns it"
    if site.requests and not site.content:
        yield "note", "the check does not know this call"


def line(one: Observation) -> str:
    """One observation, without its level."""
    test = f" (in {one.test})" if one.test else ""
    return clean(f"[{one.item}] {one.message}{test}")
