"""The language server: what the editor sends, to whom it goes, what is sent back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from traceback import format_exception
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from glm_migrate.analysis.python.extract.prescreen import READ
from glm_migrate.analysis.python.semantics.parsed_module import TREES
from glm_migrate.cli.editor import code_actions, diagnostics, hover
from glm_migrate.cli.editor.analysis import fix_all
from glm_migrate.cli.editor.code_actions import FIX_ALL, FIX_ALL_TITLE, KINDS, Opened
from glm_migrate.cli.editor.documents import Documents, OpenDocument
from glm_migrate.cli.editor.places import Places, overlap
from glm_migrate.cli.options import Options
from glm_migrate.cli.output import undecided
from glm_migrate.config.version import VERSION
from glm_migrate.errors import GlmMigrateError
from glm_migrate.project.trace_graph import STATEMENTS
from glm_migrate.text.file_suffixes import CODE
from glm_migrate.text.kept import KeptByFile
from glm_migrate.text.source import Source

_SOURCES = f"**/*.{{{','.join(one.removeprefix('.') for one in CODE)}}}"
# Values in the code can come from settings; JSON is left out, of which tools write too much.
_WATCHED = (_SOURCES, "**/*.{yaml,yml,toml,ini,cfg,env}", "**/.env*")
# Bytes of the files around the one that is edited of which something is kept; a tree of LibCST
# takes some 600 times as much, one of the standard parser fifty times.
KEPT: dict[KeptByFile[Any], int] = {TREES: 1 << 19, READ: 1 << 20, STATEMENTS: 1 << 20}


class Server(LanguageServer):
    """The server of one editor."""

    def __init__(self, options: Options) -> None:
        # All of a text comes with each change: of parts, line ends would have to be counted alike.
        full = types.TextDocumentSyncKind.Full
        super().__init__("glm-migrate", VERSION, text_document_sync_kind=full)
        self.documents = Documents(options, self.tell)

    def places(self, document: OpenDocument) -> Places:
        return self._counting(document.judged.source)

    def _counting(self, source: Source | None) -> Places:
        return Places(source, self.workspace.position_encoding or "utf-16")

    def opened(self, uri: str, document: OpenDocument) -> Opened:
        return Opened(uri, document.version, bool(self._takes("document_changes")))

    def tell(self, uri: str) -> None:
        """Publish what was found in a document, or why it could not be checked."""
        if (document := self.documents.get(uri)) is None:
            return
        found = diagnostics.diagnostics(document.judged, document.path, self.places(document))
        if document.failure is not None:
            found = [diagnostics.failure(self._failure(document.failure))]
        parameters = types.PublishDiagnosticsParams(uri, found, document.version)
        self.text_document_publish_diagnostics(parameters)

    def _failure(self, error: Exception) -> str:
        """What the user is told of an error; of a fault of ours the log has all."""
        if isinstance(error, GlmMigrateError):
            return str(error)
        traceback = "".join(format_exception(error))
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, traceback))
        return f"internal error, so this file was not checked: {error!r}"

    def _takes(self, name: str) -> object:
        """What the client says of its edits."""
        workspace = self.client_capabilities.workspace
        return getattr(workspace.workspace_edit, name, None) if workspace else None

    @property
    def resolves(self) -> bool:
        """Whether the client asks for the edit of an action when it is chosen."""
        document = self.client_capabilities.text_document
        action = document.code_action if document else None
        support = action.resolve_support if action else None
        return support is not None and "edit" in support.properties

    async def fix_all_edit(self, uri: str) -> types.WorkspaceEdit | None:
        """The edit that applies all safe fixes; what it leaves to the user is told at once."""
        if (document := await self.documents.judged(uri)) is None:
            return None
        opened, unsaved = self.opened(uri, document), self.documents.unsaved
        work = partial(fix_all, self.documents.options, document.path, unsaved)
        outcome = await self.documents.compute(work)
        if outcome is None or outcome.fixed is None:
            return None
        if questions := undecided(outcome.decisions):
            warning = types.ShowMessageParams(types.MessageType.Warning, questions)
            self.window_show_message(warning)
        before, after = outcome.fixed.before, outcome.fixed.after
        return opened.edit(code_actions.differences(before, after, self._counting(before)))


def opened(server: Server, given: types.DidOpenTextDocumentParams) -> None:
    _take(server, given.text_document.uri, 0)


def changed(server: Server, given: types.DidChangeTextDocumentParams) -> None:
    if server.documents.get(given.text_document.uri):
        server.documents.put(*_text(server, given.text_document.uri))


def saved(server: Server, given: types.DidSaveTextDocumentParams) -> None:
    if server.documents.get(given.text_document.uri):
        _take(server, given.text_document.uri, 0)


def _take(server: Server, uri: str, delay: float) -> None:
    path = to_fs_path(uri) if uri.startswith("file:") else None
    if path and path.endswith(CODE):
        server.documents.put(*_text(server, uri), delay)


def _text(server: Server, uri: str) -> tuple[str, str, str, int]:
    document = server.workspace.get_text_document(uri)
    return uri, str(Path(document.path).absolute()), document.source, document.version or 0


def closed(server: Server, given: types.DidCloseTextDocumentParams) -> None:
    uri = given.text_document.uri
    if server.documents.get(uri):
        server.documents.drop(uri)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def files_changed(server: Server, _: types.DidChangeWatchedFilesParams) -> None:
    server.documents.refresh()


def settings_changed(server: Server, _: types.DidChangeConfigurationParams) -> None:
    server.documents.refresh()


def initialized(server: Server, _: types.InitializedParams) -> None:
    """Ask to be told of changed files, where the client can."""
    workspace = server.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if watching and watching.dynamic_registration:
        watchers = [types.FileSystemWatcher(glob) for glob in _WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        wanted = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        server.client_register_capability(types.RegistrationParams([wanted]))


async def actions(server: Server, given: types.CodeActionParams) -> list[types.CodeAction]:
    """The fixes of what lies in the range, and all safe ones at once."""
    uri, only = given.text_document.uri, given.context.only
    if (document := await server.documents.judged(uri)) is None:
        return []
    found: list[types.CodeAction] = []
    if _is_wanted(types.CodeActionKind.QuickFix, only):
        places, opened = server.places(document), server.opened(uri, document)
        found += code_actions.quick_fixes(document.judged, given.range, places, opened)
    if _is_wanted(FIX_ALL, only) and code_actions.has_safe_fix(document.judged):
        found += await _fix_all(server, uri, only)
    return found


async def _fix_all(server: Server, uri: str, only: Sequence[str] | None) -> list[types.CodeAction]:
    """The action for all safe fixes; its edit is made only when it is wanted."""
    if server.resolves:
        return [types.CodeAction(FIX_ALL_TITLE, kind=FIX_ALL, data=uri)]
    edit = await server.fix_all_edit(uri) if only else None
    return [types.CodeAction(FIX_ALL_TITLE, kind=FIX_ALL, edit=edit)] if edit else []


def _is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether a kind of action is among those that are asked for: `source` means `source.x`."""
    return only is None or any(kind == one or kind.startswith(f"{one}.") for one in only)


