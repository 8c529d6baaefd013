"""Where results are kept, and which places are not believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.project.boundary import ANYWHERE, Boundary
from glm_migrate.project.cache import place


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "glm-migrate"


@pytest.fixture
def project(tmp_path: Path) -> Boundary:
    (tmp_path / "project").mkdir()
    return Boundary((str(tmp_path / "project"),))


def test_answers_are_kept_with_the_user(home: Path, project: Boundary) -> None:
    store = place.opened("", project)

    assert store is not None
    assert store.directory == str(home)
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "key").stat().st_mode & 0o777 == 0o600


def test_a_secret_is_made_once(home: Path, project: Boundary) -> None:
    first, second = place.opened("", project), place.opened("", project)

    assert first == second
    assert sorted(path.name for path in home.iterdir()) == [".gitignore", "CACHEDIR.TAG", "key"]


def test_no_version_control_takes_up_a_directory_of_answers(
    home: Path, project: Boundary, tmp_path: Path
) -> None:
    place.opened(str(tmp_path / "project" / ".results"), project)

    assert (tmp_path / "project" / ".results" / ".gitignore").read_text().endswith("\n*\n")


def test_answers_in_the_project_are_sealed_with_the_secret_of_the_user(
    home: Path, project: Boundary, tmp_path: Path
) -> None:
    inside = place.opened(str(tmp_path / "project" / ".results"), project)

    assert inside is not None
    assert inside.secret == (home / "key").read_bytes()


@pytest.mark.usefixtures("home")
def test_a_secret_in_what_is_checked_is_none(tmp_path: Path) -> None:
    assert place.opened(str(tmp_path / "apart"), Boundary((str(tmp_path),))) is None


@pytest.mark.usefixtures("home")
def test_without_a_boundary_nothing_is_believed() -> None:
    assert place.opened("", ANYWHERE) is None


def test_a_secret_that_others_can_read_is_none(home: Path, project: Boundary) -> None:
    place.opened("", project)
    (home / "key").chmod(0o644)

    assert place.opened("", project) is None


def test_a_link_to_a_secret_is_none(home: Path, project: Boundary, tmp_path: Path) -> None:
    place.opened("", project)
    (home / "key").rename(tmp_path / "project" / "key")
    (home / "key").symlink_to(tmp_path / "project" / "key")

    assert place.opened("", project) is None


def test_a_directory_in_which_others_can_write_is_not_used(
    home: Path, project: Boundary, tmp_path: Path
) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o777)

    assert place.opened(str(tmp_path / "shared"), project) is None
    assert home.exists()


def test_a_short_secret_is_none(home: Path, project: Boundary) -> None:
    place.opened("", project)
    (home / "key").write_bytes(b"short")

    assert place.opened("", project) is None


def test_a_secret_can_be_given(
    home: Path, project: Boundary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(place.KEY_VARIABLE, "sixteen letters!")
    store = place.opened("", project)

    assert store is not None
    assert store.secret == b"sixteen letters!"
    assert not (home / "key").exists()


@pytest.mark.usefixtures("home")
def test_a_secret_that_is_given_must_be_long(
    project: Boundary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(place.KEY_VARIABLE, "short")

    assert place.opened("", project) is None


@pytest.mark.usefixtures("home")
def test_a_place_that_is_a_file_is_not_used(project: Boundary, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert place.opened(str(tmp_path / "file"), project) is None
    assert place.opened(str(tmp_path / "file" / "below"), project) is None


@pytest.mark.usefixtures("home")
def test_a_read_only_disk_is_harmless(
    project: Boundary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object, **__: object) -> None:
        raise OSError(30, "read-only file system")

    monkeypatch.setattr("os.makedirs", read_only)

    assert place.opened(str(tmp_path / "new"), project) is None
