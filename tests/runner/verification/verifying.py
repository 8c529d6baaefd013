"""Small projects and the verification of them, in this process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from glm_migrate.cli.main import run
from glm_migrate.runner.verification import command as commands
from tests.runner.verification.warm import Warm


@contextmanager
def _within(folder: Path, stdin: str) -> Iterator[None]:
    """Be in `folder`, with something to read; put back what a run of `verify` changes."""
    before, ended = Path.cwd(), signal.getsignal(signal.SIGTERM)
    given = TextIOWrapper(BytesIO(stdin.encode()), encoding="utf-8")
    os.chdir(folder)
    try:
        with patch.object(sys, "stdin", given):
            yield
    finally:
        os.chdir(before)
        signal.signal(signal.SIGTERM, ended)


def told(folder: Path, *words: str, stdin: str = "") -> tuple[int, str, str]:
    """Run a command line in `folder`: exit code, standard output, standard error."""
    out, err = StringIO(), StringIO()
    with _within(folder, stdin), redirect_stdout(out), redirect_stderr(err):
        code = run(words)
    return code, out.getvalue(), err.getvalue()


def verified(
    folder: Path, *command: str, options: Sequence[str] = (), stdin: str = "", python: str = ""
) -> tuple[int, dict[str, Any], str]:
    """Run `verify` in `folder`: exit code, its report as data, what it said besides."""
    words = ("verify", "--format", "json", *options, "--", python or sys.executable, *command)
    code, out, err = told(folder, *words, stdin=stdin)
    return code, json.loads(out) if out else {}, err


@contextmanager
def forked(warm: Warm) -> Iterator[None]:
    """Let `verify` start its programs in forks of a warm process."""
    instead = SimpleNamespace(Popen=warm.popen, TimeoutExpired=subprocess.TimeoutExpired)
    with patch.object(commands, "subprocess", instead):
        yield


def reported(folder: Path, *options: str) -> dict[str, Any]:
    """The last item of the migration report of `folder`."""
    code, out, err = told(folder, "report", ".", "--format", "json", *options)
    assert code == 0, err
    item: dict[str, Any] = json.loads(out)["items"][-1]
    return item


def levels(site: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["level"], one["message"]) for one in site["observations"]]
