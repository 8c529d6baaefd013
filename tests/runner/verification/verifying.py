"""Small projects and the verification of them, in this process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


def verified(
    folder: Path, *command: str, options: Sequence[str] = (), stdin: str = "", python: str = ""
) -> tuple[int, dict[str, Any], str]:
    """Run `verify` in `folder`: exit code, its report as data, what it said besides."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "glm_migrate", "verify", "--format", "json", *options),
            *("--", python or sys.executable, *command),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr


def reported(folder: Path, *options: str) -> dict[str, Any]:
    """The last item of the migration report of `folder`."""
    done = subprocess.run(
        [sys.executable, "-m", "glm_migrate", "report", ".", "--format", "json", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    item: dict[str, Any] = json.loads(done.stdout)["items"][-1]
    return item


def levels(site: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["level"], one["message"]) for one in site["observations"]]
