"""Notebooks with text at some places replaced."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.text.edits import Edit, Fix, apply
from glm_migrate.text.source import Source, Span

PATH = Path("nb.ipynb")


LINES = ["a = 1", "b = '中文'", "", 'c = "x\\n"', "\t", "d = '\U0001f600'", "/", "e = 1\r"]


ODD = [["a = ", "1\nb = 2\n", "", "c"], "a = 1\nb = '中'\n", "x", ["y"], ["z\n"], []]


def edited(source: Source, *changes: tuple[int, int, str]) -> Source:
    """`source` with text at byte offsets replaced."""
    edits = tuple(Edit(Span(start, end), text) for start, end, text in sorted(changes))
    text = apply(source.utf8, [Fix("", edits)])
    return source.replace(text, [(edit.span, edit.text) for edit in edits])


def place(source: Source, text: str) -> int:
    return source.utf8.index(text.encode())
