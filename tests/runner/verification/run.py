"""Runs a program as `verify` does, against scripts."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from glm_migrate.runner.verification.command import Command, Ran
from glm_migrate.runner.verification.environment import Surroundings, environment
from glm_migrate.runner.verification.script import Script
from glm_migrate.runner.verification.service import Request, serve


def ran(
    folder: Path,
    arguments: Sequence[str],
    script: Script | None = None,
    allowed: tuple[str, ...] = (),
    timeout: float = 60,
) -> tuple[Ran, list[Request]]:
    """Run Python with `arguments` in `folder`; what it did, and what it sent."""
    told = folder / "told"
    told.mkdir(exist_ok=True)
    with serve() as wire:
        if script:
            wire.play(script)
        surroundings = Surroundings(wire.url, told, allowed)
        command = Command((sys.executable, *arguments), folder, timeout=timeout)
        done = command.run(environment(os.environ, surroundings), told, surroundings.events)
        return done, list(wire.requests)


def program(folder: Path, text: str, name: str = "program.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
