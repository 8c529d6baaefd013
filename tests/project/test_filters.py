"""Which names a search takes, by the globs of the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.config.globs import Globs
from glm_migrate.project.filters import Filters


def filters(exclude: tuple[str, ...] = (), root: str = ".") -> Filters:
    return Filters(Globs(("*.py", "scripts/run")), Globs(exclude), root)


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("app.py", True),
        ("deep/in/app.py", True),
        ("app.txt", False),
        ("scripts/run", True),
        ("run", False),
    ],
)
def test_a_file_is_taken_by_its_name_or_its_path(path: str, taken: bool) -> None:
    assert filters().takes(path.rpartition("/")[2], path) is taken


def test_an_excluded_file_is_not_taken_though_it_is_included() -> None:
    assert not filters(("*_pb2.py",)).takes("a_pb2.py", "app/a_pb2.py")
    assert not filters(("app/old.py",)).takes("old.py", "app/old.py")
    assert filters(("app/old.py",)).takes("old.py", "old.py")


def test_a_directory_is_pruned_by_its_own_name_or_path() -> None:
    one = filters(("vendor", "app/gen"))

    assert one.prunes("vendor", "lib/vendor")
    assert one.prunes("gen", "app/gen")
    assert not one.prunes("gen", "lib/gen")


def test_a_directory_above_excludes_but_does_not_prune() -> None:
    one = filters(("vendor",))

    assert one.excludes("vendor/a/b.py")
    assert not one.prunes("b.py", "vendor/a/b.py")
    assert not one.excludes("vendors/b.py")


def test_paths_are_relative_to_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one = filters(root="app")

    assert one.relative("app/a/b.py") == "a/b.py"
    assert one.relative("app") == ""
    assert one.relative("other/b.py") == "../other/b.py"
