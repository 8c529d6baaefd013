"""Events of a process → one line each in a file that all processes of a program share."""

from __future__ import annotations

import json
import os
import time


class EventLog:
    """Appends to the file; a line is written at once, so lines of processes never mix."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = -1
        self._process = 0

    def append(self, kind: str, **facts: object) -> None:
        facts.update(kind=kind, process=os.getpid(), at=time.monotonic())
        line = json.dumps(facts, default=str).encode() + b"\n"
        os.write(self._opened(), line)

    def _opened(self) -> int:
        if self._process != os.getpid():
            self._process = os.getpid()
            self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        return self._file
