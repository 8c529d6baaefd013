"""A lock on an open file."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.runner.file_lock import lock


def test_only_one_has_it_until_the_file_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "a.lock"
    file.touch()
    with file.open("r+b") as first, file.open("r+b") as second:
        assert lock(first.fileno())
        assert not lock(second.fileno())
        first.close()
        assert lock(second.fileno())
