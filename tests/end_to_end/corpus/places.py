"""`places.jsonl`: every older id in the corpus, with the role that a person read off the code.

Made without the tool's analysis, so it can show what the tool misses: a scan of string constants
finds the places, the role is written by hand.
"""

from __future__ import annotations

import ast
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from glm_migrate import knowledge

PLACES = Path(__file__).with_name("places.jsonl")
# Roles whose id must move; in every other role it must stay.
MOVING = ("call", "setting")


@dataclass(frozen=True)
class Place:
    """One old id.

    Attributes:
        row: From 1, as `col`.
        role: `call` and `setting` reach a chat call; `listed`, `table`, `compared`, `key` and
            `local` do not, or not as this id.
        limit: Why the tool can't see it yet; empty where it must.
    """

    path: str
    row: int
    col: int
    id: str
    role: str
    limit: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.row}:{self.col}: {self.id} ({self.role})"


def read() -> list[Place]:
    return [Place(**json.loads(line)) for line in PLACES.read_text("utf-8").splitlines()]


def scan(root: Path, target: str = "glm-4.6") -> Iterator[tuple[str, int, int, str]]:
    """Path, row, column and text of each string constant that is an older id, as a whole."""
    moves = knowledge.target(target).moves
    known = {text: knowledge.spelling(text) for text in knowledge.all_spellings()}
    old = {text for text, one in known.items() if one is not None and one.model in moves}
    for file in sorted(root.rglob("*.py")):
        data = file.read_bytes()
        if b"glm" not in data.lower():
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the packages' own code
            tree = ast.parse(data)
        lines = data.split(b"\n")
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if node.value.lower() in old:
                before = lines[node.lineno - 1][: node.col_offset].decode("utf-8", "replace")
                path = file.relative_to(root).as_posix()
                yield path, node.lineno, len(before) + 1, node.value
