"""What a change is measured against: where it branched off, renamed files, shallow clones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glm_migrate.errors import UsageError
from glm_migrate.project.base_revision import resolve
from tests.project.test_revisions import git

TEXT = "".join(f"line {number}\n" for number in range(9))


def commit(root: Path, **files: str | None) -> None:
    """Commit files, named without their ending; None removes one."""
    for name, text in files.items():
        path = root / f"{name}.py"
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "more")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = (tmp_path / "user").resolve()
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    commit(folder, a=TEXT, b="b\n")
    git(folder, "checkout", "-qb", "work")
    return folder


def test_what_came_later_in_the_base_is_no_change(root: Path) -> None:
    git(root, "checkout", "-q", "main")
    commit(root, b="later\n")
    git(root, "checkout", "-q", "work")
    commit(root, a="mine\n")
    base = resolve(str(root), "main")

    assert (base.content("a.py"), base.content("b.py")) == (TEXT.encode(), b"b\n")
    assert base.content("c.py") is None
    assert base.remark == ""


@pytest.mark.parametrize(
    ("text", "former"),
    [
        pytest.param(TEXT, "a.py", id="the same text"),
        pytest.param(TEXT + "more\n", "a.py", id="much the same text"),
        pytest.param("other\n" * 9, "new.py", id="another text"),
    ],
)
def test_a_renamed_file_is_known_by_its_text(root: Path, text: str, former: str) -> None:
    commit(root, a=None, new=text)

    assert resolve(str(root), "main").former("new.py", text.encode()) == former


def test_a_copy_is_new(root: Path) -> None:
    commit(root, new=TEXT)

    assert resolve(str(root), "main").former("new.py", TEXT.encode()) == "new.py"


def test_where_there_is_no_git_that_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(root))

    with pytest.raises(UsageError, match="--diff-base main: git is not on the path"):
        resolve(str(root), "main")


@pytest.mark.parametrize("name", ["nowhere", "", "--all", "HEAD:a.py"])
def test_a_revision_that_is_none_is_an_error(root: Path, name: str) -> None:
    with pytest.raises(UsageError, match="git knows no such revision"):
        resolve(str(root), name)


def cloned(root: Path, *words: str) -> Path:
    target = root.parent / "clone"
    git(root.parent, "clone", "-q", *words, root.as_uri(), str(target))
    return target


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("origin/main", "git fetch --depth=1 origin main:refs/remotes/origin/main"),
        ("release", "git fetch --depth=1 origin release:refs/remotes/origin/release"),
        ("HEAD~1", "git fetch --unshallow"),
        ("main^", "git fetch --unshallow"),
        ("0123456", "git fetch --unshallow"),
        ("0123456789" * 4, f"git fetch --depth=1 origin {'0123456789' * 4}"),
    ],
)
def test_a_shallow_clone_says_what_to_fetch(root: Path, name: str, command: str) -> None:
    commit(root, a="mine\n")
    clone = cloned(root, "--depth=1")

    with pytest.raises(UsageError, match=f"'{re.escape(command)}'"):
        resolve(str(clone), name)


def test_the_command_for_a_branch_brings_it(root: Path) -> None:
    commit(root, a="mine\n")
    clone = cloned(root, "--depth=1")
    git(clone, "fetch", "-q", "--depth=1", "origin", "main:refs/remotes/origin/main")

    assert resolve(str(clone), "origin/main").content("a.py") == TEXT.encode()


def test_a_shallow_clone_that_holds_the_base_is_enough(root: Path) -> None:
    commit(root, a="mine\n")
    clone = cloned(root, "--depth=1", "--no-single-branch")
    base = resolve(str(clone), "origin/main")

    assert base.content("a.py") == TEXT.encode()
    assert "this clone is shallow and does not reach back" in base.remark


def test_a_clone_without_contents_says_so(root: Path) -> None:
    git(root, "config", "uploadpack.allowFilter", "true")
    commit(root, a="mine\n")
    clone = cloned(root, "--filter=blob:none", "--no-single-branch")

    with pytest.raises(UsageError, match=r"does not hold a\.py of that revision"):
        resolve(str(clone), "origin/main").content("a.py")
