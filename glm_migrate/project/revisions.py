"""The files of a revision, laid down beside the user's tree without touching it.

Contents are read as git holds them: no filter, no hook and no attribute of the repository runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from glm_migrate.errors import UsageError
from glm_migrate.project.asking_git import ask

_EXECUTABLE, _LINK, _MODULE = "100755", "120000", "160000"


@contextmanager
def tree(root: str, revision: str) -> Iterator[Path]:
    """A temporary directory with the files of a revision; submodules are left out.

    Raises:
        UsageError: git does not know the revision.
    """
    named = f"{revision}^{{tree}}"
    listed = ask(root, "ls-tree", "-r", "-z", "--full-tree", named)
    if listed is None or revision.startswith("-"):
        raise UsageError(f"--against {revision}: git knows no such revision in {root}")
    with TemporaryDirectory(prefix="glm-migrate-") as name:
        folder = Path(os.path.realpath(name))
        for entry in listed.names:
            about, _, path = entry.partition("\t")
            mode, _, digest = about.split()
            if not _is_below(folder / path, folder):
                raise UsageError(f"--against {revision}: it holds {path!r}, outside of its tree")
            _lay_down(root, folder / path, mode, digest)
        yield folder


def _is_below(path: Path, folder: Path) -> bool:
    """Whether writing `path` stays in `folder`: anybody may have written a tree, and its links."""
    return ".." not in path.parts and path.parent.resolve().is_relative_to(folder)


def _lay_down(root: str, path: Path, mode: str, digest: str) -> None:
    if mode == _MODULE:
        return
    data = ask(root, "cat-file", "blob", digest)
    if data is None:
        raise UsageError(f"git cannot read {path.name} ({digest}) of that revision")
    path.parent.mkdir(parents=True, exist_ok=True)
    if mode == _LINK:
        path.symlink_to(os.fsdecode(data.output))
        return
    path.write_bytes(data.output)
    if mode == _EXECUTABLE:
        path.chmod(0o755)
