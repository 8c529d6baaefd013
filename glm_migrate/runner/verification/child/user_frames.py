"""The frames of the user's own code: what is being run, and what led there.

Where a library goes on in a thread or a task of its own, the frames that led there go with it.
"""

from __future__ import annotations

import linecache
import os
import re
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from functools import partial
from hashlib import sha256
from types import FrameType
from typing import Any

MOST = 8  # frames that are logged
DEEPEST = 200  # frames that are looked at
_LED_HERE: ContextVar[list[list[object]]] = ContextVar("glm_migrate_verify_frames", default=[])  # noqa: B039
_OTHERS = ("site-packages", "dist-packages")
CELL = "cell:"  # before the digest of a notebook's cell, in place of a path
# The names under which IPython runs cells: in a terminal, and in a kernel.
_OF_CELLS = re.compile(r"<ipython-input-.*>|.*[/\\]ipykernel_\d+[/\\]\d+\.py")


def cell_digest(lines: Iterable[str]) -> str:
    """What a cell is found by: its code without blanks around lines, and without magics."""
    stripped = (line.strip() for line in lines)
    code = [line for line in stripped if line and "get_ipython()" not in line]
    return sha256("\n".join(code).encode()).hexdigest()


class UserFrames:
    """Tells the user's files from all others."""

    def __init__(self, not_the_users: list[str]) -> None:
        """Files below `not_the_users`, and those of this Python, are no code of the user's."""
        self._start = os.getcwd()  # noqa: PTH109
        self._elsewhere = tuple(
            os.path.join(os.path.realpath(one), "")  # noqa: PTH118
            for one in (*not_the_users, os.path.dirname(os.__file__))  # noqa: PTH120
        )
        self._known: dict[str, str] = {}

    def here(self) -> list[list[object]]:
        """`[path, line, name]` of the frames that are being run, the innermost first."""
        return [*self.of(sys._getframe(1)), *_LED_HERE.get()][:MOST]

    def of(self, frame: FrameType | None) -> list[list[object]]:
        """The user's frames from a frame outwards."""
        found: list[list[object]] = []
        for _ in range(DEEPEST):
            if frame is None or len(found) == MOST:
                break
            if path := self.own(frame.f_code.co_filename):
                found.append([path, frame.f_lineno, frame.f_code.co_name])
            frame = frame.f_back
        return found

    def of_traceback(self, traceback: Any) -> list[list[object]]:
        """The frames through which an exception came, the innermost first."""
        found: list[list[object]] = []
        while traceback is not None:
            code = traceback.tb_frame.f_code
            if path := self.own(code.co_filename):
                found.append([path, traceback.tb_lineno, code.co_name])
            traceback = traceback.tb_next
        return found[::-1][:MOST]

    def own(self, name: str) -> str:
        """The absolute path of a file of the user's, `cell:…` for a cell; empty for any other."""
        known = self._known.get(name)
        if known is None and _OF_CELLS.fullmatch(name):
            known = self._known[name] = CELL + cell_digest(linecache.getlines(name))
        if known is None:
            path = os.path.realpath(os.path.join(self._start, name))  # noqa: PTH118
            foreign = name.startswith("<") or path.startswith(self._elsewhere)
            foreign = foreign or any(f"{os.sep}{one}{os.sep}" in path for one in _OTHERS)
            known = self._known[name] = "" if foreign else path
        return known

    def follow_into_threads(self, module: Any) -> None:
        """Let work that is handed to a pool of threads remember who handed it over."""
        pool = module.ThreadPoolExecutor
        submit = pool.submit

        def submitted(this: Any, work: Any, /, *args: Any, **kwargs: Any) -> Any:
            return submit(this, partial(_within, self.here(), work), *args, **kwargs)

        pool.submit = submitted

    def follow_into_tasks(self, module: Any) -> None:
        """The same for tasks, which copy the context in which they are made."""
        loop = module.BaseEventLoop
        create = loop.create_task

        def created(this: Any, *args: Any, **kwargs: Any) -> Any:
            token = _LED_HERE.set(self.here())
            try:
                return create(this, *args, **kwargs)
            finally:
                _LED_HERE.reset(token)

        loop.create_task = created


def _within(frames: list[list[object]], work: Any, /, *args: Any, **kwargs: Any) -> Any:
    token = _LED_HERE.set(frames)
    try:
        return work(*args, **kwargs)
    finally:
        _LED_HERE.reset(token)
