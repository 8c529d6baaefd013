"""The proof of a rewritten settings file: other values, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.analysis import settings
from glm_migrate.analysis.settings.rewrite_proof import verify
from glm_migrate.errors import FixRejected, UnparsableSource
from glm_migrate.project.decoding import decode

BEFORE = "a:\n  model: glm-4.5\nb: [1, x]\n"


@pytest.mark.parametrize(
    "after",
    [
        pytest.param("a:\n  model: glm-4.5\nb: [1]\n", id="a value less"),
        pytest.param("a:\n  name: glm-4.6\nb: [1, x]\n", id="another key"),
        pytest.param("a:\n  model: 4.6\nb: [1, x]\n", id="a number for a text"),
        pytest.param("a:\n  model: [glm-4.6]\nb: [1, x]\n", id="a list for a value"),
        pytest.param("a:\n  model: glm-4.6\nb: [1, x\n", id="no YAML"),
    ],
)
def test_a_rewrite_that_changes_more_is_refused(after: str) -> None:
    before = decode(Path("c.yaml"), BEFORE.encode())

    with pytest.raises(FixRejected):
        verify(before, decode(Path("c.yaml"), after.encode()))


def test_a_rewrite_of_a_value_is_right() -> None:
    before = decode(Path("c.yaml"), BEFORE.encode())

    verify(before, decode(Path("c.yaml"), BEFORE.replace("4.5", "4.6").encode()))


def test_a_broken_file_is_told_when_it_is_read_for_its_own_sake() -> None:
    with pytest.raises(UnparsableSource):
        settings.expect_readable(decode(Path("c.yaml"), b"a: ["))
