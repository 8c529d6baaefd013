"""An editor for tests: a real client, and the server in a thread of this process."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from lsprotocol import types
from pygls.io_ import StdinAsyncReader, StdoutWriter, run_async
from pygls.lsp.client import LanguageClient

from glm_migrate.cli.editor.language_server import Server, made
from glm_migrate.cli.options import Options

PATIENCE = 60  # seconds after which an answer is not to be expected any more
ALL = types.ClientCapabilities(
    workspace=types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
        did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(
            dynamic_registration=True
        ),
    ),
    text_document=types.TextDocumentClientCapabilities(
        code_action=types.CodeActionClientCapabilities(
            resolve_support=types.ClientCodeActionResolveOptions(properties=["edit"])
        )
    ),
)
_Answer = TypeVar("_Answer")


class Editor:
    """A client with the documents that it has open."""

    def __init__(self) -> None:
        self.client = LanguageClient("tests", "1")
        self.published: dict[str, types.PublishDiagnosticsParams] = {}
        self.said: list[str] = []
        self.registered: list[str] = []
        self.texts: dict[str, str] = {}
        self.heard: Callable[[int | None], object] = lambda version: None
        self._versions: dict[str, int] = {}
        self._news = asyncio.Event()
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(
            lambda given: self._publish(given)
        )
        self.client.feature(types.WINDOW_SHOW_MESSAGE)(
            lambda given: self.said.append(given.message)
        )
        self.client.feature(types.WINDOW_LOG_MESSAGE)(lambda given: self.said.append(given.message))
        self.client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda given: self._register(given))

    def _publish(self, given: types.PublishDiagnosticsParams) -> None:
        self.published[given.uri] = given
        self.heard(given.version)
        self._news.set()

    def _register(self, given: types.RegistrationParams) -> None:
        self.registered += [one.method for one in given.registrations]

    def open(self, path: Path, text: str | None = None) -> None:
        uri = path.as_uri()
        self.texts[uri] = path.read_text(encoding="utf-8") if text is None else text
        self._versions[uri] = 1
        item = types.TextDocumentItem(uri, "python", 1, self.texts[uri])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, path: Path, text: str) -> None:
        uri = path.as_uri()
        self.texts[uri] = text
        self._versions[uri] += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version=self._versions[uri], uri=uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def close(self, path: Path) -> None:
        named = types.TextDocumentIdentifier(path.as_uri())
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(named))

    async def shown(
        self, path: Path, until: Callable[[list[types.Diagnostic]], bool] = lambda _: True
    ) -> list[types.Diagnostic]:
        """What is published for the text as it is, once that is as expected."""
        uri = path.as_uri()

        async def wait() -> list[types.Diagnostic]:
            while True:
                given = self.published.get(uri)
                found = list(given.diagnostics) if given else []
                if given and given.version == self._versions[uri] and until(found):
                    return found
                self._news.clear()
                await self._news.wait()

        return await asyncio.wait_for(wait(), PATIENCE)

    async def actions(
        self, path: Path, where: types.Range, only: list[str] | None = None
    ) -> list[types.CodeAction]:
        context = types.CodeActionContext([], only=only)
        asked = types.CodeActionParams(types.TextDocumentIdentifier(path.as_uri()), where, context)
        found = await self.client.text_document_code_action_async(asked)
        return [one for one in found or () if isinstance(one, types.CodeAction)]

    async def hover(self, path: Path, at: types.Position) -> str:
        asked = types.HoverParams(types.TextDocumentIdentifier(path.as_uri()), at)
        found = await self.client.text_document_hover_async(asked)
        return found.contents.value if found else ""  # type: ignore[union-attr]

    def after(self, path: Path, edit: types.WorkspaceEdit | None) -> str:
        """The text of an open document after an edit, as its editor would make it."""
        assert edit is not None
        (change,) = edit.document_changes or ()
        assert isinstance(change, types.TextDocumentEdit)
        assert change.text_document.version == self._versions[path.as_uri()]
        return applied(self.texts[path.as_uri()], list(change.edits))


def applied(text: str, edits: list[Any]) -> str:
    """`text` after edits that count columns in UTF-16, the last one first."""
    lines = text.split("\n")

    def offset(at: types.Position) -> int:
        line = lines[at.line].encode("utf-16-le")[: 2 * at.character].decode("utf-16-le")
        return sum(len(one) + 1 for one in lines[: at.line]) + len(line)

    for edit in sorted(edits, key=lambda one: offset(one.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


def talk(
    folder: Path,
    about: Callable[[Editor], Coroutine[Any, Any, _Answer]],
    options: Options | None = None,
    capabilities: types.ClientCapabilities = ALL,
) -> _Answer:
    """Run a conversation of an editor that has `folder` open."""

    async def conversation(reading: BinaryIO, writing: BinaryIO) -> _Answer:
        editor = Editor()
        client = editor.client
        client.protocol.set_writer(StdoutWriter(writing))
        with ThreadPoolExecutor(1) as pool:
            reader = StdinAsyncReader(reading, pool)
            listening = run_async(threading.Event(), reader, client.protocol)
            ears = asyncio.create_task(listening)
            given = types.InitializeParams(capabilities=capabilities, root_uri=folder.as_uri())
            await client.initialize_async(given)
            client.initialized(types.InitializedParams())
            try:
                return await about(editor)
            finally:
                await client.shutdown_async(None)
                client.exit(None)
                await ears

    with _server(options or Options.of((), (), isolated=False)) as (reading, writing):
        return asyncio.run(conversation(reading, writing))


@contextmanager
def _server(options: Options) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """A running server: what it says, and where it listens."""
    server: Server = made(options)
    (heard, to_server), (said, from_server) = os.pipe(), os.pipe()
    with ExitStack() as files:
        hearing = files.enter_context(os.fdopen(heard, "rb"))
        writing = files.enter_context(os.fdopen(to_server, "wb"))
        reading = files.enter_context(os.fdopen(said, "rb"))

        def run() -> None:
            with os.fdopen(from_server, "wb") as saying:
                server.start_io(hearing, saying)

        thread = threading.Thread(target=run)
        thread.start()
        yield reading, writing
        thread.join(PATIENCE)
        assert not thread.is_alive()
