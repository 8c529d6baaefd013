"""Bring `reviewed.jsonl` up to date: `python -m tests.end_to_end.corpus.review`.

Verdicts on places that are still found are kept; new places are written as `unreviewed` and
printed with their source line. Read each, then write verdict and sentence into the file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.end_to_end.corpus import golden, real_packages


def main() -> int:
    corpus = real_packages.fetch()
    before = golden.read() if golden.REVIEWED.exists() else []
    after = golden.merge(golden.lines(corpus.check(), corpus.root), before)
    golden.write(after)
    places = {line.place for line in after}
    for line in before:
        if line.place not in places:
            print(f"gone: {line}")
    for line in after:
        if line.verdict == golden.UNREVIEWED:
            print(f"{line}\n    {_source_line(corpus.root / line.path, line.row)}")
    return 0


def _source_line(file: Path, row: int) -> str:
    rows = file.read_bytes().decode("utf-8", errors="replace").split("\n")
    return rows[row - 1].strip()[:160]


if __name__ == "__main__":
    sys.exit(main())
