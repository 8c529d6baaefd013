"""The files of a revision, laid down beside the user's tree without touching it.

Contents are read as git holds them: no filter, no hook and no attribute of the repository runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from glm_migrate.errors import UsageError
from glm_migrate.project.base_revision import not_known
from glm_migrate.project.revisions import RevisionEntry, content, digest_of, entries
from glm_migrate.text import guarded

_EXECUTABLE, _LINK, _MODULE = "100755", "120000", "160000"


@contextmanager
def tree(
    root: str,
    revision: str,
    *,
    flag: str = "--against",
    wanted: Callable[[str], bool] = lambda path: True,
) -> Iterator[Path]:
    """A temporary directory with the files of a revision; submodules are left out.

    Args:
        flag: Of the command line that named the revision, for messages.
        wanted: Which files, by their paths below the root.

    Raises:
        UsageError: git does not know the revision.
    """
    listed = entries(root, revision)
    if listed is None:
        raise UsageError(f"{flag} {revision}: {not_known(root)}")
    with TemporaryDirectory(prefix="glm-migrate-") as name:
        folder = Path(os.path.realpath(name))
        for path, entry in listed.items():
            if not _is_below(folder / path, folder):
                raise UsageError(f"{flag} {revision}: it holds {path!r}, outside of its tree")
            if wanted(path):
                _lay_down(root, folder, path, entry)
        yield folder


def _is_below(path: Path, folder: Path) -> bool:
    """Whether writing `path` stays in `folder`: anybody may have written a tree, and its links."""
    return ".." not in path.parts and path.parent.resolve().is_relative_to(folder)


def _lay_down(root: str, folder: Path, name: str, entry: RevisionEntry) -> None:
    if entry.mode == _MODULE:
        return
    path = folder / name
    data = _as_on_disk(root, name, entry) or content(root, entry.digest)
    if data is None:
        raise UsageError(f"git cannot read {path.name} ({entry.digest}) of that revision")
    path.parent.mkdir(parents=True, exist_ok=True)
    if entry.mode == _LINK:
        path.symlink_to(os.fsdecode(data))
        return
    path.write_bytes(data)
    if entry.mode == _EXECUTABLE:
        path.chmod(0o755)


def _as_on_disk(root: str, name: str, entry: RevisionEntry) -> bytes | None:
    """The content of the file as it is now, if it is the same: asking git takes longer."""
    path = os.path.join(root, name)  # noqa: PTH118
    if entry.mode == _LINK or os.path.realpath(path) != os.path.normpath(path):
        return None
    with suppress(OSError):
        data = guarded.read(path)
        return data if digest_of(data, len(entry.digest)) == entry.digest else None
    return None
