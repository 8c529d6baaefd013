"""Which files a run looks at: names, ignore files, links."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.config.globs import Globs, rebase
from glm_migrate.config.schema import Config
from glm_migrate.project import discovery, git, prefilter

MENTION = b'MODEL = "glm-4.5"\n'


Tree = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """Make empty files below the working directory, which no repository holds."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(git, "repository", lambda _: None)

    def make(*names: str) -> Path:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return tmp_path

    return make


def found(*paths: str, **settings: Any) -> list[str]:
    return discovery.files(paths or (".",), Config(**settings))


def repository(directory: Path, *tracked: str) -> None:
    run_git(directory, "init", "-q")
    if tracked:
        run_git(directory, "add", "-f", *tracked)


def run_git(directory: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=directory, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("names", "settings", "expected"),
    [
        pytest.param(["b.py", "a.pyi", "c.txt"], {}, ["a.pyi", "b.py"], id="Python files, sorted"),
        pytest.param(["app/a.py", "b.py"], {}, ["app/a.py", "b.py"], id="directories are searched"),
        pytest.param(
            [f"{name}/a.py" for name in (".venv", "venv", "node_modules", "build", "dist", ".tox")],
            {},
            [],
            id="other people's code is left out",
        ),
        pytest.param(["x/site-packages/y/a.py", "x/a.py"], {}, ["x/a.py"], id="at any depth"),
        pytest.param(["env/pyvenv.cfg", "env/bin/a.py"], {}, [], id="an environment by its mark"),
        pytest.param(["pyvenv.cfg", "a.py"], {}, ["a.py"], id="but not the directory asked for"),
        pytest.param(
            ["build/a.py", "gen/a.py"], {"exclude": ("gen",)}, ["build/a.py"], id="exclude replaces"
        ),
        pytest.param(
            ["build/a.py", "gen/a.py"], {"extend_exclude": ("gen",)}, [], id="extend-exclude adds"
        ),
        pytest.param(
            ["a_pb2.py", "a.py"], {"extend_exclude": ("*_pb2.py",)}, ["a.py"], id="a glob of names"
        ),
        pytest.param(
            ["app/gen/a.py", "gen/a.py"],
            {"extend_exclude": ("app/gen",)},
            ["gen/a.py"],
            id="a glob with a slash is a path",
        ),
        pytest.param(
            ["a/b/gen_x.py", "a/gen_x.py", "a/x.py"],
            {"extend_exclude": ("a/**/gen_*.py",)},
            ["a/x.py"],
            id="two stars cross directories",
        ),
        pytest.param(["a.py", "b.pyw"], {"include": ("*.pyw",)}, ["b.pyw"], id="include by name"),
        pytest.param(
            ["a.py", "bin/run", "run"], {"include": ("bin/*",)}, ["bin/run"], id="include by path"
        ),
    ],
)
def test_files_of_a_directory(
    tree: Tree, names: list[str], settings: dict[str, Any], expected: list[str]
) -> None:
    tree(*names)

    assert found(**settings) == expected


@pytest.mark.parametrize(
    ("paths", "settings", "expected"),
    [
        pytest.param(["build/a.py"], {}, ["build/a.py"], id="a named file is taken"),
        pytest.param(["run"], {}, ["run"], id="whatever it is called"),
        pytest.param(["build/a.py"], {"force_exclude": True}, [], id="unless excludes are forced"),
        pytest.param(["app/a.py"], {"force_exclude": True}, ["app/a.py"], id="others stay then"),
        pytest.param(["build"], {}, ["build/a.py"], id="a named directory is searched"),
        pytest.param(["build"], {"force_exclude": True}, [], id="unless excludes are forced, too"),
        pytest.param(["."], {"force_exclude": True}, ["app/a.py"], id="the root is never excluded"),
        pytest.param([".", "app", "app/a.py"], {}, ["app/a.py"], id="each file once"),
        pytest.param(["./app/../app/a.py"], {}, ["app/a.py"], id="dots are resolved"),
        pytest.param([], {}, [], id="no path, no file"),
    ],
)
def test_named_paths(
    tree: Tree, paths: list[str], settings: dict[str, Any], expected: list[str]
) -> None:
    tree("app/a.py", "build/a.py", "run")

    assert discovery.files(paths, Config(**settings)) == expected


