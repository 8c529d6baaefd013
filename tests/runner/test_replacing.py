"""One file's bytes laid down beside it: a new file gets the mode of a new file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from glm_migrate.runner import replacing


def test_a_new_file_has_the_mode_of_a_new_file(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        replacing.lay_down(tmp_path / "a", tmp_path / "t", b"x")
    finally:
        os.umask(mask)

    assert stat.S_IMODE((tmp_path / "t").stat().st_mode) == 0o640


def test_there_is_no_content_where_there_is_no_file(tmp_path: Path) -> None:
    assert replacing.content(tmp_path / "a") is None


def test_names_last_in_directories_that_are_gone_too(tmp_path: Path) -> None:
    replacing.make_lasting([tmp_path, tmp_path / "gone"])
