"""Notebooks made for tests: any cells, in the layouts in which files are found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

Cell = Mapping[str, Any]


def code(*lines: str, count: int | None = None, **more: Any) -> Cell:
    """A code cell of `lines`, each without its line break."""
    source = [f"{line}\n" for line in lines]
    if source:
        source[-1] = source[-1][:-1]
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": {},
        "outputs": [],
        "source": source,
        **more,
    }


def prose(*lines: str) -> Cell:
    return {"cell_type": "markdown", "metadata": {}, "source": [f"{line}\n" for line in lines]}


def notebook(*cells: Cell, metadata: Mapping[str, Any] | None = None, **more: Any) -> Any:
    return {"cells": list(cells), "metadata": metadata or {}, "nbformat": 4, **more}


def stored(content: Any, **layout: Any) -> bytes:
    """The file as Jupyter writes it, unless `layout` says otherwise."""
    layout = {"indent": 1, "ensure_ascii": False, **layout}
    return json.dumps(content, **layout).encode() + b"\n"


def file(*cells: Cell, **layout: Any) -> bytes:
    return stored(notebook(*cells), **layout)


def sources(data: bytes) -> Sequence[str]:
    """The text of each cell, as any other reader has it."""
    return ["".join(cell["source"]) for cell in json.loads(data)["cells"]]
