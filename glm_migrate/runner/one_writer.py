"""One run at a time writes in a tree: another one plans once what the first has written is there.

Each root has a file in the user's own directory, and a run holds a lock on that of its own root and
on those of roots above and below it. The system lets go of them when the process ends.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from glm_migrate.config import state
from glm_migrate.runner.file_lock import lock

_PAUSE = 0.1  # seconds between two tries


@contextmanager
def one_writer(root: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold off other runs that write below or above `root` until this one is over.

    Args:
        waiting: Called once, if another run writes there now.
    """
    with ExitStack() as held:
        with suppress(OSError):  # where nothing can be kept, nothing is written either
            for file in _files_of(Path(os.path.realpath(root))):
                with suppress(FileNotFoundError):  # its root is gone, and another run said so
                    stream = held.enter_context(file.open("r+b"))
                    _wait_for(stream.fileno(), waiting)
        yield


def _files_of(root: Path) -> list[Path]:
    """The file of a root, made where it is missing, and those of overlapping roots, by name.

    In this order every run takes them, so no two wait for each other.
    """
    folder = Path(state.locks())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    own = folder / f"{sha256(os.fsencode(root)).hexdigest()[:32]}.lock"
    with suppress(FileExistsError), own.open("xb") as made:
        made.write(os.fsencode(root))
    others = {file: _root_in(file) for file in folder.glob("*.lock") if file != own}
    for file, other in others.items():
        if other != Path() and not other.exists():  # nobody writes there any more
            file.unlink(missing_ok=True)
    return sorted([own, *(file for file, other in others.items() if _overlap(root, other))])


def _root_in(file: Path) -> Path:
    """The root that a file is about; none where it is being written, or gone."""
    try:
        return Path(os.fsdecode(file.read_bytes()))
    except FileNotFoundError:
        return Path()


def _overlap(one: Path, other: Path) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)


def _wait_for(descriptor: int, waiting: Callable[[], None]) -> None:
    is_said = False
    while not lock(descriptor):
        if not is_said:
            waiting()
            is_said = True
        time.sleep(_PAUSE)
