"""A verification for a terminal or a log: plain lines, no colour, no markup."""

from __future__ import annotations

from collections.abc import Iterator

from glm_migrate.report.text_style import clean
from glm_migrate.report.verification_report.wording import facts, headline, line, title
from glm_migrate.runner.verification.verified_calls import Verification


def page(result: Verification) -> str:
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Verification) -> Iterator[str]:
    yield f"Verification of `{clean(result.command)}` against {result.target}"
    yield headline(result)
    for one in result.general:
        yield f"{one.level}: {line(one)}"
    for site in result.sites:
        yield ""
        yield clean(title(site))
        for name, text in facts(site):
            yield f"  {name}: {text}"
        for one in site.observations:
            yield f"  {one.level}: {line(one)}"
