"""Archives are read entry by entry, and damaged ones say so."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

import pytest

from glm_migrate.runner.fleet.archives import is_archive, members
from glm_migrate.runner.fleet.task import NotHandled


def test_both_kinds_give_files_and_links(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x")
    (tmp_path / "link").symlink_to("a.py")
    with tarfile.open(tmp_path / "t.tar.gz", "w:gz") as tar:
        for name in ("a.py", "link"):
            tar.add(tmp_path / name, f"top/{name}")
    link = zipfile.ZipInfo("top/link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("top/a.py", "x")
        archive.writestr(link, "a.py")

    for name in ("t.tar.gz", "z.zip"):
        found = [(one.name, one.link) for one in members(tmp_path / name)]
        assert found == [("top/a.py", ""), ("top/link", "a.py")]


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz", "x.tar"])
def test_what_is_no_archive_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x1f\x8b nothing of the kind" * 50)

    assert is_archive(name)
    with pytest.raises(NotHandled):
        list(members(tmp_path / name))
