"""A Python that has imported the clients and pytest, and forks to run what it is told.

It is started with `-c`, so that no frame of it is taken for the user's. A fork becomes what a new
interpreter with the same command line would be: environment, directory, paths, streams, and the
`sitecustomize` that its environment names; then it runs the program and ends as one does.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

CLIENTS = ("requests", "httpx", "openai", "zai", "zhipuai")
_LARGEST = 1 << 20  # bytes of an order
_THIS = sys._getframe().f_code.co_filename


def main(number: int) -> None:
    """Take orders from the socket that is open as `number`, one at a time."""
    _import_what_programs_import()
    channel = socket.socket(fileno=number)
    paths = sys.path[1:]
    while True:
        order, files, _, _ = socket.recv_fds(channel, _LARGEST, 3)
        if not order:
            return
        child = os.fork()
        if not child:
            channel.close()
            _become(json.loads(order), files, paths)
            return
        for file in files:
            os.close(file)
        channel.send(b"%d" % child)
        channel.send(b"%d" % os.waitpid(child, 0)[1])


def _import_what_programs_import() -> None:
    from _pytest.config import default_plugins

    for name in (*CLIENTS, *(f"_pytest.{one}" for one in default_plugins)):
        importlib.import_module(name)
    gc.freeze()


def _become(order: dict[str, Any], files: list[int], paths: list[str]) -> None:
    os.setsid()
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(order["directory"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    given = [one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one]
    kind, *words = order["words"]
    sys.path[:] = [_first_path(kind), *given, *paths]
    sys.modules.pop("sitecustomize", None)
    importlib.import_module("sitecustomize")
    try:
        _run(kind, words)
    except Exception as error:
        _told(error)


def _first_path(kind: str) -> str:
    if kind == "-c":
        return ""
    return os.getcwd() if kind == "-m" else str(Path(kind).resolve().parent)  # noqa: PTH109


def _run(kind: str, words: list[str]) -> None:
    if kind == "-m":
        sys.argv = words
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
        return
    module = sys.modules["__main__"] = ModuleType("__main__")
    if kind == "-c":
        sys.argv = ["-c", *words[1:]]
        code: Any = compile(words[0], "<string>", "exec")
    else:
        sys.argv = [kind, *words]
        module.__file__ = str(Path(kind).absolute())
        code = compile(Path(kind).read_bytes(), module.__file__, "exec")
    exec(code, module.__dict__)


def _told(error: Exception) -> None:
    """End as an interpreter does that nothing caught an exception for."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == _THIS:
        trace = trace.tb_next
    error.__traceback__ = trace
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, trace
    sys.excepthook(type(error), error, trace)
    sys.exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
