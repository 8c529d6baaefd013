"""Where the time of one run goes: asked of `profile_run.py`, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from peers import files_of, our_path
from trees import HERE


def of_check(tree: Path) -> dict[str, float]:
    """Seconds of each stage of one `check` with one process, on files that are in memory."""
    return _profile(tree, "check", "--isolated", "--jobs", "1", ".")


def of_hook(tree: Path) -> dict[str, float]:
    """Seconds of each stage of the hook's command on all files of a small tree."""
    return _profile(tree, "check", "--force-exclude", *files_of(tree))


def slowest(stages: Mapping[str, float]) -> str:
    """The stage that took most, with its share."""
    name = max(stages, key=lambda stage: stages[stage])
    return f"{name} ({stages[name] / sum(stages.values()):.0%})"


def _profile(cwd: Path, *arguments: str) -> dict[str, float]:
    command = [sys.executable, str(HERE / "profile_run.py"), "--json", *arguments]
    run = subprocess.run(
        command, cwd=cwd, env=our_path(), capture_output=True, encoding="utf-8", check=True
    )
    measured: dict[str, float] = json.loads(run.stdout)
    return measured
