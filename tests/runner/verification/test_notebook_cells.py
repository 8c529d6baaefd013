"""Frames of cells, by the names under which IPython runs them."""

from __future__ import annotations

import json
import linecache
from pathlib import Path

import pytest

from glm_migrate.runner.verification.call_sites import CallSites
from glm_migrate.runner.verification.child.user_frames import UserFrames
from glm_migrate.runner.verification.notebook_cells import NotebookCells
from glm_migrate.runner.verification.origin import Frame
from glm_migrate.text.source import CellRow

WITH_MAGIC = "\n\n%time x = 1\nprint(x)\n"
CELLS = ["import os\n", WITH_MAGIC, "def ask():\n    return 1", "twice()", "twice()\n"]


def notebook(path: Path) -> Path:
    cells = [{"cell_type": "code", "source": text.splitlines(True)} for text in CELLS]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}), encoding="utf-8")
    return path


def run_by_ipython(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> str:
    """What the hook says of a cell whose text, as IPython changed it, is known by `name`."""
    lines = text.splitlines(True)
    monkeypatch.setitem(linecache.cache, name, (len(text), None, lines, name))
    return UserFrames([]).own(name)


@pytest.mark.parametrize("name", ["<ipython-input-3-ab12>", "/tmp/ipykernel_77/4711.py"])
@pytest.mark.parametrize(
    ("run", "line", "found"),
    [
        pytest.param("def ask():\n    return 1\n", 2, (3, 2), id="a function"),
        pytest.param(
            "get_ipython().run_line_magic('time', 'x = 1')\nprint(x)\n", 2, (2, 4), id="a magic"
        ),
    ],
)
def test_a_frame_of_a_cell_is_a_line_of_the_notebook(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    run: str,
    line: int,
    found: tuple[int, int],
) -> None:
    path = notebook(tmp_path / "a.ipynb")
    frame = Frame(run_by_ipython(monkeypatch, name, run), line, "<module>")
    said = NotebookCells([path]).in_notebook(frame)

    assert isinstance(said.line, CellRow)
    assert (said.path, said.line.cell, said.line.row) == (str(path.resolve()), *found)
    shown = CallSites([], tmp_path, NotebookCells([path])).shown(frame)
    assert str(shown) == f"a.ipynb:{found[1]} of cell {found[0]}"


@pytest.mark.parametrize("run", ["twice()\n", "of no notebook\n"])
def test_a_cell_that_is_there_twice_or_nowhere_is_only_a_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: str
) -> None:
    cells = NotebookCells([notebook(tmp_path / "a.ipynb"), tmp_path / "none.ipynb"])
    frame = Frame(run_by_ipython(monkeypatch, "<ipython-input-1-a>", run), 1, "<module>")

    assert cells.in_notebook(frame) == frame
    assert str(CallSites([], tmp_path, cells).shown(frame)) == "a cell:1"


@pytest.mark.parametrize("name", ["/srv/ipykernel_demo/app.py", "/srv/ipykernel_7/app.py"])
def test_a_folder_that_is_called_like_one_of_a_kernel_holds_files(name: str) -> None:
    assert UserFrames([]).own(name) == name


def test_a_notebook_that_cannot_be_read_has_no_cells(tmp_path: Path) -> None:
    broken = tmp_path / "a.ipynb"
    broken.write_text("{", encoding="utf-8")
    frame = Frame("cell:ab", 1, "f")

    assert NotebookCells([broken]).in_notebook(frame) == frame
