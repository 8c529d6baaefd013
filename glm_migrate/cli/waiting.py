"""A run that writes waits for the others that write in the same project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from glm_migrate.config.loading import common_directory


@contextmanager
def one_writer_of(paths: Sequence[str], remark: Callable[[str], None]) -> Iterator[None]:
    """Wait for other runs that write in the project of `paths`, and have later ones wait."""
    from glm_migrate.project import git
    from glm_migrate.runner.one_writer import one_writer

    start = common_directory(paths)
    root = Path(git.repository(str(start)) or start)
    said = "Waiting for another run of glm-migrate, which writes here"
    with one_writer(root, lambda: remark(said)):
        yield
