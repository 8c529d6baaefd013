"""Files that name an older id and are of a kind that is not read, so that a report can say so.

Whole ids only, as in code: `glm-4.5v` does not name `glm-4.5`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from glm_migrate import discover, knowledge
from glm_migrate.config import Config

_MAX_BYTES = 1 << 20
_WHY = {
    ".md": "text for people: change it when the calls are moved",
    ".rst": "text for people: change it when the calls are moved",
    ".txt": "text for people: change it when the calls are moved",
    ".sh": "a script of another language",
}
_SETTINGS = "settings and data are not read: an id that a program loads from here is not seen"


@dataclass(frozen=True)
class Unread:
    """Files of one kind that were not read.

    Attributes:
        kind: Suffix or name, as `.yaml`.
        paths: Those that name an older id, sorted.
    """

    kind: str
    why: str
    paths: tuple[str, ...]


def unread(paths: Sequence[str], read: Iterable[str], config: Config) -> tuple[Unread, ...]:
    """What lies in `paths`, was not among the files `read`, and names an older id."""
    known = set(read)
    every = discover.files(paths, replace(config, include=("*",)))
    ids = _ids(config)
    found: dict[str, list[str]] = {}
    for path in every:
        if path not in known and _names(path, ids):
            found.setdefault(_kind(path), []).append(path)
    return tuple(
        Unread(kind, _WHY.get(kind, _SETTINGS), tuple(sorted(found[kind])))
        for kind in sorted(found)
    )


def _kind(path: str) -> str:
    name = Path(path).name
    return ".env" if name.startswith(".env") else Path(path).suffix.lower() or name


def _ids(config: Config) -> re.Pattern[bytes]:
    target = knowledge.target(config.target)
    texts = {
        text
        for text in knowledge.all_spellings()
        if (found := knowledge.spelling(text)) and found.model in target.moves
    }
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    inner = b"|".join(re.escape(text.encode()) for text in longest_first)
    return re.compile(rb"(?<![\w.-])(?:%b)(?![\w-]|\.\w)" % inner)


def _names(path: str, ids: re.Pattern[bytes]) -> bool:
    try:
        if Path(path).stat().st_size > _MAX_BYTES:
            return False
        data = discover.read(path)
    except OSError:
        return False
    return discover.mentions_glm(data) and b"\0" not in data and bool(ids.search(data.lower()))
