"""From where a report names its files."""

from __future__ import annotations

from pathlib import Path

from glm_migrate.report.context import ReportContext


def test_paths_for_a_repository_start_at_its_root() -> None:
    assert ReportContext(Path("/a/b"), root=Path("/a")).base == Path("/a")
    assert ReportContext(Path("/a/b")).base == Path("/a/b")
