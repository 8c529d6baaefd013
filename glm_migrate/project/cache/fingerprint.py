"""Which tool gave a result: the content of this package, the interpreter, the libraries.

A version number alone would not tell a checkout that somebody works on.
"""

# Paths stay strings here, as in `prefilter`.
# ruff: noqa: PTH120, PTH208

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from hashlib import blake2b

from glm_migrate.project.cache.store import CacheStore, digest
from glm_migrate.text import guarded

_PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100
# Libraries that have a say in what is found.
_LIBRARIES = ("libcst", "pyyaml", "tomli", "packaging", "pathspec", "python_dotenv", "tomlkit")
_NAME = "tool"


def of_tool(store: CacheStore) -> str:
    """A digest of all that may give the same files another result.

    Of the package the contents count, not when it was installed; as they take a hundredth of a
    second to read, they are kept by the times of the files.
    """
    files = sorted(_files(_PACKAGE))
    times = digest(*(f"{path} {status}" for path, status in files))
    known = store.load(_NAME)
    if isinstance(known, list) and len(known) == 2 and known[0] == times:
        content = str(known[1])
    else:
        content = _content([path for path, _ in files])
        store.save(_NAME, [times, content])
    return digest(content, sys.version, sys.platform, *sorted(_libraries()))


def _files(folder: str) -> Iterator[tuple[str, str]]:
    """The files of the package, each with what tells that it has changed."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            else:
                status = entry.stat()
                yield entry.path, f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def _content(paths: list[str]) -> str:
    found = blake2b(digest_size=20)
    for path in paths:
        found.update(blake2b(os.path.relpath(path, _PACKAGE).encode()).digest())
        found.update(blake2b(guarded.read(path)).digest())
    return found.hexdigest()


def _libraries() -> Iterator[str]:
    """The directories in which installers note the versions of libraries."""
    heads = tuple(f"{name}-" for name in _LIBRARIES)
    for folder in dict.fromkeys(sys.path):
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        for name in names:
            if name.lower().startswith(heads) and name.endswith((".dist-info", ".egg-info")):
                yield name
