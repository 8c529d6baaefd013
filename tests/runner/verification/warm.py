"""Runs the programs that `verify` starts in forks of one process that has imported their clients.

To import a client takes longer than most programs run. What is started, watched and ended stays
what it is in a new interpreter; what starts another program than this Python is not concerned.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

SERVER = Path(__file__).with_name("warm_server.py")


class Fork:
    """As much of `subprocess.Popen` as a command of `verify` uses."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self.pid = int(channel.recv(64))
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self._channel.settimeout(timeout)
            try:
                self.returncode = os.waitstatus_to_exitcode(int(self._channel.recv(64)))
            except TimeoutError:
                raise subprocess.TimeoutExpired("a fork", timeout or 0) from None
            finally:
                self._channel.settimeout(None)
        return self.returncode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)


class Warm:
    """The process that is forked."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel

    def popen(
        self,
        arguments: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stdin: IO[bytes],
        stdout: IO[bytes],
        stderr: IO[bytes],
        **others: Any,
    ) -> Fork | subprocess.Popen[bytes]:
        """In the place of `subprocess.Popen`."""
        if arguments[0] != sys.executable:
            streams: dict[str, Any] = {"stdin": stdin, "stdout": stdout, "stderr": stderr}
            return subprocess.Popen(arguments, cwd=cwd, env=dict(env), **streams, **others)
        order = {"words": list(arguments[1:]), "directory": str(cwd), "environment": dict(env)}
        files = [stdin.fileno(), stdout.fileno(), stderr.fileno()]
        socket.send_fds(self._channel, [json.dumps(order).encode()], files)
        return Fork(self._channel)


@contextmanager
def warm() -> Iterator[Warm]:
    """A process to fork, for as long as the context lasts."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-c", SERVER.read_text(encoding="utf-8"), str(theirs.fileno())]
    with subprocess.Popen(command, env=environ, pass_fds=[theirs.fileno()]) as process:
        theirs.close()
        try:
            yield Warm(ours)
        finally:
            ours.close()
            process.send_signal(signal.SIGTERM)
