"""What a rewritten notebook has to stay."""

from __future__ import annotations

import pytest

from glm_migrate.analysis.kinds import kind_of
from glm_migrate.analysis.notebooks.rewrite_proof import verify
from glm_migrate.errors import FixRejected
from glm_migrate.text.source import Span
from tests.analysis.notebooks.checked import PATH, notebook
from tests.text.notebook import made


def test_what_is_not_code_may_not_change() -> None:
    before = notebook(made.prose("a"), made.code("x = 1"))
    after = notebook(made.prose("b"), made.code("x = 1"))

    with pytest.raises(FixRejected):
        verify(before, after)


def test_a_rewrite_must_compile() -> None:
    before = notebook(made.code("x = 1", "await y"))
    start = before.utf8.index(b"x")
    change = (Span(start, start + 1), "1")
    text = b"\n1 = 1\nawait y\n"
    after = before.replace(text, [change])

    with pytest.raises(FixRejected, match="compile"):
        kind_of(PATH).verify(before, after)
