"""Files that belong together because a web framework hands what one sets to another.

`django.conf.settings`, `current_app.config` and `st.session_state` name no file, so no import leads
from the code that reads them to the modules that set them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from glm_migrate.project.boundary import project_of

_READING = (b"django.conf", b"current_app", b"session_state", b"user_session")
_FLASK = re.compile(rb"\bfrom (?:flask|quart) import\b[^)]*\b(?:session|g)\b")
_LOADING = b"from_object("
_NAMES = ("settings", "config")


def handed_out(
    texts: Mapping[Path, bytes], groups: Iterable[tuple[Path, ...]]
) -> Iterator[tuple[Path, ...]]:
    """`groups`, where those of a project that set and read settings of a framework are one."""
    joined: dict[Path, list[Path]] = {}
    readers = {path for path, text in texts.items() if _reads(text)}
    for group in groups:
        if not readers or not any(_is_concerned(path, texts[path], readers) for path in group):
            yield group
        else:
            joined.setdefault(project_of(str(group[0])), []).extend(group)
    yield from map(tuple, joined.values())


def _reads(text: bytes) -> bool:
    return any(one in text for one in _READING) or _FLASK.search(text) is not None


def _is_concerned(path: Path, text: bytes, readers: set[Path]) -> bool:
    """Whether a file reads such settings, or may set them."""
    named = path.stem.startswith(_NAMES) or path.parent.name in _NAMES
    return named or path in readers or _LOADING in text
