"""Where something was before the rounds of a fix."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.config.schema import Place
from glm_migrate.engine.first_places import first_place
from glm_migrate.text.edits import Edit
from glm_migrate.text.source import Source, Span


def test_a_line_is_counted_in_the_file_that_was_given() -> None:
    given = Source.decode(Path("a.py"), b"one\ntwo\n")
    added = (Edit(Span(0, 0), "more\nmore\n"),)
    path = str(Path("a.py").absolute())

    assert first_place(Path("a.py"), given, 4) == Place(path, 0, 2)
    assert first_place(Path("a.py"), given, 14, (added,)) == Place(path, 0, 2)
