"""Where a project begins is told without an error, whatever can't be looked at."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.project import boundary


def test_a_directory_that_can_not_be_looked_at_is_no_project() -> None:
    """Its name is too long; one that is closed to the user gives the same kind of error."""
    assert not boundary.is_project(Path("x" * 300))


def test_the_project_of_a_file_there_is_found_above(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()

    assert boundary.project_of(str(tmp_path / ("x" * 300) / "a.py")) == tmp_path


def test_a_file_that_is_not_saved_is_read_as_it_is_edited(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"on disk")
    (tmp_path / "link.py").symlink_to("a.py")
    (tmp_path / "b.py").write_bytes(b"other")
    within = boundary.Boundary((str(tmp_path),)).over(
        {str(tmp_path / "a.py"): b"", "gone/c.py": b"new"}
    )

    assert within.read(str(tmp_path / "a.py")) == within.read(str(tmp_path / "link.py")) == b""
    assert within.read(str(tmp_path / "b.py")) == b"other"
    assert within.read("gone/c.py") == b"new"
    assert list(within.unsaved_in(str(tmp_path))) == ["a.py"]
    assert list(within.unsaved_in("gone")) == ["c.py"]
