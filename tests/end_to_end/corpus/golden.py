"""`reviewed.jsonl`: what the tool says about the corpus, with a person's verdict on every line.

A verdict belongs to a place, a rule and the applicability of the fix: wording may change without
another look, a fix that becomes available may not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

REVIEWED = Path(__file__).with_name("reviewed.jsonl")
UNREVIEWED = "unreviewed"
# true: the package's author would agree, and would take the fix where there is one.
# false: a false alarm. limit: right as far as it goes, but the tool could see or do more.
VERDICTS = ("true", "false", "limit")


@dataclass(frozen=True, order=True)
class Line:
    """One reviewed finding.

    Attributes:
        path: Below the corpus, with `/`.
        row: From 1, as `col`.
        fix: Applicability of its fix, empty where there is none.
        why: The reviewer's sentence; empty only beside `true` and `unreviewed`.
    """

    path: str
    row: int
    col: int
    code: str
    message: str
    fix: str
    verdict: str = UNREVIEWED
    why: str = ""

    @property
    def place(self) -> tuple[str, int, int, str, str]:
        return (self.path, self.row, self.col, self.code, self.fix)

    @property
    def finding(self) -> Line:
        """The line without its verdict."""
        return replace(self, verdict=UNREVIEWED, why="")

    def __str__(self) -> str:
        fix = f"[{self.fix}] " if self.fix else ""
        return f"{self.path}:{self.row}:{self.col}: {self.code} {fix}{self.message}"


def lines(records: Iterable[Mapping[str, Any]], root: Path) -> list[Line]:
    """The findings of the json reporter as unreviewed lines, paths relative to `root`."""
    return sorted(
        Line(
            path=Path(record["filename"]).relative_to(root).as_posix(),
            row=record["location"]["row"],
            col=record["location"]["column"],
            code=record["code"],
            message=record["message"],
            fix=record["fix"]["applicability"] if record["fix"] else "",
        )
        for record in records
    )


def merge(found: Iterable[Line], reviewed: Iterable[Line]) -> list[Line]:
    """`found` with the verdicts that `reviewed` has for the same places."""
    verdicts = {line.place: line for line in reviewed}
    merged = []
    for line in found:
        known = verdicts.get(line.place, line)
        merged.append(replace(line, verdict=known.verdict, why=known.why))
    return merged


def read(file: Path = REVIEWED) -> list[Line]:
    return [Line(**json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def write(reviewed: Iterable[Line], file: Path = REVIEWED) -> None:
    text = "".join(json.dumps(asdict(line), ensure_ascii=False) + "\n" for line in reviewed)
    file.write_text(text, encoding="utf-8")
