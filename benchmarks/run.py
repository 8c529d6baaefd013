"""Measure glm-migrate against its peers: `python benchmarks/run.py [--write]`.

Prints a Markdown table of medians and ratios; `--write` also puts it into `README.md`. Times do
not carry over to another machine or another run, ratios within one row do.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

import peers
from cases import CASES, Row
from trees import HERE

README = HERE / "README.md"
_BEGIN, _END = "<!-- results -->", "<!-- end of results -->"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", action="append", choices=CASES, help="default: all of them")
    parser.add_argument("--rounds", type=int, default=5, help="counted runs of each runner")
    parser.add_argument("--files", type=int, default=300, help="size of the matching tree")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    options = parser.parse_args(arguments)
    rows: list[Row] = []
    for name in options.case or CASES:
        for row in CASES[name](options.rounds, options.files):
            print(_line(row), flush=True)
            rows.append(row)
    if options.write:
        _write(_table(rows, options.rounds))


def _table(rows: Sequence[Row], rounds: int) -> str:
    head = (
        f"{peers.versions()}; {os.cpu_count()} cores; median of {rounds} rounds or more, in turn.\n"
    )
    columns = ("case", "against", "ours", "peer", "ratio", "goal", "", "most of our time")
    rule = "|---|---|---|---|---|---|---|---|"
    return "\n".join([head, f"| {' | '.join(columns)} |", rule, *map(_line, rows)])


def _line(row: Row) -> str:
    goal = "" if row.goal is None else f"≤ {row.goal:g}"
    ratio = f"{row.ratio:.2f}"
    cells = (row.case, row.against, row.ours, row.theirs, ratio, goal, row.verdict, row.stage)
    return f"| {' | '.join(cells)} |"


def _write(table: str) -> None:
    text = README.read_text("utf-8")
    start, end = text.index(_BEGIN) + len(_BEGIN), text.index(_END)
    README.write_text(f"{text[:start]}\n{table}\n{text[end:]}", encoding="utf-8")


if __name__ == "__main__":
    main()