def test_absolute_paths_below_the_working_directory_are_shown_relative(tree: Tree) -> None:
    root = tree("app/a.py")

    assert found(str(root)) == found(str(root / "app")) == ["app/a.py"]


def test_paths_outside_of_the_working_directory_stay_as_given(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree("app/a.py", "lib/b.py")
    monkeypatch.chdir(root / "app")

    assert found("../lib") == ["../lib/b.py"]
    assert found(str(root / "lib")) == [str(root / "lib/b.py")]


def test_globs_with_a_slash_count_from_the_root_of_the_settings(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree("app/gen/a.py", "app/a.py")
    monkeypatch.chdir(root / "app")

    assert found(root=root, extend_exclude=("app/gen",)) == ["a.py"]


def test_excluded_directories_are_not_read(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree("a.py", *(f".venv/lib/site-packages/p{n}/m.py" for n in range(20)))
    visited: list[str] = []
    real = os.scandir

    def scandir(path: str) -> Any:
        visited.append(path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)

    assert found() == ["a.py"]
    assert visited == ["."]


def test_links(tree: Tree) -> None:
    root = tree("app/a.py")
    (root / "app/loop").symlink_to(root)
    (root / "app/link.py").symlink_to(root / "app/a.py")
    (root / "app/nowhere.py").symlink_to(root / "missing.py")
    (root / "app/a.py").write_bytes(MENTION)

    assert found() == ["app/a.py", "app/link.py"]
    assert list(prefilter.candidates(found())) == ["app/a.py"]
    assert list(prefilter.candidates(["app/link.py"])) == ["app/link.py"]
    assert list(prefilter.candidates(["app/nowhere.py"])) == []


def test_a_directory_that_can_not_be_read_is_passed_by(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree("a.py", "locked/b.py")
    real = os.scandir

    def scandir(path: str) -> Any:
        if path == "locked":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)

    assert found() == ["a.py"]


def test_ignore_files_count_without_git(tree: Tree) -> None:
    root = tree("a.py", "out/b.py", "app/c_gen.py", "app/keep_gen.py", "app/d.py", "app/sub/x.py")
    (root / ".gitignore").write_text("out/\n*_gen.py\n")
    (root / "app/.gitignore").write_text("!keep_gen.py\n/sub\n")

    assert found() == ["a.py", "app/d.py", "app/keep_gen.py"]
    assert len(found(respect_gitignore=False)) == 6


class TestWithGit:
    @pytest.fixture(autouse=True)
    def _start(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

    def write(self, *names: str, text: str = "") -> None:
        for name in names:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text)

    def test_what_git_tracks_or_would_add(self) -> None:
        self.write("a.py", "new.py", "gone.py", "out/b.py", "forced.py", "x.txt")
        self.write(".gitignore", text="out/\nforced.py\n")
        repository(Path(), "a.py", "gone.py", "forced.py")
        Path("gone.py").unlink()

        assert found() == ["a.py", "forced.py", "gone.py", "new.py"]
        assert list(prefilter.candidates(["gone.py"])) == []
        assert "out/b.py" in found(respect_gitignore=False)

    def test_excludes_and_environments(self) -> None:
        self.write("a.py", "env/pyvenv.cfg", "env/bin/b.py", ".venv/c.py", "gen/d.py", "build/e.py")
        repository(Path(), ".venv/c.py", "env/bin/b.py")

        assert found(extend_exclude=("./gen/*",)) == ["a.py"]
        assert found("build") == ["build/e.py"]
        assert found("env") == ["env/bin/b.py"]

    def test_a_directory_below_the_root(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.write("a.py", "app/[x].py", "app/sub/c.py", "apple/d.py")
        repository(Path())

        assert found("app") == ["app/[x].py", "app/sub/c.py"]
        assert found("app", "apple") == ["app/[x].py", "app/sub/c.py", "apple/d.py"]
        monkeypatch.chdir("app")
        assert found() == ["[x].py", "sub/c.py"]
        assert found("..") == ["../a.py", "../app/[x].py", "../app/sub/c.py", "../apple/d.py"]

    def test_a_named_directory_that_git_ignores_is_searched(self) -> None:
        self.write("out/b.py", "out/.venv/c.py")
        self.write(".gitignore", text="out/\n")
        repository(Path())

        assert found() == []
        assert found("out") == ["out/b.py"]

    def test_an_empty_directory_has_no_files(self) -> None:
        self.write("a.py")
        Path("empty").mkdir()
        repository(Path())

        assert found("empty") == []

    def test_repositories_inside(self) -> None:
        self.write("a.py", "nested/b.py", "nested/.gitignore", "sub/c.py", "sub/gen_d.py")
        Path("nested/.gitignore").write_text("*\n!b.py\n")
        Path("sub/.gitignore").write_text("gen_*\n")
        repository(Path("nested"))
        repository(Path("sub"), "c.py")
        run_git(Path("sub"), "commit", "-qm", "c")
        repository(Path(), "a.py", "sub")
        Path(".gitmodules").write_text('[submodule "sub"]\n\tpath = sub\n\turl = x\n')

        assert found() == ["a.py", "nested/b.py", "sub/c.py"]
        assert found("nested") == ["nested/b.py"]

    def test_no_git_means_a_plain_search(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.write("a.py", "out/b.py", text="")
        self.write(".gitignore", text="out/\n")
        repository(Path())
        monkeypatch.setattr(git, "ask", lambda *_: None)

        assert found() == ["a.py"]


def test_a_link_to_itself_does_not_stop_a_search(tmp_path: Path) -> None:
    (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")
    (tmp_path / "a.py").touch()

    assert found(str(tmp_path)) == [str(tmp_path / "a.py")]


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        pytest.param("a.py", "x/a.py", True, id="a name at any depth"),
        pytest.param("x", "x/y/a.py", True, id="a directory above"),
        pytest.param("x/", "x/y/a.py", True, id="a directory with its slash"),
        pytest.param("a.p", "a.py", False, id="not a part of a name"),
        pytest.param("a?.py", "ab.py", True, id="one character"),
        pytest.param("[ab].py", "b.py", True, id="one of several"),
        pytest.param("[!ab].py", "b.py", False, id="none of several"),
        pytest.param("[!ab].py", "c.py", True, id="another than several"),
        pytest.param("[.py", "[.py", True, id="a lone bracket is itself"),
        pytest.param("[[].py", "[.py", True, id="a bracket in brackets"),
        pytest.param("a+b.py", "a+b.py", True, id="no other character is special"),
        pytest.param("*.py", "x\ny.py", True, id="a name may hold a newline"),
        pytest.param("/x/a.py", "x/a.py", True, id="a slash in front is the root"),
        pytest.param("./x/a.py", "x/a.py", True, id="and so is a dot"),
        pytest.param("x/*.py", "x/y/a.py", False, id="a star stays in its directory"),
        pytest.param("x/**", "x/y/a.py", True, id="two stars do not"),
        pytest.param("**/y/*.py", "x/y/a.py", True, id="two stars in front"),
        pytest.param("**/a.py", "a.py", True, id="two stars may mean no directory"),
        pytest.param("../x/a.py", "../x/a.py", True, id="outside of the root"),
        pytest.param("", "a.py", False, id="an empty pattern means nothing"),
    ],
)
def test_globs(pattern: str, path: str, expected: bool) -> None:
    assert Globs([pattern]).matches(path) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("gen", "gen", id="a name counts everywhere"),
        pytest.param("gen/", "gen/", id="a directory's name does, too"),
        pytest.param("gen/*.py", "app/gen/*.py", id="a path does not"),
        pytest.param("../lib/*.py", "lib/*.py", id="a path further up"),
    ],
)
def test_rebased_globs(pattern: str, expected: str) -> None:
    assert rebase(pattern, "/p/app", "/p") == expected


def test_a_file_that_is_not_there_is_taken_by_its_name(tree: Tree) -> None:
    config = Config(exclude=("vendor",), root=Path.cwd())
    names = ("a.py", "s/b.ipynb", "requirements.txt", "../out.py", "x.png", "vendor/c.py")
    folders = ("lib/", "vendor/", "vendor/inner/")

    assert [name for name in names if discovery.takes(name, config)] == list(names[:4])
    assert [name for name in folders if discovery.takes(name, config)] == ["lib/"]
