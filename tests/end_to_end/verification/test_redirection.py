"""Every client is led to the service, from children of children, and no other host is reached."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.runner.verification.clients import BODY, CASES, PROGRAMS, URL
from tests.runner.verification.run import program, ran

POST = f"import requests\nprint(requests.post({URL}, json={BODY}).status_code)\n"
SPAWNED = """import multiprocessing, sys
def ask():
    import runpy
    runpy.run_path("program.py")
if __name__ == "__main__":
    process = multiprocessing.get_context(sys.argv[1]).Process(target=ask)
    process.start()
    process.join()
    sys.exit(process.exitcode)
"""


@pytest.mark.parametrize("text", CASES)
def test_a_client_in_a_child_of_a_child_is_led_to_the_service(tmp_path: Path, text: str) -> None:
    program(tmp_path, text)
    parent = "import subprocess, sys\nsys.exit(subprocess.call([sys.executable, 'program.py']))\n"
    program(tmp_path, parent, "parent.py")
    done, requests = ran(tmp_path, ["parent.py"])

    times = text.count("print(")
    assert (done.status, done.stdout) == (0, "OK\n" * times), done.stderr
    assert len(requests) == times
    assert {one.host for one in requests} <= {"api.z.ai", "open.bigmodel.cn"}
    paths = {one.origin.frames[0].path for one in requests}
    assert paths == {str((tmp_path / "program.py").resolve())}


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_of_multiprocessing_are_led(tmp_path: Path, method: str) -> None:
    program(tmp_path, POST)
    program(tmp_path, SPAWNED, "parent.py")
    done, requests = ran(tmp_path, ["parent.py", method])

    assert (done.status, len(requests)) == (0, 1), done.stderr


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            'import socket\nsocket.create_connection(("203.0.113.1", 443), 1)\n', id="a socket"
        ),
        pytest.param(
            "import asyncio\nasyncio.run(asyncio.open_connection('203.0.113.1', 443))\n",
            id="a stream of asyncio",
        ),
        pytest.param('import socket\nsocket.getaddrinfo("api.example.com", 443)\n', id="a name"),
    ],
)
def test_no_other_host_is_reached(tmp_path: Path, text: str) -> None:
    program(tmp_path, text)
    done, _ = ran(tmp_path, ["program.py"])

    assert done.status == 1
    assert "glm-migrate verify blocks connections to" in done.stderr
    assert len(done.refused) == 1


def test_another_vendors_client_is_told_who_stopped_it(tmp_path: Path) -> None:
    program(tmp_path, POST.replace("api.z.ai", "api.openai.com"))
    done, requests = ran(tmp_path, ["program.py"])

    assert (done.status, requests) == (1, [])


def test_a_host_that_is_allowed_is_let_through(tmp_path: Path) -> None:
    program(tmp_path, 'import socket\nsocket.create_connection(("192.0.2.1", 9), 0.01)\n')
    done, _ = ran(tmp_path, ["program.py"], allowed=("192.0.2.1",))

    assert "glm-migrate verify blocks" not in done.stderr
    assert done.refused == ()


def test_this_machine_is_reached_as_ever(tmp_path: Path) -> None:
    text = """import http.server, threading, urllib.request
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
threading.Thread(target=server.handle_request).start()
print(urllib.request.urlopen(f"http://localhost:{server.server_port}/").status)
"""
    program(tmp_path, text)

    assert ran(tmp_path, ["program.py"])[0].stdout == "200\n"


def test_a_process_without_the_hook_is_stopped_by_the_proxy(tmp_path: Path) -> None:
    program(tmp_path, PROGRAMS["urllib"][1])
    done, requests = ran(tmp_path, ["-I", "program.py"])

    assert (done.status, requests) == (1, [])


def test_a_sitecustomize_of_the_users_own_runs_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    program(own, "import sys\nsys.greeting = 'hello'\n", "sitecustomize.py")
    monkeypatch.setenv("PYTHONPATH", str(own))
    program(tmp_path, "import sys\nprint(sys.greeting)\n")

    assert ran(tmp_path, ["program.py"])[0].stdout == "hello\n"


def test_a_request_from_a_pool_of_threads_or_a_task_knows_who_wanted_it(tmp_path: Path) -> None:
    text = f"""import asyncio, functools
from concurrent.futures import ThreadPoolExecutor
import requests
post = functools.partial(requests.post, {URL}, json={BODY})
def ask():
    with ThreadPoolExecutor() as pool:
        pool.submit(post).result()
async def wait():
    await asyncio.get_running_loop().run_in_executor(None, post)
ask()
asyncio.run(wait())
"""
    program(tmp_path, text)
    done, requests = ran(tmp_path, ["program.py"])

    assert done.status == 0, done.stderr
    assert [one.origin.frames[0].name for one in requests] == ["ask", "wait"]


def test_exceptions_that_end_something_are_told_with_their_place(tmp_path: Path) -> None:
    text = """import threading
def fail():
    raise LookupError("here")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
fail()
"""
    program(tmp_path, text)
    done, _ = ran(tmp_path, ["program.py"])

    assert [(one.type, one.frames[0].line) for one in done.failures] == [("LookupError", 3)] * 2


def test_a_command_that_does_not_end_is_ended(tmp_path: Path) -> None:
    program(tmp_path, "import time\ntime.sleep(60)\n")
    done, _ = ran(tmp_path, ["program.py"], timeout=1)

    assert done.timed_out
    assert done.seconds < 20
    assert done.failures == ()  # that it was interrupted is not its own doing


def test_a_stream_that_is_left_does_not_stop_the_next_request(tmp_path: Path) -> None:
    text = f"""import gc, httpcore
from zai import ZaiClient
pool = httpcore.ConnectionPool
assign = pool._assign_requests_to_connections
def collecting(self):  # as a collection that happens to come here
    gc.set_threshold(1)
    [[] for _ in range(10)]
    gc.set_threshold(10**6)
    return assign(self)
pool._assign_requests_to_connections = collecting
gc.set_threshold(10**6)
client = ZaiClient(api_key="key.secret", max_retries=0)
def leave():
    stream = client.chat.completions.create(**{BODY}, stream=True)
    try:
        for chunk in stream:
            raise LookupError
    except LookupError as error:
        kept = error
leave()
client.chat.completions.create(**{BODY})
"""
    program(tmp_path, text)
    done, requests = ran(tmp_path, ["program.py"], timeout=20)

    assert not done.timed_out
    assert (done.status, len(requests)) == (0, 2), done.stderr


def test_keys_are_kept_from_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZAI_API_KEY", "real")
    monkeypatch.setenv("OPENAI_API_KEY", "another")
    program(tmp_path, "import os\nprint(os.environ['ZAI_API_KEY'], os.environ['OPENAI_API_KEY'])\n")

    assert ran(tmp_path, ["program.py"])[0].stdout == "verify.placeholder another\n"


def test_nothing_of_the_hook_runs_in_this_process() -> None:
    assert not any(name.startswith("_glm_migrate_verify") for name in sys.modules)
