"""Notebooks as a check and a fix get them, and what these say."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.config.schema import Config
from glm_migrate.engine.check import check
from glm_migrate.engine.fix_rounds import fix
from glm_migrate.engine.plan import Fixed
from glm_migrate.project.decoding import decode
from glm_migrate.text.edits import Applicability
from glm_migrate.text.notebook.source import NotebookSource
from tests.text.notebook import made

PATH = Path("nb.ipynb")


SETUP = made.code("!pip install -q zai-sdk", "from zai import ZaiClient", "client = ZaiClient()")


def ask(model: str, **more: object) -> str:
    rest = "".join(f", {name}={value!r}" for name, value in more.items())
    return f"client.chat.completions.create(model={model}, messages=[]{rest})"


def notebook(*cells: made.Cell) -> NotebookSource:
    source = decode(PATH, made.file(*cells))
    assert isinstance(source, NotebookSource)
    return source


def fixed(*cells: made.Cell, unsafe: bool = False) -> Fixed:
    at_least = Applicability.UNSAFE if unsafe else Applicability.SAFE
    return fix(notebook(*cells), Config(), at_least=at_least)


def codes(*cells: made.Cell) -> list[tuple[str, object]]:
    source = notebook(*cells)
    return [
        (one.code, getattr(source.position(one.span.start).line, "cell", None))
        for one in check(source)
    ]
