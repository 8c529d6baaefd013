"""What is laid down is what was committed, below one directory and within the limits."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.project import asking_git
from glm_migrate.runner.fleet.checkout import Checkout
from glm_migrate.runner.fleet.repository_task import (
    ARCHIVE,
    BARE,
    DIRECTORY,
    GIT,
    Limits,
    NotHandled,
    Repository,
)
from glm_migrate.text import guarded
from tests.campaign.hostile_repositories import OLD, git
from tests.runner.fleet.samples import clone, commit_of


def laid_down(root: Path, repository: Repository, limits: Limits | None = None) -> Checkout:
    checkout = Checkout(root, limits or Limits())
    checkout.fill(repository)
    return checkout


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def tar_of(path: Path, entries: dict[str, bytes], links: dict[str, str] | None = None) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, data in entries.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
        for name, target in (links or {}).items():
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            tar.addfile(entry)
    return path


def test_a_commit_is_laid_down_and_the_work_tree_does_not_count(tmp_path: Path) -> None:
    root = clone(tmp_path / "r", {"sub/b.py": b"x = 1\r\n", "run.sh": b""})
    (root / "run.sh").chmod(0o755)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "mode")
    commit = commit_of(root)
    (root / "a.py").write_text("changed")
    (root / "new.py").write_text("not committed")
    git(tmp_path, "clone", "-q", "--mirror", "r", "m.git")

    for kind, path in ((GIT, root), (BARE, tmp_path / "m.git")):
        checkout = laid_down(tmp_path / kind, Repository("r", str(path), kind, commit))
        assert files(checkout.root) == {
            "a.py": OLD.encode(),
            "run.sh": b"",
            "sub/b.py": b"x = 1\r\n",
        }
        assert checkout.modes["run.sh"] == "100755"


def test_entries_that_lead_out_are_left_out_and_named(tmp_path: Path) -> None:
    names = (
        "top/a.py",
        "../out.py",
        "/abs.py",
        "top/../../b.py",
        ".git/config",
        "top/.GIT/hooks/x",
    )
    links = {"top/up": "../../../etc", "top/abs": "/etc/passwd", "top/in": "a.py"}
    path = tar_of(tmp_path / "x.tgz", dict.fromkeys(names, b"1"), links)
    checkout = laid_down(tmp_path / "tree", Repository("x", str(path), ARCHIVE))

    assert files(checkout.root) == {"top/a.py": b"1", "top/in": b"1"}
    assert set(checkout.left_out) == {*names, *links} - {"top/a.py", "top/in"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tree", "x.tgz"]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    """The link comes first and the file wants to lie behind it."""
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        link = tarfile.TarInfo("d")
        link.type, link.linkname = tarfile.SYMTYPE, "."
        tar.addfile(link)
        entry = tarfile.TarInfo("d/a.py")
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"1"))
    checkout = laid_down(tmp_path / "t", Repository("x", str(tmp_path / "x.tar"), ARCHIVE))

    assert files(checkout.root) == {"d/a.py": b"1"}
    assert list(checkout.left_out) == ["d"]


def test_the_directory_that_a_forge_packs_around_everything_goes(tmp_path: Path) -> None:
    path = tar_of(tmp_path / "x.tgz", {"proj-1/a.py": b"1", "proj-1/s/b.py": b"2"})
    checkout = laid_down(tmp_path / "tree", Repository("x", str(path), ARCHIVE))

    assert files(checkout.root) == {"a.py": b"1", "s/b.py": b"2"}


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        pytest.param(Limits(checkout=1), "1 MB", id="contents that inflate"),
        pytest.param(Limits(files=1), "1 files", id="very many files"),
    ],
)
def test_what_is_too_large_is_refused(tmp_path: Path, limits: Limits, words: str) -> None:
    path = tar_of(tmp_path / "x.tgz", {"a": bytes(2 << 20), "b": b""})

    with pytest.raises(NotHandled, match=words):
        laid_down(tmp_path / "tree", Repository("x", str(path), ARCHIVE), limits)


def test_a_directory_is_copied_without_pipes_and_without_links_out(tmp_path: Path) -> None:
    (tmp_path / "d/s").mkdir(parents=True)
    (tmp_path / "d/s/a.py").write_text("1")
    (tmp_path / "d/out").symlink_to("/etc/passwd")
    (tmp_path / "d/etc").symlink_to("/etc")
    (tmp_path / "d/inside").symlink_to("s")
    os.mkfifo(tmp_path / "d/pipe.py")
    checkout = laid_down(tmp_path / "tree", Repository("d", str(tmp_path / "d"), DIRECTORY))

    assert files(checkout.root) == {"s/a.py": b"1"}
    assert sorted(checkout.left_out) == ["etc", "out", "pipe.py"]
    assert (checkout.root / "inside").readlink() == Path("s")


def test_what_git_can_not_read_is_refused(tmp_path: Path) -> None:
    root = clone(tmp_path / "r")

    with pytest.raises(NotHandled, match="git can't read it"):
        laid_down(tmp_path / "t", Repository("r", str(root), GIT, "1" * 40))


def test_an_archive_that_tells_of_too_much_is_refused_before_it_is_laid_down(
    tmp_path: Path,
) -> None:
    path = tar_of(tmp_path / "x.tgz", {"a.py": bytes(3 << 20)})

    with pytest.raises(NotHandled, match="more than 1 MB of files"):
        laid_down(tmp_path / "tree", Repository("x", str(path), ARCHIVE), Limits(checkout=1))
    assert files(tmp_path / "tree") == {}


def test_what_a_directory_holds_is_weighed_while_it_is_copied(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    for name in ("a.py", "b.py"):
        (tmp_path / "x" / name).write_bytes(bytes(700 << 10))

    with pytest.raises(NotHandled, match="more than 1 MB of files"):
        laid_down(
            tmp_path / "tree", Repository("x", str(tmp_path / "x"), DIRECTORY), Limits(checkout=1)
        )


def test_a_hard_link_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as tar:
        entry = tarfile.TarInfo("t/a.py")
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"1"))
        link = tarfile.TarInfo("t/b.py")
        link.type, link.linkname = tarfile.LNKTYPE, "t/a.py"
        tar.addfile(link)
    checkout = laid_down(tmp_path / "tree", Repository("x", str(path), ARCHIVE))

    assert files(checkout.root) == {"a.py": b"1"}
    assert checkout.left_out == {"b.py": "a hard link"}


def test_a_file_that_no_program_of_a_person_is_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = clone(tmp_path / "x", {"a.py": b"1", "data.bin": bytes(30)})
    monkeypatch.setattr(guarded, "LARGEST", 20)
    checkout = laid_down(tmp_path / "t", Repository("x", str(root), GIT, commit_of(root)))

    assert files(checkout.root) == {"a.py": b"1"}
    assert checkout.left_out == {"data.bin": "a file of more than 64 MB"}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EMFILE, errno.EIO])
def test_a_file_for_which_the_machine_has_no_room_is_not_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = tar_of(tmp_path / "x.tgz", {"a.py": b"1"})
    monkeypatch.setattr(Path, "open", _failing(number))

    with pytest.raises(NotHandled) as raised:
        laid_down(tmp_path / "tree", Repository("x", str(path), ARCHIVE))
    assert raised.value.failure.kind == "machine"


def _failing(number: int) -> Callable[..., object]:
    plain = Path.open

    def opened(path: Path, mode: str = "r") -> object:
        if "x" in mode:
            raise OSError(number, os.strerror(number))
        return plain(path, mode)

    return opened


def test_links_that_lead_out_by_way_of_others_are_left_out(tmp_path: Path) -> None:
    links = {"d/s": ".", "x": "d/s/s/../../../out", "y": "x/z", "in": "d/s/a.py", "g": "d/../.git"}
    (tmp_path / "out").write_text("secret")
    path = tar_of(tmp_path / "x.tgz", {"d/a.py": b"1"}, links)
    checkout = laid_down(tmp_path / "tree", Repository("x", str(path), ARCHIVE))

    assert files(checkout.root) == {"d/a.py": b"1", "in": b"1"}
    assert sorted(checkout.left_out) == ["g", "x", "y"]
    assert {checkout.left_out["x"]} == {"a link that leads out of the repository"}


def test_a_link_to_a_link_out_is_left_out(tmp_path: Path) -> None:
    """Each text alone stays inside: `up` is a directory further down than it looks."""
    links = {"a/b/c": ".", "up": "a/b/c/c/c/../../../..", "file": "up/secret.py"}
    (tmp_path / "secret.py").write_text("1")
    path = tar_of(tmp_path / "x.tgz", {"a/b/x.py": b"1"}, links)
    checkout = laid_down(tmp_path / "tree", Repository("x", str(path), ARCHIVE))

    assert "up" in checkout.left_out
    assert files(checkout.root) == {"a/b/x.py": b"1"}


def test_of_a_name_that_is_there_twice_the_last_counts(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tar", "w") as tar:
        for name, data in (("a.py", b"1"), ("./a.py", b"22"), ("l", b"1"), ("f", b""), ("h", b"1")):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            if name == "f":
                entry.type, entry.linkname = tarfile.SYMTYPE, "a.py"
            tar.addfile(entry, io.BytesIO(data))
        for name, kind in (("l", tarfile.SYMTYPE), ("h", tarfile.LNKTYPE), ("f", tarfile.REGTYPE)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "" if kind == tarfile.REGTYPE else "a.py"
            tar.addfile(entry)
    checkout = laid_down(tmp_path / "t", Repository("x", str(tmp_path / "x.tar"), ARCHIVE))

    assert files(checkout.root) == {"a.py": b"22", "f": b"", "l": b"22"}
    assert (checkout.root / "l").is_symlink()
    assert checkout.left_out == {"h": "a hard link"}


@pytest.mark.parametrize("start", ["", "./", ".//"])
def test_names_are_plain_before_the_top_goes(tmp_path: Path, start: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name in ("top/a.py", "top//b.py", "./top/./s/c.py", "top/d.py"):
            archive.writestr(f"{start}{name}", "1")
    checkout = laid_down(tmp_path / "t", Repository("x", str(tmp_path / "x.zip"), ARCHIVE))

    assert sorted(files(checkout.root)) == ["a.py", "b.py", "d.py", "s/c.py"]
    assert checkout.left_out == {}


def test_a_damaged_portion_is_no_fault_of_the_machine(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.py", "1" * 5000)
    data = bytearray(path.read_bytes())
    data[44:60] = bytes(16)
    path.write_bytes(data)

    with pytest.raises(NotHandled) as raised:
        laid_down(tmp_path / "t", Repository("x", str(path), ARCHIVE))
    assert raised.value.failure.kind == "unreadable"


@pytest.mark.parametrize("is_printed", [True, False])
def test_an_object_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_printed: bool
) -> None:
    """Whether `ls-tree` says so already, as some versions do, or only whoever asks for it."""
    root = clone(tmp_path / "r", {"b.py": b"gone\n"})
    blob = hashlib.sha1(b"blob 5\0gone\n").hexdigest()
    (root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    asked = asking_git.ask

    def ask(path: str, *arguments: str, **more: Any) -> asking_git.GitOutput | None:
        if arguments[0] != "ls-tree":
            return asked(path, *arguments, **more)
        size = "BAD" if is_printed else "5"
        return asking_git.GitOutput((f"100644 blob {blob} {size:>7}\tb.py",))

    monkeypatch.setattr(asking_git, "ask", ask)
    checkout = laid_down(tmp_path / "t", Repository("r", str(root), GIT, commit_of(root)))

    assert checkout.left_out == {"b.py": "git does not have its contents"}


def test_names_that_are_very_deep_are_left_out(tmp_path: Path) -> None:
    deep, deeper = ("/".join(["d"] * number) + "/a.py" for number in (199, 200))
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("b.py", deep, deeper):
            archive.writestr(name, "1")
    checkout = laid_down(tmp_path / "t", Repository("x", str(path), ARCHIVE))

    assert sorted(files(checkout.root)) == ["b.py", deep]
    ((name, reason),) = checkout.left_out.items()
    assert name.endswith("d/a.py")
    assert reason == "more than 200 directories deep"
