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
