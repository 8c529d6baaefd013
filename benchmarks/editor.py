"""How soon the language server answers: `python benchmarks/editor.py`, with the extra `lsp`.

A real client talks to a server in a process of its own about a file of a thousand lines with 40
calls: alone, and in projects of 20 and 200 files, five of which share ids and a client with it.
Each edit changes a line in the middle. Told are the first diagnostics; those after an edit, from
the notice of the change to what is published, with the wait for further changes; a hover that is
asked for right after an edit; and a hover and the actions of a line of a text that stays as it is.
In turn it is measured how long LibCST takes to parse the text.

Then the processor time of a check after an edit is told, without protocol and process, in times of
that of parsing the text: on a busy machine only that holds.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import libcst
import sections
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from glm_migrate.cli.editor.analysis import judge
from glm_migrate.cli.editor.language_server import KEPT
from glm_migrate.cli.options import Options

LINES = 1_000
CALLS = 40
SHARING = 5  # files of a project that have ids in common with the one that is edited
PROJECTS = (0, 20, 200)  # files around it
GOAL = 0.2  # seconds, for a warm answer
_CLIENT = """\
from zai import ZaiClient

client = ZaiClient()


def ask(model, **options):
    return client.chat.completions.create(model=model, **options)
"""
_SHARING = """\
from client import client
from consts import MODEL


def use(text):
    return client.chat.completions.create(model=MODEL, messages=text, temperature=0.2, top_p=0.9)
