"""Where in a program a request comes from, as the hook in its process writes it into a header."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

HEADER = "x-glm-migrate-origin"


@dataclass(frozen=True)
class Frame:
    """A place in the user's own code that is being run; `path` is absolute."""

    path: str
    line: int
    name: str


@dataclass(frozen=True)
class Origin:
    """Who asks.

    Attributes:
        frames: Of the user's own files, the innermost first; empty where no hook ran.
        test: The test that runs, as pytest names it; empty outside of one.
        process: Its number.
    """

    frames: tuple[Frame, ...] = ()
    test: str = ""
    process: int = 0


def origin(header: str) -> Origin:
    """What a header says; nothing where it can't be read."""
    try:
        said = json.loads(base64.b64decode(header))
        return Origin(frames(said["frames"]), str(said["test"]), int(said["process"]))
    except (ValueError, KeyError, TypeError):
        return Origin()


def frames(said: object) -> tuple[Frame, ...]:
    """Frames as a hook writes them: lists of path, line and name."""
    assert isinstance(said, list)
    return tuple(Frame(str(path), int(line), str(name)) for path, line, name in said)
