"""Archives are read entry by entry, and damaged ones say so."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import IO

import pytest

from glm_migrate.runner.fleet.archives import is_archive, members, readable
from glm_migrate.runner.fleet.repository_task import NotHandled


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
    with pytest.raises(NotHandled), readable():
        list(members(tmp_path / name))


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz", "x.tar"])
def test_an_archive_that_was_cut_off_is_never_taken_for_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    entries = {f"top/{number}.py": Random(number).randbytes(3000) for number in range(8)}
    if name == "x.zip":
        with zipfile.ZipFile(path, "w") as archive:
            for inner, data in entries.items():
                archive.writestr(inner, data)
    else:
        with tarfile.open(path, "w:gz" if name.endswith("gz") else "w") as tar:
            for inner, data in entries.items():
                entry = tarfile.TarInfo(inner)
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
    whole = path.read_bytes()
    end = len(entries) * 3000  # behind which only zeros or an index can follow
    for length in range(0, end, end // 40):
        path.write_bytes(whole[:length])
        with pytest.raises(NotHandled), readable():
            read_all(path)


def read_all(path: Path) -> None:
    for one in members(path):
        assert one.stream is not None
        one.stream.read()


@pytest.mark.parametrize(
    "damage", [pytest.param(b"\xff" * 8, id="a wrong sum"), pytest.param(bytes(512), id="zeros")]
)
@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_header_that_is_damaged_is_never_taken_for_the_end(
    tmp_path: Path, damage: bytes, number: int
) -> None:
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as tar:
        for inner in "abcd":
            entry = tarfile.TarInfo(f"{inner}.py")
            entry.size = 512
            tar.addfile(entry, io.BytesIO(b"x" * 512))
    data = bytearray(path.read_bytes())
    data[number * 1024 : number * 1024 + len(damage)] = damage
    path.write_bytes(data)

    with pytest.raises(NotHandled, match="damaged"), readable():
        read_all(path)


@pytest.mark.parametrize(
    ("name", "open_"), [("gz", gzip.open), ("bz2", bz2.open), ("xz", lzma.open)]
)
def test_an_archive_may_be_compressed_in_parts(
    tmp_path: Path, name: str, open_: Callable[..., IO[bytes]]
) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        for inner in "ab":
            entry = tarfile.TarInfo(f"{inner}.py")
            entry.size = 3000
            tar.addfile(entry, io.BytesIO(Random(1).randbytes(3000)))
    whole = (tmp_path / "x.tar").read_bytes()
    path = tmp_path / f"x.tar.{name}"
    for portion in (whole[:1000], whole[1000:5000], whole[5000:]):
        with open_(tmp_path / "part", "wb") as file:
            file.write(portion)
        with path.open("ab") as file:
            file.write((tmp_path / "part").read_bytes())

    assert [one.name for one in members(path)] == ["a.py", "b.py"]
    read_all(path)
    path.write_bytes(path.read_bytes()[:2000] + b"\xff" * 2000)
    with pytest.raises(NotHandled), readable():
        read_all(path)


@pytest.mark.parametrize(
    "headers",
    [
        {"GNU.sparse.map": "x,y"},
        {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"},
        {"GNU.sparse.major": "0", "GNU.sparse.minor": "0", "GNU.sparse.size": "x"},
        {"GNU.sparse.size": "-1"},
        {"size": "x"},
        {"mtime": "nan"},
    ],
)
def test_false_numbers_of_a_header_are_damage_or_nothing(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        entry = tarfile.TarInfo("a.py")
        entry.pax_headers, entry.size = headers, 5
        tar.addfile(entry, io.BytesIO(b"x = 1"))
    assert failure_of(path) in ("", "unreadable")


def failure_of(path: Path) -> str:
    """The kind of failure that reading an archive ends with; empty for none."""
    try:
        with readable():
            read_all(path)
    except NotHandled as error:
        return error.failure.kind
    return ""
