"""The process behind `stage`: imports the client libraries once and forks for every program.

It reads one JSON order a line and answers each with the program's exit status. Run as a script;
it imports nothing from the test suite, so a program sees only what it would see anywhere.

What a program costs is what its clients do when they are first used: modules imported late, models
compiled by pydantic, certificates read. So the parent uses each client once, before the first fork
that needs it, keeps the validators, and nobody reads certificates, which a plain HTTP server does
not ask for.
"""

from __future__ import annotations

import ast
import asyncio
import functools
import gc
import importlib
import inspect
import json
import os
import re
import signal
import socket
import ssl
import sys
import textwrap
import traceback
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HTTP = ("httpx", "httpx2", "requests")  # `httpx2` comes with newer releases of `openai` only
# What keeps litellm from fetching its price list, and on `httpx`, whose requests are led.
LITELLM = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "DISABLE_AIOHTTP_TRANSPORT": "True"}
_COMMAND = re.compile(r"(?m)^[%!].*|^\w+\?$")  # what only IPython runs
LOOPBACK = ("127.0.0.1", "::1", "localhost")

ASK = 'model="glm-4.6", messages=[{"role": "user", "content": "x"}]'
AT = 'base_url="https://api.z.ai/api/paas/v4/"'
TALK = f"""
client.chat.completions.create({ASK})
for chunk in client.chat.completions.create(stream=True, {ASK}):
    pass
"""
# By client, a program that uses what the programs of the tests use.
REHEARSALS = {
    "zai": f"from zai import ZaiClient\nclient = ZaiClient(api_key='key.secret'){TALK}",
    "zhipuai": f"from zhipuai import ZhipuAI\nclient = ZhipuAI(api_key='key.secret'){TALK}",
    "openai": f"""
import asyncio
from openai import AsyncOpenAI, OpenAI
client = OpenAI(api_key="key", {AT}){TALK}
with client.chat.completions.stream({ASK}) as stream:
    stream.until_done()
async def main():
    client = AsyncOpenAI(api_key="key", {AT})
    await client.chat.completions.create({ASK})
    async for chunk in await client.chat.completions.create(stream=True, {ASK}):
        pass
    async with client.chat.completions.stream({ASK}) as stream:
        await stream.until_done()
asyncio.run(main())
""",
    "litellm": f"""
import litellm
litellm.completion(api_key="key", {ASK.replace("glm", "zai/glm", 1)})
""",
}
THREADED = "litellm"  # starts threads when it is used, which a fork would miss


def main(server: str) -> None:
    os.environ.update(LITELLM)
    for name in HTTP:
        if find_spec(name):
            lead(importlib.import_module(name), server)
    read_no_certificates()
    stay_inside()
    for line in sys.stdin:
        order = json.loads(line)
        print(play(order) if "argv" in order else rehearse(order["program"]), flush=True)


def rehearse(program: str) -> int:
    """Use the clients that `program` names and that no program before it has named."""
    for name in [name for name in REHEARSALS if re.search(rf"\b{name}\b", program)]:
        if name == THREADED:
            importlib.import_module(name)
            import_what_a_fork_imports(REHEARSALS.pop(name))
        else:
            exec(REHEARSALS.pop(name), {"__name__": "rehearsal"})
        keep_adapters(f"{name}.core._base_models")
        gc.collect()  # closes its connections
        gc.freeze()  # what is here stays; a fork need not look through it
    return 0


def keep_adapters(module: str) -> None:
    """Compile what a client expects of a field once, not for every field of every chunk.

    It asks pydantic for the same validator each time, which is most of what a stream costs.
    """
    models = sys.modules.get(module)
    if models is not None:
        models.TypeAdapter = functools.cache(models.TypeAdapter)  # type: ignore[attr-defined]


def import_what_a_fork_imports(program: str) -> None:
    """Run `program` in a fork and import, here, the modules that it has imported there."""
    reading, writing = os.pipe()
    if not os.fork():
        exec(program, {"__name__": "rehearsal"})
        os.write(writing, "\n".join(sys.modules).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as names:
        for name in names.read().splitlines():
            importlib.import_module(name)
    assert os.wait()[1] == 0, program


def lead(module: Any, server: str) -> None:
    """Make the requests of an HTTP library go to `server` under their own path and host name."""
    if module.__name__ in ("httpx", "httpx2"):
        for transport, name in (
            (module.HTTPTransport, "handle_request"),
            (module.AsyncHTTPTransport, "handle_async_request"),
        ):
            setattr(transport, name, _led(getattr(transport, name), server))
    elif module.__name__ == "requests":
        adapter = module.adapters.HTTPAdapter
        adapter.send = _led(adapter.send, server)


def _led(send: Any, server: str) -> Any:
    def led(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        url = urlsplit(str(request.url))
        request.headers["Host"] = url.netloc
        target = f"{server}{url.path}"
        request.url = target if isinstance(request.url, str) else type(request.url)(target)
        return send(self, request, *args, **kwargs)

    return led


def read_no_certificates() -> None:
    """Leave the trust store empty: a client takes 50 ms to fill it."""
    ssl.SSLContext.load_verify_locations = lambda *_, **__: None  # type: ignore[method-assign]


def stay_inside() -> None:
    """Refuse every connection that is not to the loopback interface."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise ConnectionRefusedError(f"not on this stage: {address[0]}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]


def play(order: dict[str, Any]) -> int:
    """Run one program in a fork and return its exit status."""
    child = os.fork()
    if not child:
        signal.alarm(order["timeout"])
        os._exit(_perform(order))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _perform(order: dict[str, Any]) -> int:
    """Be the program: its streams, directory, environment, arguments.

    Cycles are not collected: an abandoned stream would be closed while the next request holds the
    lock of the connections, which is not reentrant (httpcore 1.0), and both would wait for ever.
    """
    gc.disable()
    path = Path(order["argv"][0])
    files = order["files"]
    os.dup2(os.open(files["stdin"], os.O_RDONLY), 0)
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(files[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    os.chdir(path.parent)
    os.environ.update(order["env"])
    sys.argv = order["argv"]
    sys.path[0] = str(path.parent)
    sys.dont_write_bytecode = True
    status = _execute(path)
    sys.stdout.flush()
    sys.stderr.flush()
    return status


def _execute(path: Path) -> int:
    module = type(sys)("__main__")
    module.__file__ = str(path)
    sys.modules["__main__"] = module
    try:
        if path.suffix == ".ipynb":
            _run_cells(path, module.__dict__)
        else:
            exec(compile(path.read_bytes(), path, "exec"), module.__dict__)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _run_cells(path: Path, names: dict[str, Any]) -> None:
    """Run the code cells of a notebook as a kernel does, without its commands."""
    loop = asyncio.new_event_loop()
    for cell in json.loads(path.read_bytes())["cells"]:
        if cell["cell_type"] == "code":
            code = _COMMAND.sub("", textwrap.dedent("".join(cell["source"])))
            found = eval(compile(code, path, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), names)
            if inspect.iscoroutine(found):
                loop.run_until_complete(found)


if __name__ == "__main__":
    main(sys.argv[1])
