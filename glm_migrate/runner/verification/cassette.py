"""Answers that were recorded, or written by hand: a request → what the model said to it.

An entry is found by what is asked (messages and tools), not by model or sampling, so answers that
were recorded before a migration serve after it. Entries without a request are given in turn. No
header is ever kept, so no key is.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from glm_migrate.errors import UsageError
from glm_migrate.runner.verification.command import canonical
from glm_migrate.runner.verification.judge import Body
from glm_migrate.runner.verification.script import Script, ToolCall
from glm_migrate.runner.verification.service import Request

VERSION = 1
_COMPARED_FIELDS = ("messages", "tools")


@dataclass(frozen=True)
class CassetteEntry:
    """One answer.

    Attributes:
        key: The key of its request (`request_key`); empty for an answer to whatever comes.
    """

    key: str
    script: Script


def request_key(body: Body) -> str:
    """What a request is about, as text."""
    return canonical({name: body.get(name) for name in _COMPARED_FIELDS})


@dataclass(frozen=True)
class Cassette:
    """The answers of a file."""

    entries: tuple[CassetteEntry, ...]

    def player(self) -> Callable[[Request], Script | None]:
        """A source of answers for one run; of equal entries the last is given again and again."""
        lock, given = threading.Lock(), Counter[str]()
        by_request: dict[str, list[Script]] = {}
        for one in self.entries:
            by_request.setdefault(one.key, []).append(one.script)

        def play(request: Request) -> Script | None:
            key = request_key(request.body)
            key = key if key in by_request else ""
            scripts = by_request.get(key, ())
            with lock:
                given[key] += 1
                return scripts[min(given[key], len(scripts)) - 1] if scripts else None

        return play


def read(path: Path) -> Cassette:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["schema"] != VERSION:
            raise ValueError(f"schema {said['schema']}")
        return Cassette(tuple(_entry(one) for one in said["entries"]))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path}: not a cassette: {error!r}") from None


def _entry(one: Mapping[str, Any]) -> CassetteEntry:
    answer = one["answer"]
    calls = tuple(ToolCall(call["name"], call["arguments"]) for call in answer.get("calls", ()))
    script = Script(
        calls=calls,
        content=answer.get("content", ""),
        reasoning=answer.get("reasoning", ""),
        finish_reason=answer.get("finish_reason", ""),
        named=True,
    )
    return CassetteEntry(request_key(one["request"]) if one.get("request") else "", script)


def written(pairs: Iterable[tuple[Body, Script]]) -> str:
    """The text of a file with these requests and answers."""
    entries = [
        {
            "request": {name: body[name] for name in _COMPARED_FIELDS if body.get(name)},
            "answer": {
                "content": script.content,
                "reasoning": script.reasoning,
                "calls": [
                    {name: value for name, value in asdict(call).items() if name != "id"}
                    for call in script.calls
                ],
                "finish_reason": script.finish_reason,
            },
        }
        for body, script in pairs
    ]
    return json.dumps({"schema": VERSION, "entries": entries}, ensure_ascii=False, indent=1) + "\n"
