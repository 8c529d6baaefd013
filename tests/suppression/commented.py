"""Code with comments, and what they silence in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from glm_migrate.config.schema import Config
from glm_migrate.model.findings import Finding, Severity
from glm_migrate.rules.catalogue import all_rules
from glm_migrate.rules.rule import Rule
from glm_migrate.suppression import filtering
from glm_migrate.text.source import Source, Span

TODAY = date(2026, 11, 22)


PATH = Path("app/llm.py")


HERE = b"HERE"


def source(code: str | bytes) -> Source:
    return Source.decode(PATH, code if isinstance(code, bytes) else code.encode())


def finding(span: Span, code: str = "GLM101", path: Path = PATH) -> Finding:
    name = {rule.code: rule.name for rule in all_rules()}[code]
    return Finding(path, code, name, span, "old id", Severity.ERROR)


def findings(code: Source, *codes: str) -> list[Finding]:
    """One of each of `codes` wherever the code says HERE."""
    places, start = [], code.utf8.find(HERE)
    while start >= 0:
        places.append(Span(start, start + len(HERE)))
        start = code.utf8.find(HERE, start + 1)
    return [finding(span, one) for span in places for one in codes or ("GLM101",)]


def settle(
    code: str | bytes,
    *codes: str,
    config: Config | None = None,
    rules: tuple[Rule, ...] | None = None,
    today: date = TODAY,
) -> filtering.Settled:
    text = source(code)
    found = findings(text, *codes)
    chosen = all_rules() if rules is None else rules
    return filtering.settle(text, found, config or Config(), chosen, today=today)


def said(code: str, about: str, *codes: str) -> list[Finding]:
    kept, _ = settle(code, *codes)
    return [one for one in kept if one.code == about]


IGNORE = "# glm-migrate: ignore[GLM101]"
