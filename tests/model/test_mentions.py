"""Ids outside of calls: of which text a place is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.model.mentions import Mention, Role
from glm_migrate.model.values import Literal
from glm_migrate.text.source import Source, Span

PATH = Path("a.py")
HERE, THERE = Span(0, 9), Span(20, 29)


@pytest.mark.parametrize(
    ("against", "here", "there"),
    [
        pytest.param(None, True, True, id="not all texts are seen"),
        pytest.param(frozenset({(PATH, HERE)}), True, False, id="one is"),
        pytest.param(frozenset({(Path("b.py"), HERE)}), False, False, id="of another file"),
        pytest.param(frozenset[tuple[Path, Span]](), False, False, id="none can be"),
    ],
)
def test_a_comparison_concerns_the_texts_that_it_can_meet(
    against: frozenset[tuple[Path, Span]] | None, here: bool, there: bool
) -> None:
    source = Source.decode(PATH, b"'glm-4.5'\n")
    literal = Literal("glm-4.5", HERE, PATH)
    one = Mention(source, literal, Role.COMPARED, against=against)

    assert one.model == "glm-4.5"
    assert one.concerns(literal) is here
    assert one.concerns(Literal("glm-4.5", THERE, PATH)) is there
