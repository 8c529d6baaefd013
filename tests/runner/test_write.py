"""Writing: a file is as it was or as planned, whatever goes wrong; and patches that apply."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import threading
from pathlib import Path

import pytest

from glm_migrate.report import unified_diff
from glm_migrate.runner import replacing, write
from glm_migrate.runner.replacing import FileReplacement
from glm_migrate.runner.write import WriteFailed

BEFORE, AFTER = b"x = 1\r\n\xff", b"x = 2\r\n\xff"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_bytes(BEFORE)
    return path


def leftovers(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir() if path.name.endswith(".tmp"))


def test_the_bytes_arrive(file: Path) -> None:
    assert write.commit([FileReplacement(file, BEFORE, AFTER)]) == ()
    assert file.read_bytes() == AFTER
    assert leftovers(file.parent) == []


@pytest.mark.parametrize("mode", [0o755, 0o600, 0o640])
def test_the_mode_stays(file: Path, mode: int) -> None:
    file.chmod(mode)
    write.commit([FileReplacement(file, BEFORE, AFTER)])

    assert stat.S_IMODE(file.stat().st_mode) == mode


def test_extended_attributes_stay(file: Path) -> None:
    try:
        os.setxattr(file, "user.note", b"mine")
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")
    write.commit([FileReplacement(file, BEFORE, AFTER)])

    assert os.getxattr(file, "user.note") == b"mine"


def test_a_link_stays_a_link(file: Path) -> None:
    link = file.parent / "deep/link.py"
    link.parent.mkdir()
    link.symlink_to("../a.py")
    write.commit([FileReplacement(link, BEFORE, AFTER)])

    assert link.is_symlink()
    assert file.read_bytes() == AFTER


def test_a_file_that_changed_meanwhile_is_left_alone(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.py"
    other.write_bytes(BEFORE)
    file.write_bytes(b"someone else's")

    refused = write.commit(
        [FileReplacement(file, BEFORE, AFTER), FileReplacement(other, BEFORE, AFTER)]
    )

    assert [(error.path, error.detail) for error in refused] == [
        (file, "changed on disk in the meantime; run again")
    ]
    assert file.read_bytes() == b"someone else's"
    assert other.read_bytes() == AFTER
    assert leftovers(tmp_path) == []


def test_a_file_that_is_removed_while_others_are_written(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_down = replacing.lay_down

    def laid_down_and_removed(real: Path, temporary: Path, data: bytes) -> bool:
        kept = lay_down(real, temporary, data)
        file.unlink()
        return kept

    monkeypatch.setattr(replacing, "lay_down", laid_down_and_removed)
    refused = write.commit([FileReplacement(file, BEFORE, AFTER)])

    assert [error.detail for error in refused] == ["removed from disk in the meantime"]
    assert leftovers(file.parent) == []


def test_a_file_that_alone_can_not_be_written_is_refused(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, last = tmp_path / "closed.py", tmp_path / ("n" * 252 + ".py")
    closed.write_bytes(BEFORE)
    last.write_bytes(BEFORE)
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != closed and access(path, mode))
    gone = tmp_path / "gone.py"

    refused = write.commit(
        [FileReplacement(one, BEFORE, AFTER) for one in (gone, closed, file, last)]
    )

    assert [(error.path, error.detail) for error in refused] == [
        (gone, "removed from disk in the meantime"),
        (closed, "cannot write: the file is read-only; the file is as it was"),
    ]
    assert closed.read_bytes() == BEFORE
    assert file.read_bytes() == last.read_bytes() == AFTER
    assert leftovers(tmp_path) == []


def test_rights_go_where_the_owner_can_not_be_kept(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chown(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    file.chmod(0o6755)
    monkeypatch.setattr(os, "chown", chown)
    write.commit([FileReplacement(file, BEFORE, AFTER)])

    assert stat.S_IMODE(file.stat().st_mode) == 0o755


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_request_to_stop_before_the_first_file_leaves_nothing_behind(
    file: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: os.kill(os.getpid(), number))
    inherited = signal.signal(number, signal.SIG_DFL)  # a parent may have it ignored
    try:
        with pytest.raises(SystemExit) as caught:
            write.commit([FileReplacement(file, BEFORE, AFTER)])
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, inherited)

    assert caught.value.code == 128 + number
    assert file.read_bytes() == BEFORE
    assert leftovers(file.parent) == []


@pytest.mark.parametrize(
    ("error", "message"),
    [
        pytest.param(OSError(28, "No space left on device"), "No space left on device", id="full"),
        pytest.param(OSError("odd"), "odd", id="a reason without a number"),
    ],
)
def test_a_full_disk(
    file: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, message: str
) -> None:
    def fsync(_: int) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", fsync)

    with pytest.raises(WriteFailed, match=f"{message}; nothing was written"):
        write.commit([FileReplacement(file, BEFORE, AFTER)])

    assert file.read_bytes() == BEFORE
    assert leftovers(file.parent) == []


def test_ctrl_c_before_the_first_file_changes_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fsync)

    with pytest.raises(KeyboardInterrupt):
        write.commit([FileReplacement(file, BEFORE, AFTER)])

    assert file.read_bytes() == BEFORE
    assert leftovers(file.parent) == []


def test_ctrl_c_while_files_are_replaced_waits_for_the_last(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "b.py"
    other.write_bytes(BEFORE)
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        os.kill(os.getpid(), signal.SIGINT)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    handler = signal.getsignal(signal.SIGINT)
    write.commit([FileReplacement(file, BEFORE, AFTER), FileReplacement(other, BEFORE, AFTER)])

    assert file.read_bytes() == other.read_bytes() == AFTER
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.parametrize(
    ("number", "rest"), [(1, AFTER), (28, BEFORE)], ids=["of one file", "of the disk"]
)
def test_files_before_a_failure_stay_as_planned(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, rest: bytes
) -> None:
    names = [file, tmp_path / "b.py", tmp_path / "c.py"]
    for name in names[1:]:
        name.write_bytes(BEFORE)
    replace = Path.replace

    def fails_on_b(self: Path, target: Path) -> Path:
        if target.name == "b.py":
            raise OSError(number, "no")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fails_on_b)
    changes = [FileReplacement(name, BEFORE, AFTER) for name in names]
    if rest == BEFORE:
        with pytest.raises(WriteFailed, match=r"b\.py: no; 1 file was written before"):
            write.commit(changes)
    else:
        assert [error.path.name for error in write.commit(changes)] == ["b.py"]

    assert [name.read_bytes() for name in names] == [AFTER, BEFORE, rest]
    assert leftovers(tmp_path) == []
    assert str(WriteFailed(file, "x", names)).endswith("3 files were written before")


def test_a_thread_can_write_too(file: Path) -> None:
    thread = threading.Thread(target=write.commit, args=([FileReplacement(file, BEFORE, AFTER)],))
    thread.start()
    thread.join()

    assert file.read_bytes() == AFTER


TEXTS = {
    "one line": ("a\nb\nc\n", "a\nB\nc\n"),
    "no newline at the end": ("a\nb", "a\nB"),
    "a newline is added": ("a\nb", "a\nb\n"),
    "a newline is removed": ("a\nb\n", "a\nb"),
    "CRLF": ("a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n"),
    "mixed newlines": ("a\r\nb\nc\n", "a\r\nB\nc\n"),
    "lone CR": ("a\rb\rc\n", "a\rB\rc\n"),
    "form feed and line separator": ("a\x0c\n'\u2028'\nb\n", "a\x0c\n'\u2028'\nB\n"),
    "from nothing": ("", "a\n"),
    "to nothing": ("a\n", ""),
}


@pytest.mark.parametrize(("before", "after"), TEXTS.values(), ids=TEXTS)
def test_a_patch_applies(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(before.encode())
    patch = unified_diff.unified(Path("a.py"), before, after)
    subprocess.run(
        ["git", "apply", "-p0", "--whitespace=nowarn", "-"],
        cwd=tmp_path,
        input=patch.encode(),
        check=True,
    )

    assert (path.read_bytes() if path.exists() else b"") == after.encode()


def test_the_text_of_a_patch() -> None:
    assert unified_diff.unified(Path("app/a.py"), "a\nb", "a\nc") == (
        "--- app/a.py\n+++ app/a.py\n@@ -1,2 +1,2 @@\n a\n"
        "-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
    )
    assert unified_diff.unified(Path("a.py"), "a", "a") == ""


def test_a_patch_for_people() -> None:
    patch = unified_diff.unified(Path("a.py"), "x: list[int]\n", "x: [bold]\x1b[2J\r\n")

    assert unified_diff.for_terminal(patch, color=False) == (
        "--- a.py\n+++ a.py\n@@ -1 +1 @@\n-x: list[int]\n+x: [bold]\u241b[2J\u240d\n"
    )
    assert "\x1b[31m-x: list[int]\x1b[0m\n" in unified_diff.for_terminal(patch, color=True)
    assert "\x1b[1m--- a.py\x1b[0m\n" in unified_diff.for_terminal(patch, color=True)


@pytest.mark.skipif(os.name == "nt", reason="names of one file are told otherwise there")
def test_a_file_that_had_other_names_is_told(tmp_path: Path) -> None:
    file, other = tmp_path / "a.py", tmp_path / "b.py"
    file.write_bytes(b"old")
    other.hardlink_to(file)
    with write.run() as run:
        run.commit([FileReplacement(file, b"old", b"new")])

    assert run.without_links == [file]
    assert (file.read_bytes(), other.read_bytes()) == (b"new", b"old")
