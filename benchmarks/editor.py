"""How soon the language server answers: `python benchmarks/editor.py`, with the extra `lsp`.

A real client talks to a server in a process of its own about files of a thousand lines. Told are
the first answer, warm ones after a line was edited, and those about a text that stays as it is;
and how long LibCST takes to parse the text, in turn: on a busy machine only that ratio holds.

Then the processor time of an edit is told, without the protocol and its process, for a file of 500
lines in projects of 200 files, of which few or many share an id with it.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import libcst
import sections
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from glm_migrate.cli.editor.analysis import judge
from glm_migrate.cli.editor.language_server import KEPT
from glm_migrate.cli.options import Options

LINES = 1_000
AROUND = 200  # files of a project
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


def files() -> Iterator[tuple[str, str]]:
    """Files of a thousand lines: one section of calls in plain code, and sections alone."""
    text = sections.section(0)
    for number in range(LINES):
        if text.count("\n") >= LINES:
            break
        text += _PLAIN.format(n=number)
    yield "5 calls", text
    count = -(-LINES // sections.section(0).count("\n"))
    yield f"{5 * count} calls", "".join(map(sections.section, range(count)))


def project(folder: Path, every: int) -> Path:
    """A project in `folder` of which one file in `every` shares an id; the one that is edited."""
    folder.joinpath("pyproject.toml").write_text("[project]\nname = 'app'\n")
    folder.joinpath("consts.py").write_text('MODEL = "glm-4.5"\nFAST = "glm-4-plus"\n')
    folder.joinpath("client.py").write_text(_CLIENT)
    plain = "".join(_PLAIN.format(n=number) for number in range(8))
    for number in range(AROUND):
        head = _SHARING if number % every == 0 else "import os\nimport consts\n"
        folder.joinpath(f"mod_{number}.py").write_text(head + plain)
    text = f"from client import ask\nfrom consts import FAST\n{sections.section(0)}"
    text += "".join(_PLAIN.format(n=number) for number in range(34))
    edited = folder / "edited.py"
    edited.write_text(f"{text}\n\ndef f(x):\n    return ask(FAST, messages=x)\n")
    return edited


def processor_time(edited: Path, rounds: int) -> list[float]:
    """Seconds of the processor for the first check and for those after an edit."""
    text, options, taken = edited.read_text(), Options.of((), (), isolated=False), []
    for kept, most in KEPT.items():
        kept.most = most
    for number in range(rounds + 1):
        began = time.process_time()
        found = judge(options, str(edited), {str(edited): f"{text}x = {number}\n".encode()})
        taken.append(time.process_time() - began)
        assert found.own
    return taken


async def seconds(ask: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    assert await ask() is not None
    return time.perf_counter() - began


async def conversation(path: Path, text: str, rounds: int) -> list[list[float]]:
    """Seconds of the first answer, of those after an edit and without one, and of parsing."""
    client = LanguageClient("benchmark", "1")
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda _: None)
    await client.start_io(sys.executable, "-m", "glm_migrate", "server")
    given = types.InitializeParams(types.ClientCapabilities(), root_uri=path.parent.as_uri())
    await client.initialize_async(given)
    client.initialized(types.InitializedParams())
    uri = path.as_uri()
    row = next(n for n, line in enumerate(text.split("\n")) if "GLM_MODEL_0 =" in line)
    at = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(row, 17))

    def hover() -> Awaitable[object]:
        return client.text_document_hover_async(at)

    item = types.TextDocumentItem(uri, "python", 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    first = [await seconds(hover)]
    edited, same, parsed = [], [], []
    for version in range(2, rounds + 2):
        named = types.VersionedTextDocumentIdentifier(version=version, uri=uri)
        changed = types.TextDocumentContentChangeWholeDocument(f"{text}x = {version}\n")
        client.text_document_did_change(types.DidChangeTextDocumentParams(named, [changed]))
        edited.append(await seconds(hover))
        same.append(await seconds(hover))
        began = time.perf_counter()
        libcst.parse_module(changed.text)
        parsed.append(time.perf_counter() - began)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return [first, edited, same, parsed]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="edits of each file")
    options = parser.parse_args()
    for name, text in files():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "app.py")
            path.write_text(text, encoding="utf-8")
            measured = asyncio.run(conversation(path, text, options.rounds))
        print(f"{text.count(chr(10))} lines, {name}: {told(*measured)}")

    gc.set_threshold(100_000)  # as the command line has it
    for every in (40, 4):
        with tempfile.TemporaryDirectory() as folder:
            taken = processor_time(project(Path(folder), every), options.rounds)
        print(
            f"500 lines, {AROUND} files, {AROUND // every} share an id: processor first "
            f"{taken[0] * 1000:.0f} ms, after an edit {statistics.median(taken[1:]) * 1000:.0f} ms "
            f"(at least {min(taken[1:]) * 1000:.0f})"
        )


def told(first: list[float], edited: list[float], same: list[float], parsed: list[float]) -> str:
    median = statistics.median(edited)
    ratio = statistics.median(a / b for a, b in zip(edited, parsed, strict=True))
    return (
        f"first {first[0] * 1000:.0f} ms, after an edit {median * 1000:.0f} ms (at least "
        f"{min(edited) * 1000:.0f}, at most {max(edited) * 1000:.0f}), without one "
        f"{statistics.median(same) * 1000:.1f} ms; goal {GOAL * 1000:.0f} ms: "
        f"{'reached' if median <= GOAL else 'not reached'}; {ratio:.1f} times parse_module"
    )


if __name__ == "__main__":
    main()
