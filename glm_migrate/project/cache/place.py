"""Where results are kept, and whether what lies there may be believed.

By default with the user. A directory that a repository brings along may have been filled by
anybody, so each result is sealed with a secret that lies in the user's own cache directory and
nowhere else; a secret that lies in what is checked, or that others can read, is none.
"""

# Paths stay strings here, as in `prefilter`.
# ruff: noqa: PTH103, PTH116, PTH118, PTH123

from __future__ import annotations

import os
import stat
from contextlib import suppress

from glm_migrate.config import state
from glm_migrate.project.boundary import Boundary
from glm_migrate.project.cache.store import CacheStore
from glm_migrate.text import guarded

KEY_VARIABLE = "GLM_MIGRATE_CACHE_KEY"
_SECRET = 32  # bytes
_LEAST = 16  # of a key that the user gives
_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_IGNORED = b"# Written by glm-migrate; nothing here belongs to a repository.\n*\n"
_TAG = b"Signature: 8a477f597d28d172789f06886806bc55\n# This is a cache of glm-migrate.\n"


def opened(directory: str, within: Boundary) -> CacheStore | None:
    """The results in a directory, by default the user's; None where they can't be kept or believed.

    Args:
        within: What is checked, which is not to be trusted.
    """
    try:
        place = os.path.abspath(directory or state.caches())  # noqa: PTH100
        _made(place)
        secret = _secret(within)
    except OSError:
        return None
    return CacheStore(place, secret) if secret and _is_own(place) else None


def _made(place: str) -> None:
    """Have a directory that no version control takes up and no backup keeps."""
    if os.path.isdir(place):  # noqa: PTH112
        return
    os.makedirs(place, mode=0o700, exist_ok=True)
    for name, content in ((".gitignore", _IGNORED), ("CACHEDIR.TAG", _TAG)):
        with suppress(FileExistsError), open(os.path.join(place, name), "xb") as stream:
            stream.write(content)


def _is_own(path: str, others: int = _OTHERS) -> bool:
    """Whether a file or directory is the user's, and `others` may do nothing with it."""
    if os.name == "nt":
        return True
    status = os.stat(path)
    return status.st_uid == os.geteuid() and not status.st_mode & others


def _secret(within: Boundary) -> bytes:
    """The user's secret, made where there is none; empty where none can be trusted."""
    if given := os.environ.get(KEY_VARIABLE, "").encode(errors="surrogateescape"):
        return given[:64] if len(given) >= _LEAST else b""
    home = state.caches()
    if within.roots is None or within.holds(os.path.realpath(home)):
        return b""
    _made(home)
    path = os.path.join(home, "key")
    if not os.path.lexists(path):
        _write_secret(path)
    if os.path.islink(path) or not _is_own(path, 0o077) or not _is_own(home):  # noqa: PTH114
        return b""
    secret = guarded.read(path, 64)
    return secret if len(secret) == _SECRET else b""


def _write_secret(path: str) -> None:
    """Make a secret; of two runs that do so at once, the first one's counts."""
    temporary = f"{path}.{os.getpid():x}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as stream:
            stream.write(os.urandom(_SECRET))
        with suppress(FileExistsError):
            _moved_to_nothing(temporary, path)
    finally:
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108


def _moved_to_nothing(temporary: str, path: str) -> None:
    """Give a file its name where nothing has that name yet."""
    if hasattr(os, "link"):
        os.link(temporary, path)
    else:
        os.rename(temporary, path)  # noqa: PTH104