async def resolved(server: Server, action: types.CodeAction) -> types.CodeAction:
    """The action with its edit."""
    if isinstance(action.data, str):
        action.edit = await server.fix_all_edit(action.data)
    return action


async def hovered(server: Server, given: types.HoverParams) -> types.Hover | None:
    """Why the code under the mouse is reported."""
    document = await server.documents.judged(given.text_document.uri)
    if document is None:
        return None
    places, at = server.places(document), types.Range(given.position, given.position)
    found = [one for one in document.judged.own if overlap(at, places.of(one))]
    if not found:
        return None
    text = "\n\n---\n\n".join(map(hover.page, found))
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), places.of(found[0]))


def made(options: Options) -> Server:
    """A server that answers all this."""
    server = Server(options)
    server.feature(types.INITIALIZED)(initialized)
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(opened)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(changed)
    server.feature(types.TEXT_DOCUMENT_DID_SAVE)(saved)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(closed)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(files_changed)
    server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(settings_changed)
    kinds = types.CodeActionOptions(KINDS, resolve_provider=True)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)(actions)
    server.feature(types.CODE_ACTION_RESOLVE)(resolved)
    server.feature(types.TEXT_DOCUMENT_HOVER)(hovered)
    return server


def serve(options: Options) -> None:
    """Answer on standard input and output until the editor says that it ends."""
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray word among the messages would end the conversation
    for kept, most in KEPT.items():
        kept.most = most
    made(options).start_io(incoming, outgoing)
