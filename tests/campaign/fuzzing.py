"""Fuzzing: real files, changed at random, are checked and fixed; what must hold holds for each.

    python -m tests.campaign.fuzzing 20000 --sources ~/.pyenv/versions/2.7.18/lib/python2.7 …

A failure is printed with its seed; `--only SEED --show` prints that file.
"""

from __future__ import annotations

import argparse
import ast
import sys
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from glm_migrate.config.schema import Config
from glm_migrate.runner.dispatch import of_bytes
from glm_migrate.runner.job import Job
from glm_migrate.text.edits import Applicability
from tests.campaign.mutations import changed, sources

PATH = Path("fuzzed.py")
SLOW = 20.0  # seconds of processor time for one file in all its runs


def failure(files: Sequence[Path], seed: int) -> str:
    """What does not hold for the file of a seed, in a few words; empty where all holds."""
    data = changed(files, seed)
    began = time.process_time()
    found = _crash(data) or next(
        (
            wrong
            for level in (Applicability.SAFE, Applicability.UNSAFE)
            if (wrong := _fix(data, level))
        ),
        "",
    )
    took = time.process_time() - began
    return found or (f"took {took:.0f} s" if took > SLOW else "")


def _crash(data: bytes) -> str:
    return of_bytes(PATH, data, Job(Config(), survey=True)).crash


def _fix(data: bytes, level: Applicability) -> str:
    """Whether a fix crashes, is rejected by its own proof, breaks the file, or comes back."""
    job = Job(Config(), fix=True, at_least=level)
    outcome = of_bytes(PATH, data, job)
    if outcome.crash or outcome.rejected:
        return outcome.crash or "a rewrite was rejected"
    if outcome.fixed is None:
        return ""
    after = outcome.fixed.after.data
    if _parses(data) and not _parses(after):
        return "the fixed file is no Python"
    again = of_bytes(PATH, after, job)
    return again.crash or ("a second fix changes it again" if again.fixed is not None else "")


def _parses(data: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(data)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def main() -> int:
    options = _options()
    files = sources(options.sources)
    if options.show:
        sys.stdout.buffer.write(changed(files, options.only))
        return 0
    seeds = (
        [options.only]
        if options.only is not None
        else range(options.seed, options.seed + options.count)
    )
    wrong: Counter[str] = Counter()
    with ProcessPoolExecutor(options.jobs) as pool:
        for seed, found in zip(
            seeds, pool.map(partial(failure, files), seeds, chunksize=20), strict=True
        ):
            if found:
                wrong[found.strip().splitlines()[-1]] += 1
                print(f"seed {seed}: {found}", flush=True)
    print(f"{len(seeds)} files tried, {wrong.total()} failed", *wrong.most_common(), sep="\n")
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=20_000, help="files (20000)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (0)")
    parser.add_argument("--only", type=int, help="this seed alone")
    parser.add_argument("--show", action="store_true", help="print the file of --only")
    parser.add_argument("--jobs", type=int, help="processes (one for each core)")
    parser.add_argument("--sources", type=Path, nargs="*", default=(), help="folders of files")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
