"""Figures of the campaign: what was tried and what failed, told at the end of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

Note = Callable[[str, int, int], None]
_FIGURES = "figures of the campaign"


@pytest.fixture
def note(record_property: Callable[[str, object], None]) -> Note:
    """Note for a section how many inputs were tried and how many of them failed."""

    def write(section: str, tried: int, failed: int) -> None:
        record_property(_FIGURES, (section, tried, failed))

    return write


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    tried: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == _FIGURES and getattr(report, "when", "") == "call":
                    section, more, wrong = value
                    tried[section] += more
                    failed[section] += wrong
    if tried:
        terminalreporter.section(_FIGURES)
        for section in sorted(tried):
            terminalreporter.line(f"{section}: {tried[section]} tried, {failed[section]} failed")
