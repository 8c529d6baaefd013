"""`git am` takes every patch and makes of each file exactly the bytes that it is to become."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from glm_migrate.report.fleet_report.patch import FileChange, Message, diff, mail
from tests.campaign.hostile_repositories import git, repository

WHEN = datetime(2026, 11, 28, 12, tzinfo=timezone.utc)
MESSAGE = Message("Migrate GLM calls", "Why.\n\n* a.py:1: decide — 决定\n")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        pytest.param("a.py", b"x = 1\ny = 2\n", b"x = 2\ny = 2\n", id="a line"),
        pytest.param("a.py", b"x = 1\r\ny = 2\r\n", b"x = 3\r\ny = 2\r\n", id="lines end in CRLF"),
        pytest.param("a.py", b"x\r\ny\nz\r\n", b"x\r\ny\nw\r\n", id="lines end in both ways"),
        pytest.param("a.py", b"x = 1", b"x = 2", id="no end of the last line"),
        pytest.param("a.py", b"x = 1", b"x = 1\n", id="an end of the last line is added"),
        pytest.param("a.py", b"\xef\xbb\xbfx = 1\ny\n", b"\xef\xbb\xbfx = 1\nz\n", id="a mark"),
        pytest.param("a.py", "# 中\nx\n".encode("gbk"), "# 中\ny\n".encode("gbk"), id="GBK"),
        pytest.param("a.py", b"\x0cx\x1d1\n", b"\x0cx\x1d2\n", id="odd characters"),
        pytest.param(
            "a.py", b"-- \nFrom me\n---\nx\n", b"-- \nFrom me\n---\ny\n", id="like a mail"
        ),
        pytest.param("a b.py", b"x\n", b"y\n", id="a blank in the name"),
        pytest.param('q"\\\t中.py', b"x\n", b"y\n", id="odd characters in the name"),
        pytest.param("new/a.toml", None, b"x = 1\n", id="a new file"),
        pytest.param("a.py", b"x\n" * 50, b"y\n" + b"x\n" * 48 + b"y\n", id="two places"),
    ],
)
def test_git_takes_it(tmp_path: Path, name: str, before: bytes | None, after: bytes) -> None:
    root = repository(tmp_path / "r")
    path = root / name
    if before is not None:
        path.write_bytes(before)
        git(root, "add", "-A")
        git(root, "commit", "-qm", "x")
    git(root, "config", "core.autocrlf", "false")
    patch = tmp_path / "x.patch"
    patch.write_bytes(mail([FileChange(name, "100644", before, after)], MESSAGE, "1" * 40, WHEN))
    git(root, "am", "-q", str(patch))

    assert path.read_bytes() == after


def test_a_file_that_stays_is_no_change() -> None:
    same = FileChange("a.py", "100644", b"x\n", b"x\n")

    assert mail([same], MESSAGE, "", WHEN) == b""
    assert mail([], MESSAGE, "", WHEN) == b""


def test_the_mail_says_what_and_why() -> None:
    change = FileChange("a.py", "100755", b"x\n", b"y\n")
    text = mail([change], MESSAGE, "", WHEN).decode()

    assert text.startswith(f"From {'0' * 40} Mon Sep 17 00:00:00 2001\nFrom: glm-migrate <")
    assert "Date: Sat, 28 Nov 2026 12:00:00 +0000\nSubject: [PATCH] Migrate GLM calls\n" in text
    assert "\n\nWhy.\n\n* a.py:1: decide — 决定\n---\n a.py | 1 added, 1 removed\n\n" in text


def test_objects_are_named_as_the_repository_names_them() -> None:
    change = FileChange("a.py", "100755", b"x\n", b"y\n")

    assert b"index 587be6b4c3f93f93c489c0111bba5596147a26cb..975fbec8" in diff([change])
    assert len(diff([change], "0" * 64).split(b"index ")[1].split(b"..")[0]) == 64
