"""How bad a finding is, and by what two are the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from glm_migrate.model.findings import Finding, Hop, Severity
from glm_migrate.text.source import Span

ONE = Finding(Path("a.py"), "GLM101", "outdated-model-id", Span(0, 1), "m", Severity.ERROR)


def test_severities_are_ordered_and_have_words() -> None:
    assert sorted(Severity, reverse=True) == [Severity.ERROR, Severity.WARNING, Severity.INFO]
    assert [one.word for one in Severity] == ["info", "warning", "error"]


def test_of_several_calls_that_a_value_reaches_it_does_not_matter_which_is_named() -> None:
    other = replace(ONE, call_site=Hop(Path("a.py"), 3, "f"))

    assert other == ONE
    assert len({ONE, other}) == 1
    assert replace(ONE, call="f") != ONE
