"""Compare two versions: `python benchmarks/compare_versions.py OLD NEW PATH…`.

OLD and NEW are checkouts. Each runs on each PATH as it is; what they find, what they would write
and how they end must be the same, byte for byte. Prints a line a PATH; exits 1 on a difference.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

_RUNS = (
    ("check", "--isolated", "--output-format", "json"),
    ("fix", "--isolated", "--diff", "--unsafe-fixes"),
)
_START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from glm_migrate.__main__ import main; main()"
)


def answers(checkout: Path, tree: Path) -> tuple[list[tuple[int, bytes]], float]:
    """Exit status and output of each run, and the processor time that they took."""
    start = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    found: list[tuple[int, bytes]] = []
    for run in _RUNS:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _START, str(checkout), *run, "--jobs", "1", "."],
            cwd=tree,
            env=os.environ | {"COLUMNS": "100", "GLM_MIGRATE_NO_CACHE": "1"},
            capture_output=True,
            check=False,
        )
        if done.returncode not in (0, 1):
            raise SystemExit(f"{checkout} failed on {tree}: {done.stderr.decode(errors='replace')}")
        found.append((done.returncode, done.stdout))
    return found, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - start


def main(old: str, new: str, *trees: str) -> int:
    different = 0
    for tree in map(Path, trees):
        (before, was), (after, takes) = (
            answers(Path(checkout).resolve(), tree) for checkout in (old, new)
        )
        same = before == after
        different += not same
        size = sum(len(output) for _, output in after)
        verdict = f"the same {size:,} bytes" if same else "DIFFERENT"
        print(f"{tree}: {verdict}; {was:.2f} s, {takes:.2f} s, ratio {takes / was:.2f}", flush=True)
    return int(different > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
