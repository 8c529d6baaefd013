"""Where a repository begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.config.repository import repository


@pytest.mark.parametrize("is_file", [False, True], ids=["a directory", "a file of a submodule"])
def test_the_nearest_directory_with_git_is_the_root(tmp_path: Path, is_file: bool) -> None:
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    marker = tmp_path / "a/.git"
    marker.touch() if is_file else marker.mkdir()

    assert repository(str(inner)) == str(tmp_path / "a")
    assert repository(str(inner / "missing")) == str(tmp_path / "a")


def test_elsewhere_there_is_none() -> None:
    assert repository("/") is None
