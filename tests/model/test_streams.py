"""Sentences about loops that read a stream."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.model.streams import Excerpt, Naive, Shape
from glm_migrate.text.source import Span


def sentence(shape: Shape, what: str) -> str:
    return Naive(shape, Excerpt(Path("a.py"), Span(0, 1), "x"), what).sentence


@pytest.mark.parametrize(
    ("shape", "what", "expected"),
    [
        (Shape.PARSED, "", "parses the arguments of each delta"),
        (Shape.FILTERED, "name", "drops the fragments that have no name"),
        (Shape.DOUBLED, "`name`", "joins `name`, which some servers repeat in every fragment"),
    ],
)
def test_what_a_loop_does(shape: Shape, what: str, expected: str) -> None:
    assert sentence(shape, what) == expected


@pytest.mark.parametrize("shape", Shape, ids=lambda one: one.name)
def test_every_shape_completes_a_sentence(shape: Shape) -> None:
    found = sentence(shape, "it")

    assert "{" not in found
    assert not found.endswith(".")
