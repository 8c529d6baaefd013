"""Tells what becomes of a program: exceptions that end something, and what was parsed."""

from __future__ import annotations

import atexit
import json
import sys
import threading
from typing import Any

_LONGEST = 400  # characters of a text that is logged


class Observer:
    """Watches one process; `test` is the test that runs, where pytest says so."""

    current: Any = None  # the observer of this process

    def __init__(self, log: Any, frames: Any) -> None:
        self._log = log
        self._frames = frames
        self._started = False
        self._tests = False
        self.test = ""
        Observer.current = self
        atexit.register(self._at_exit)
        hook = threading.excepthook

        def in_thread(args: Any) -> None:
            self.failed(args.exc_value)
            hook(args)

        threading.excepthook = in_thread

    def patches(self) -> dict[str, Any]:
        """Module → what lets it tell of failed tests."""
        return {"unittest.result": self._unittest}

    def failed(self, error: BaseException | None) -> None:
        """Tell of an exception that nothing in the program caught."""
        if error is None or isinstance(error, SystemExit):
            return
        self._log.append(
            "failed",
            type=type(error).__name__,
            text=str(error)[:_LONGEST],
            frames=self._frames.of_traceback(error.__traceback__),
            test=self.test,
        )

    def ended(self, test: str, outcome: str, output: str) -> None:
        """Tell how a test ended, and what it printed."""
        self._tests = True
        self._log.append("test", test=test, outcome=outcome, output=output)

    def _at_exit(self) -> None:
        if not self._tests:  # pytest leaves the exception of its last failed test there
            self.failed(getattr(sys, "last_value", None))

    def _unittest(self, module: Any) -> None:
        for name in ("addError", "addFailure"):
            self._wrap(module.TestResult, name)

    def _wrap(self, kind: Any, name: str) -> None:
        add = getattr(kind, name)

        def added(result: Any, test: Any, error: Any) -> Any:
            self.failed(error[1])
            return add(result, test, error)

        setattr(kind, name, added)

    def start(self) -> None:
        """From the first request on, tell which objects the program parses."""
        if self._started:
            return
        self._started = True
        decode = json.JSONDecoder.decode

        def decoded(decoder: Any, text: str, *args: Any, **kwargs: Any) -> Any:
            value = decode(decoder, text, *args, **kwargs)
            if isinstance(value, dict) and self._is_users():
                self._log.append("parsed", value=value, test=self.test)
            return value

        json.JSONDecoder.decode = decoded  # type: ignore[method-assign, assignment]

    def _is_users(self) -> bool:
        """Whether it is the user's own code that parses: the frame above `json.loads`."""
        frame: Any = sys._getframe(2)
        while frame is not None and frame.f_globals.get("__name__", "").startswith("json"):
            frame = frame.f_back
        return frame is not None and bool(self._frames.own(frame.f_code.co_filename))
