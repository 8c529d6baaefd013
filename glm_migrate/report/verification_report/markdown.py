"""A verification for the body of a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.report.migration_report.markdown import cell
from glm_migrate.report.verification_report.wording import STATES, facts, headline, line
from glm_migrate.runner.verification.verified_calls import SiteResult, Verification


def page(result: Verification) -> str:
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Verification) -> Iterator[str]:
    yield f"## Verification against {result.target}\n"
    yield f"`{result.command.replace('`', '')}`: {headline(result)}\n"
    for one in result.general:
        yield f"- {one.level}: {cell(line(one))}"
    yield "\n| call | state | what was seen |\n|---|---|---|"
    for site in result.sites:
        yield f"| {cell(site.place)} | {cell(STATES[site.state])} | {_seen(site)} |"


def _seen(site: SiteResult) -> str:
    lines = [f"{name}: {text}" for name, text in facts(site)]
    lines += [f"{one.level}: {line(one)}" for one in site.observations]
    return "<br>".join(map(cell, lines))
