"""The command line in this process: what it prints and how it ends, without the cost of a start.

That a process of its own does the same is shown by `test_readme` and by `tests/cli/test_streams`.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from glm_migrate.cli.main import run


class Printed(NamedTuple):
    """What a run wrote to its two streams, and its exit code."""

    code: int
    out: str
    err: str


def glm_migrate(*arguments: str, cwd: Path) -> Printed:
    """Run a command line in the directory `cwd`."""
    out, err = io.StringIO(), io.StringIO()
    with inside(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    return Printed(code, out.getvalue(), err.getvalue())


@contextlib.contextmanager
def inside(directory: Path) -> Iterator[None]:
    """`directory` is the working directory for a while."""
    here = Path.cwd()
    os.chdir(directory)
    try:
        yield
    finally:
        os.chdir(here)
