"""Lets a process reach this machine and what the user allows, and nothing else.

An audit hook sees every connection of Python's own sockets, whatever library opens it, and no
program can take it away.
"""

from __future__ import annotations

import re
import socket
import sys
from fnmatch import fnmatchcase
from typing import Any

_HOST_FIRST = ("socket.getaddrinfo", "socket.gethostbyname")
_ADDRESS_SECOND = ("socket.connect", "socket.sendto", "socket.sendmsg")
_HERE = ("localhost", "::1", "0.0.0.0", "::", "", "ip6-localhost", "<broadcast>")
_LOOPBACK = re.compile(r"(::ffff:)?127(\.\d{1,3}){3}")


class NotAllowed(ConnectionRefusedError):
    """A program that is verified wanted to reach another machine."""


class NetworkGuard:
    """Decides about hosts; addresses of allowed names are learnt when they are looked up."""

    def __init__(self, allowed: list[str], log: Any) -> None:
        self._allowed = [one.lower() for one in allowed]
        self._log = log
        self._addresses: set[str] = set()

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _HOST_FIRST:
            self._check(args[0])
        elif event in _ADDRESS_SECOND and isinstance(args[1], tuple) and args[1]:
            self._check(args[1][0])

    def _check(self, host: object) -> None:
        text = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if not isinstance(text, str) or self.lets(text.lower()):
            return
        self._log.append("refused", host=text)
        raise NotAllowed(
            f"glm-migrate verify blocks connections to {text}; `--allow-host {text}` allows them"
        )

    def lets(self, host: str) -> bool:
        return (
            host in _HERE
            or _LOOPBACK.fullmatch(host) is not None
            or host.endswith(".localhost")
            or host in self._addresses
            or any(fnmatchcase(host, one) for one in self._allowed)
        )

    def learn(self, lookup: Any) -> Any:
        """Note the addresses of allowed names as they are looked up."""

        def looked_up(host: Any, *args: Any, **kwargs: Any) -> Any:
            found = lookup(host, *args, **kwargs)
            if isinstance(host, str) and self.lets(host.lower()):
                self._addresses.update(str(one[4][0]).lower() for one in found)
            return found

        return looked_up


def install(settings: dict[str, Any], log: Any) -> None:
    guard = NetworkGuard(settings["allowed"], log)
    if settings["allowed"]:
        socket.getaddrinfo = guard.learn(socket.getaddrinfo)
    sys.addaudithook(guard)
