"""A command as it runs on a terminal: what it prints there, and what is typed into it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds after which nothing more is to be expected


def on_terminal(
    *arguments: str, cwd: Path, typed: Sequence[str] = (), columns: int = 80, rows: int = 50
) -> tuple[int, str]:
    """Exit status and output of `glm-migrate` on a terminal of that size.

    Args:
        typed: Lines, each typed when the command has printed its prompt.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "glm_migrate", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=cwd,
        env=_environment(),
        start_new_session=True,
    )
    os.close(theirs)
    printed = _conversation(ours, typed)
    os.close(ours)
    return process.wait(PATIENCE), printed.decode().replace("\r\n", "\n")


def _environment() -> dict[str, str]:
    """Nothing that sets colours, width or pager from outside."""
    outside = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "CI", "PAGER", "MANPAGER", "LESS")
    kept = {name: value for name, value in os.environ.items() if name not in outside}
    return {**kept, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}


def _conversation(terminal: int, typed: Sequence[str]) -> bytes:
    """All that is printed; each line of `typed` answers one prompt, a line that ends in `] `."""
    printed, answered, waiting = b"", 0, list(typed)
    end = time.monotonic() + PATIENCE
    while select.select([terminal], [], [], max(0.0, end - time.monotonic()))[0]:
        try:
            chunk = os.read(terminal, 1 << 16)
        except OSError:  # the command has closed the terminal
            return printed
        if not chunk:
            return printed
        printed += chunk
        if waiting and printed.endswith(b"] ") and len(printed) > answered:
            os.write(terminal, f"{waiting.pop(0)}\n".encode())
            answered = len(printed)
    raise TimeoutError(printed.decode(errors="replace"))
