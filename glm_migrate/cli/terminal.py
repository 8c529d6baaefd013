"""Where words go: results to standard output, everything else to standard error.

A reader that stops reading is no error: the run keeps the exit code that it has earned.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

from glm_migrate.errors import GlmMigrateError


def prepare() -> None:
    """Let no closed stream and no character of a file name or a message end the run."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # also keeps its number from the next file that is opened
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def say(text: str, stream: TextIO | None = None) -> None:
    """Write `text` as it is, to standard output unless told otherwise."""
    stream = stream or sys.stdout
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        silence(stream)
    except OSError as error:
        problem = unwritten(stream, error)
        if stream is not sys.stderr:  # there, nobody is left to be told
            raise problem from None


def columns(stream: TextIO) -> int:
    """Columns of the terminal that `stream` writes to; 0 where it is none."""
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):  # a file, a pipe, or no stream of the system at all
        return 0


def say_page(text: str) -> None:
    """Write Markdown: drawn for a person at a terminal, through a pager, else as it is.

    `PAGER` and `MANPAGER` are heeded; what is shown is ours, never text of a checked file.
    """
    if not sys.stdout.isatty() or not wants_color("auto", sys.stdout):
        say(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(width=min(Console().width, 100))
    with console.pager(styles=True):
        console.print(Markdown(text))


def say_bytes(data: bytes) -> None:
    """Write `data` to standard output, byte for byte."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        raise unwritten(sys.stdout, error) from None


def remark(text: str) -> None:
    """Tell people something that is not a result."""
    say(f"{text}\n", sys.stderr)


def wants_color(choice: str, stream: TextIO) -> bool:
    """Whether to colour what goes to `stream`: `--color` decides, then NO_COLOR and its kin."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return os.environ.get("TERM") != "dumb" and stream.isatty()


def unwritten(stream: TextIO, error: OSError) -> GlmMigrateError:
    """What to tell when the system takes no more output, as when a disk is full."""
    silence(stream)
    return GlmMigrateError(f"cannot write the results: {error.strerror or error}")


def silence(stream: TextIO) -> None:
    """Send what is still buffered nowhere, so that the interpreter's last flush is quiet, too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
