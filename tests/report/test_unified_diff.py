"""Diffs that `patch` and git take."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from glm_migrate.report.unified_diff import for_terminal, hunks, of_sources, quoted, unified
from glm_migrate.text.source import Source

ODD = {
    "a line": ("a\nb\n", "a\nc\n"),
    "no newline at the end": ("a", "b"),
    "a newline at the end": ("a", "a\n"),
    "a form feed": ("a\n\x0cb\n", "a\n\x0cc\n"),
    "carriage returns": ("a\r\nb\r\n", "a\r\nc\r\n"),
    "a lone one": ("a\rb\nc\n", "a\rd\nc\n"),
}


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
@pytest.mark.parametrize(("before", "after"), ODD.values(), ids=ODD)
def test_git_makes_the_one_of_the_other(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "a b.py"
    path.write_bytes(before.encode())
    diff = unified(Path("a b.py"), before, after)
    command = ["git", "apply", "-p0", "--whitespace=nowarn", "-"]
    subprocess.run(command, cwd=tmp_path, input=diff.encode(), check=True, capture_output=True)

    assert path.read_bytes() == after.encode()


def test_equal_texts_have_none() -> None:
    assert unified(Path("a"), "a\n", "a\n") == hunks("a\n", "a\n") == ""


def test_hunks_name_no_file() -> None:
    assert hunks("a\n", "b\n") == "@@ -1 +1 @@\n-a\n+b\n"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a.py", "a.py"),
        ("a b.py", "a b.py\t"),
        ('a".py', '"a\\".py"'),
        ("a\n.py", '"a\\012.py"'),
    ],
)
def test_a_name_is_written_as_git_does(name: str, written: str) -> None:
    assert quoted(name) == written


def test_exactly_is_with_the_bytes_of_the_file() -> None:
    before = Source.decode(Path("a.py"), b"\xef\xbb\xbfx = 1\r\n")
    after = before.replace(b"x = 2\r\n")

    assert "+x = 2\r\n" in of_sources(before.path, before, after, exact=True)


def test_on_a_terminal_nothing_is_obeyed() -> None:
    diff = unified(Path("a"), "x\n", "\x1b[31m\n")

    assert "\x1b" not in for_terminal(diff, color=False)
    assert "\x1b[31m" not in for_terminal(diff, color=True).replace("\x1b[31m-", "")
