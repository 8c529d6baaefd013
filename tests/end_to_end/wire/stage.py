"""Runs a program against the server, with the real client libraries and nothing else changed.

A program may name any host: every request of `httpx`, `httpx2` and `requests` is led to the
server, which sees the host that was meant, and no other socket can be opened. To keep many
programs cheap, one process imports and uses the clients once and forks for each program.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from glm_migrate.runner.verification.script import Object, Script
from glm_migrate.runner.verification.service import Request, Wire

KEYS = ("ZAI_API_KEY", "ZHIPUAI_API_KEY", "OPENAI_API_KEY", "DASHSCOPE_API_KEY")
TIMEOUT = 30  # seconds for one program
ABSENT = "(absent)"


@dataclass(frozen=True)
class Run:
    """What a program did.

    Attributes:
        status: Exit status as a shell gives it; an uncaught exception is 1.
        requests: What arrived at the server, in order.
    """

    status: int
    stdout: str
    stderr: str
    requests: tuple[Request, ...]

    @property
    def bodies(self) -> list[Object]:
        return [request.body for request in self.requests]

    @property
    def error(self) -> str:
        """The last line of the traceback."""
        return self.stderr.strip().rpartition("\n")[2]


@dataclass(frozen=True)
class Stage:
    """A process that runs programs, one at a time."""

    process: subprocess.Popen[str]
    wire: Wire
    directory: Path

    def run(self, program: str, env: Mapping[str, str] | None = None, stdin: str = "") -> Run:
        """Run the source text `program`."""
        path = self.directory / "program.py"
        path.write_bytes(program.encode())
        return self.run_file(path, env=env, stdin=stdin)

    def run_file(
        self, path: Path, *arguments: str, env: Mapping[str, str] | None = None, stdin: str = ""
    ) -> Run:
        """Run the file `path` in its own directory; the server forgets earlier requests."""
        self._rehearse(path)
        files = {name: self.directory / name for name in ("stdin", "stdout", "stderr")}
        files["stdin"].write_text(stdin, encoding="utf-8")
        order = {
            "argv": [str(path), *arguments],
            "env": {**dict.fromkeys(KEYS, "key.secret"), **(env or {})},
            "files": {name: str(file) for name, file in files.items()},
            "timeout": TIMEOUT,
        }
        status = self._ask(order)
        out, err = (files[name].read_text(encoding="utf-8") for name in ("stdout", "stderr"))
        return Run(status, out, err, tuple(self.wire.requests))

    def _rehearse(self, path: Path) -> None:
        """Let the clients of a program make their first requests; the server forgets these, too."""
        scripts = self.wire.scripts
        self.wire.play(Script(content="OK", named=True))
        self._ask({"program": path.read_bytes().decode(errors="replace")})
        self.wire.play(*scripts)

    def _ask(self, order: Mapping[str, object]) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(order), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the stage is gone, status {self.process.wait()}")
        return int(answer)


@contextmanager
def stage(wire: Wire) -> Iterator[Stage]:
    """A stage whose programs reach `wire`, whatever host they name."""
    player = Path(__file__).with_name("player.py")
    with tempfile.TemporaryDirectory() as directory:
        process = subprocess.Popen(
            [sys.executable, "-X", "utf8", str(player), wire.url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=_environment(),
        )
        try:
            yield Stage(process, wire, Path(directory))
        finally:
            process.communicate()


def _environment() -> dict[str, str]:
    """Ours without what would tell a client where to go or whom to be."""
    prefixes = ("ZAI_", "ZHIPUAI_", "OPENAI_")
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(prefixes) and not name.lower().endswith("_proxy")
    }


def changed(before: Object, after: Object) -> Object:
    """The fields in which `after` differs from `before`, as they are in `after` or `ABSENT`."""
    return {
        name: after.get(name, ABSENT)
        for name in {**before, **after}
        if before.get(name, ABSENT) != after.get(name, ABSENT)
    }
