"""Leads connections to the vendor's hosts to the loopback service, library by library.

It changes where a connection is opened, and nothing above: a client still means `https://…`, its
proxies, transports, hooks and mocks work as ever, and a request keeps its path and its `Host`. The
encryption is left out, since the other end is this machine.
"""

from __future__ import annotations

import base64
import gc
import json
import os
import socket
import threading
from typing import Any

HEADER = "x-glm-migrate-origin"


class Redirector:
    """Knows the hosts and the service, and how each library opens a connection."""

    def __init__(self, settings: dict[str, Any], frames: Any, observer: Any) -> None:
        self._hosts = frozenset(settings["hosts"])
        self.address: tuple[str, int] = tuple(settings["service"])
        self._frames = frames
        self._observer = observer

    def patches(self) -> dict[str, Any]:
        """Module → what leads its connections."""
        return {
            "http.client": self.http_client,
            "urllib3.connection": self.urllib3,
            "httpcore": self.httpcore,
            "httpcore2": self.httpcore,
            "aiohttp.connector": self.aiohttp,
        }

    def leads(self, host: object) -> bool:
        text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
        return text.lower().rstrip(".") in self._hosts

    def origin(self) -> str:
        """The value of the header: who asks."""
        self._observer.start()
        said = {"frames": self._frames.here(), "test": self._observer.test, "process": os.getpid()}
        return base64.b64encode(json.dumps(said).encode()).decode()

    def _opened(self, timeout: object) -> socket.socket:
        seconds = timeout if isinstance(timeout, (int, float)) else None
        return socket.create_connection(self.address, seconds)

    def _leads_connection(self, connection: Any) -> bool:
        return self.leads(getattr(connection, "_tunnel_host", None) or connection.host)

    # http.client, and with it urllib; urllib3, and with it requests

    def http_client(self, module: Any) -> None:
        for kind in (module.HTTPConnection, getattr(module, "HTTPSConnection", None)):
            if kind is not None:
                self._connect_of(kind)
        end = module.HTTPConnection.endheaders

        def ended(connection: Any, *args: Any, **kwargs: Any) -> Any:
            if self._leads_connection(connection):
                connection.putheader(HEADER, self.origin())
            return end(connection, *args, **kwargs)

        module.HTTPConnection.endheaders = ended

    def urllib3(self, module: Any) -> None:
        for kind in (module.HTTPConnection, module.HTTPSConnection):
            self._connect_of(kind)

    def _connect_of(self, kind: Any) -> None:
        connect = kind.connect

        def connected(connection: Any) -> None:
            if not self._leads_connection(connection):
                connect(connection)
                return
            connection.sock = self._opened(connection.timeout)
            connection.is_verified = True  # what urllib3 asks before it warns

        kind.connect = connected

    # httpcore, and with it httpx

    def httpcore(self, module: Any) -> None:
        self._pools(module)
        synchronization: Any = getattr(module, "_synchronization", None)
        if hasattr(synchronization, "ThreadLock"):
            collect_later(synchronization.ThreadLock)
        for name in ("SyncBackend", "AnyIOBackend", "TrioBackend"):
            backend: Any = getattr(module, name, None)
            if hasattr(backend, "connect_tcp") and backend is not None:
                backend.connect_tcp = self._tcp(backend.connect_tcp, name == "SyncBackend")

    def _pools(self, module: Any) -> None:
        for name, method in (
            ("ConnectionPool", "handle_request"),
            ("AsyncConnectionPool", "handle_async_request"),
        ):
            pool = getattr(module, name)
            setattr(pool, method, self._sent(getattr(pool, method)))
            create = pool.create_connection
            for kind in (pool, *_below(pool)):
                kind.create_connection = self._direct(kind.create_connection, create)

    def _sent(self, handle: Any) -> Any:
        def sent(pool: Any, request: Any) -> Any:
            if self.leads(request.url.host):
                request.headers = [*request.headers, (HEADER.encode(), self.origin().encode())]
            return handle(pool, request)

        return sent

    def _direct(self, create: Any, plainly: Any) -> Any:
        """Connections of a pool that go through no proxy where they are led."""

        def direct(pool: Any, origin: Any) -> Any:
            if not self.leads(origin.host):
                return create(pool, origin)
            proxy, pool._proxy = getattr(pool, "_proxy", None), None
            try:
                return plainly(pool, origin)
            finally:
                pool._proxy = proxy

        return direct

    def _tcp(self, connect: Any, is_sync: bool) -> Any:
        def led(backend: Any, host: Any, port: int, *args: Any, **kwargs: Any) -> Any:
            if not self.leads(host):
                return connect(backend, host, port, *args, **kwargs)
            return Plain(connect(backend, *self.address, *args, **kwargs))

        async def led_async(backend: Any, host: Any, port: int, *args: Any, **kwargs: Any) -> Any:
            if not self.leads(host):
                return await connect(backend, host, port, *args, **kwargs)
            return AsyncPlain(await connect(backend, *self.address, *args, **kwargs))

        return led if is_sync else led_async

    # aiohttp

    def aiohttp(self, module: Any) -> None:
        connect = module.BaseConnector.connect

        async def connected(connector: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
            if self.leads(request.url.host):
                request.headers[HEADER] = self.origin()
            return await connect(connector, request, *args, **kwargs)

        module.BaseConnector.connect = connected
        create = module.TCPConnector._create_connection

        async def created(connector: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
            if not self.leads(request.url.host):
                return await create(connector, request, *args, **kwargs)
            made = await connector._loop.create_connection(connector._factory, *self.address)
            return made[1]

        module.TCPConnector._create_connection = created


def _below(kind: Any) -> list[Any]:
    return [one for sub in kind.__subclasses__() for one in (sub, *_below(sub))]


class Plain:
    """A stream to the service, which stays as it is where a client asks for encryption."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def start_tls(self, *args: Any, **kwargs: Any) -> Plain:
        return self


class AsyncPlain(Plain):
    """The same for asynchronous clients."""

    async def start_tls(self, *args: Any, **kwargs: Any) -> Plain:  # type: ignore[override]
        return self


def collect_later(kind: Any) -> None:
    """Let no garbage be collected while a lock of `kind`, that of a connection pool, is held.

    A stream that the program has abandoned is closed when it is collected. Where that happens in
    the middle of the next request, closing waits for the lock that this request holds, for ever
    (httpcore 1.0): the program would seem to hang, for a reason that no scenario has.
    """
    enter, leave, own = kind.__enter__, kind.__exit__, threading.Lock()
    held, collects = 0, True

    def entered(lock: Any) -> Any:
        nonlocal held, collects
        was = gc.isenabled()
        gc.disable()
        with own:
            collects = was if held == 0 else collects
            held += 1
        return enter(lock)

    def left(lock: Any, *error: Any) -> Any:
        nonlocal held
        try:
            return leave(lock, *error)
        finally:
            with own:
                held -= 1
                is_free = held == 0
            if is_free and collects:
                gc.enable()

    kind.__enter__, kind.__exit__ = entered, left