"""
_PLAIN = '''

def step_{n}(rows: list, limit: int = {n}) -> dict:
    """Counts what the rows hold, up to a limit."""
    counts = {{}}
    for number, row in enumerate(rows):
        if number >= limit or not row:
            break
        name = str(row.get("name") or "none").strip().lower()
        counts[name] = counts.get(name, 0) + 1
    return {{name: count for name, count in counts.items() if count > {n} % 7}}
'''


def text(*, is_alone: bool) -> str:
    """A thousand lines: sections of calls, then plain code."""
    head = "" if is_alone else "from client import ask\nfrom consts import FAST\n\n\n"
    shared = "" if is_alone else "\n\ndef share(x):\n    return ask(FAST, messages=x)\n"
    made = head + "".join(map(sections.section, range(CALLS // sections.CALLS))) + shared
    for number in range(LINES):
        if made.count("\n") >= LINES:
            break
        made += _PLAIN.format(n=number)
    return made


def edited(whole: str, number: int) -> str:
    """The text after a line in its middle was changed."""
    at = whole.index("    return ", len(whole) // 2)
    return f"{whole[:at]}    x = {number}\n{whole[at:]}"


def project(folder: Path, around: int) -> Path:
    """A project in `folder`; the file that is edited."""
    folder.joinpath("pyproject.toml").write_text("[project]\nname = 'app'\n")
    path = folder / "edited.py"
    path.write_text(text(is_alone=not around))
    if around:
        folder.joinpath("consts.py").write_text('MODEL = "glm-4.5"\nFAST = "glm-4-plus"\n')
        folder.joinpath("client.py").write_text(_CLIENT)
    plain = "".join(_PLAIN.format(n=number) for number in range(8))
    for number in range(around):
        head = _SHARING if number < SHARING else "import os\nimport consts\n"
        folder.joinpath(f"mod_{number}.py").write_text(head + plain)
    return path


@dataclass
class Times:
    """Seconds, one for each edit; of the first diagnostics one."""

    first: list[float] = field(default_factory=list)
    diagnostics: list[float] = field(default_factory=list)
    hover_at_once: list[float] = field(default_factory=list)
    hover: list[float] = field(default_factory=list)
    actions: list[float] = field(default_factory=list)
    parse: list[float] = field(default_factory=list)


class Conversation:
    """A client that edits one file."""

    def __init__(self, path: Path) -> None:
        self._client = LanguageClient("benchmark", "1")
        self._path, self._uri, self._text = path, path.as_uri(), path.read_text()
        self._told: asyncio.Queue[int | None] = asyncio.Queue()
        self._version = 1
        told = self._client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        told(lambda given: self._told.put_nowait(given.version))

    async def held(self, rounds: int) -> Times:
        """All that is measured."""
        client, times = self._client, Times()
        await client.start_io(sys.executable, "-m", "glm_migrate", "server")
        root = self._path.parent.as_uri()
        given = types.InitializeParams(types.ClientCapabilities(), root_uri=root)
        await client.initialize_async(given)
        client.initialized(types.InitializedParams())
        item = types.TextDocumentItem(self._uri, "python", 1, self._text)
        began = time.perf_counter()
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        times.first.append(await self._published(began))
        for _ in range(rounds):
            times.diagnostics.append(await self._published(self._change()))
            times.hover.append(await seconds(self._hover))
            times.actions.append(await seconds(self._actions))
            began = self._change()
            assert await self._hover() is not None
            times.hover_at_once.append(time.perf_counter() - began)
            began = time.perf_counter()
            libcst.parse_module(self._text)
            times.parse.append(time.perf_counter() - began)
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()
        return times

    def _change(self) -> float:
        """Tell of an edit; when that was."""
        self._version += 1
        named = types.VersionedTextDocumentIdentifier(version=self._version, uri=self._uri)
        whole = edited(self._text, self._version)
        changed = types.TextDocumentContentChangeWholeDocument(whole)
        began = time.perf_counter()
        given = types.DidChangeTextDocumentParams(named, [changed])
        self._client.text_document_did_change(given)
        return began

    async def _published(self, began: float) -> float:
        """Seconds until diagnostics of the text as it is are published."""
        while await self._told.get() != self._version:
            pass
        return time.perf_counter() - began

    def _hover(self) -> Awaitable[object]:
        named = types.TextDocumentIdentifier(self._uri)
        return self._client.text_document_hover_async(types.HoverParams(named, self._place()))

    def _place(self) -> types.Position:
        """Where something is found and can be fixed."""
        lines = self._text.split("\n")
        return types.Position(next(n for n, one in enumerate(lines) if "GLM_MODEL_0 =" in one), 17)

    def _actions(self) -> Awaitable[object]:
        at, context = self._place(), types.CodeActionContext([])
        named = types.TextDocumentIdentifier(self._uri)
        given = types.CodeActionParams(named, types.Range(at, at), context)
        return self._client.text_document_code_action_async(given)


def work(path: Path, rounds: int) -> float:
    """The processor time of a check after an edit, in times of that of parsing the text."""
    for kept, most in KEPT.items():
        kept.most = most
    options, whole = Options.of((), (), isolated=False), path.read_text()
    judge(options, str(path), {str(path): whole.encode()})
    taken, parsed = [], []
    for number in range(rounds):
        data = edited(whole, number).encode()
        began = time.process_time()
        assert judge(options, str(path), {str(path): data}).own
        then = time.process_time()
        libcst.parse_module(whole)
        taken.append(then - began)
        parsed.append(time.process_time() - then)
    return min(taken) / min(parsed)


async def seconds(ask: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    assert await ask() is not None
    return time.perf_counter() - began


def told(times: Times) -> str:
    median = statistics.median(times.diagnostics)
    return (
        f"first {times.first[0] * 1000:.0f} ms; "
        f"after an edit diagnostics {shown(times.diagnostics)}, "
        f"a hover asked at once {shown(times.hover_at_once)}; "
        f"parse_module {shown(times.parse)}; "
        f"then hover {shown(times.hover)}, actions {shown(times.actions)}; goal "
        f"{GOAL * 1000:.0f} ms: {'reached' if median <= GOAL else 'not reached'}"
    )


def shown(some: list[float]) -> str:
    return f"{statistics.median(some) * 1000:.0f} ms (at least {min(some) * 1000:.0f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="edits of each file")
    options = parser.parse_args()
    gc.set_threshold(100_000)  # as the command line has it
    for around in PROJECTS:
        with tempfile.TemporaryDirectory() as folder:
            path = project(Path(folder).resolve(), around)
            times = asyncio.run(Conversation(path).held(options.rounds))
            ratio = work(path, options.rounds)
        print(
            f"{LINES} lines, {CALLS} calls, {around} files around: {told(times)}; "
            f"processor {ratio:.1f} times parse_module"
        )


if __name__ == "__main__":
    main()
