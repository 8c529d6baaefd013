"""The open documents of an editor, and what was found in each; checked one after another.

A check runs in a thread of its own, so that the server goes on listening. One that nobody waits for
any more, because a text has changed, is left out, or its result is.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar

from glm_migrate.cli.editor.analysis import Judgement, encoded, judge
from glm_migrate.cli.options import Options
from glm_migrate.project.boundary import project_of

DELAY = 0.2  # seconds without a change after which an edited text is checked at the latest
_SHARE = 0.5  # of the time that a check takes is waited for another change, if that is less
_STACK = 64 << 20  # bytes of address space: what is nested deeply must end in an error, not a crash
_NOTHING = Judgement(None)
_Result = TypeVar("_Result")


@dataclass
class OpenDocument:
    """One open document.

    Attributes:
        version: The editor's number of this text.
        judged: What was found in it.
        judged_at: The revision of all documents that this is about; -1 for none.
        failure: Why it could not be checked; None where it could.
        check: The check that is to come, or runs.
        cost: Seconds that the last check took.
        awaited: Set once somebody waits for the check: then it does not wait for further changes.
    """

    path: str
    text: str
    version: int
    judged: Judgement = _NOTHING
    judged_at: int = -1
    failure: Exception | None = None
    cost: float = DELAY
    check: asyncio.Task[None] | None = field(default=None, repr=False)
    awaited: asyncio.Event = field(default_factory=asyncio.Event, repr=False)


class Documents:
    """The open documents, by their addresses."""

    def __init__(self, options: Options, publish: Callable[[str], None]) -> None:
        """Check with `options`; `publish` is called with the address of what was judged anew."""
        self.options = options
        self._publish = publish
        self._open: dict[str, OpenDocument] = {}
        self._revision = 0
        self._others: asyncio.Task[None] | None = None
        threading.stack_size(_STACK)
        self._worker = ThreadPoolExecutor(1, "check")

    def get(self, uri: str) -> OpenDocument | None:
        return self._open.get(uri)

    @property
    def unsaved(self) -> Mapping[str, bytes]:
        """The bytes of every open document, by its path."""
        return {one.path: encoded(one.text) for one in self._open.values()}

    def put(self, uri: str, path: str, text: str, version: int, delay: float | None = None) -> None:
        """Take the text of a document that was opened or changed, and check it after `delay`.

        Args:
            delay: Seconds; None for as long as its checks make it worth to wait.
        """
        self._revision += 1
        known = self._open.setdefault(uri, OpenDocument(path, text, version))
        known.text, known.version = text, version
        self._check_soon(known, uri, min(DELAY, known.cost * _SHARE) if delay is None else delay)
        self._check_others_soon(uri)

    def drop(self, uri: str) -> None:
        """Forget a document that was closed: its file counts as it is on disk."""
        document = self._open.pop(uri)
        if document.check is not None:
            document.check.cancel()
        self.refresh()

    def refresh(self) -> None:
        """Check every document again, since files on disk have changed."""
        self._revision += 1
        self._check_others_soon("")

    async def judged(self, uri: str) -> OpenDocument | None:
        """A document once it is judged as it is now; None when it is closed before."""
        while (document := self._open.get(uri)) and document.judged_at != self._revision:
            if document.check is None or document.check.done():
                self._check_soon(document, uri, 0)
            assert document.check is not None
            document.awaited.set()
            await asyncio.wait([document.check])
        return document

    async def compute(self, work: Callable[[], _Result]) -> _Result:
        """What `work` answers, computed where it does not keep the server from listening."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def _check_soon(self, document: OpenDocument, uri: str, delay: float) -> None:
        if document.check is not None:
            document.check.cancel()
        document.awaited.clear()
        document.check = asyncio.create_task(self._check(document, uri, delay))

    def _check_others_soon(self, uri: str) -> None:
        if self._others is not None:
            self._others.cancel()
        self._others = asyncio.create_task(self._check_others(uri))

    async def _check_others(self, uri: str) -> None:
        """Check what the text of a document can matter to, one by one; all where none is named."""
        await asyncio.sleep(DELAY)
        if edited := self._open.get(uri):
            await self.judged(uri)
        for other, document in tuple(self._open.items()):
            if edited is None or project_of(document.path) == project_of(edited.path):
                await self.judged(other)

    async def _check(self, document: OpenDocument, uri: str, delay: float) -> None:
        """Judge a document as it is after `delay`, or once somebody asks, and tell."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(document.awaited.wait(), delay)
        revision, path, unsaved = self._revision, document.path, self.unsaved
        is_wanted = threading.Event()
        is_wanted.set()

        def work() -> Judgement:
            if not is_wanted.is_set():
                return _NOTHING
            began = time.perf_counter()
            judgement = judge(self.options, path, unsaved)
            document.cost = time.perf_counter() - began
            return judgement

        failure: Exception | None = None
        try:
            judgement = await self.compute(work)
        except Exception as error:  # of the settings, or a fault of ours: to be told, not to end
            judgement, failure = _NOTHING, error
        finally:
            is_wanted.clear()
        document.judged, document.failure, document.judged_at = judgement, failure, revision
        self._publish(uri)
