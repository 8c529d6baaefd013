"""A report from an earlier run reads its file when somebody wants to see it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

from glm_migrate.inventory.file_report import FileReport
from glm_migrate.project.boundary import Boundary
from glm_migrate.runner.cached.cached_report import later, source_of


def test_the_source_is_read_when_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    report = later(FileReport(path, None, seen=2), Boundary((str(tmp_path),)))
    path.write_text("one = 1\n")

    assert report.seen == 2
    assert report.source is not None
    assert report.source.text == "one = 1\n"
    path.unlink()
    assert report.source is not None


def test_it_is_a_report_in_all_other_ways(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("one = 1\n")
    report = later(FileReport(path, None), Boundary((str(tmp_path),)))

    assert pickle.loads(pickle.dumps(report)).path == path
    assert replace(report, seen=3).source == report.source


def test_a_file_that_is_gone_has_no_source(tmp_path: Path) -> None:
    assert source_of(tmp_path / "a.py", Boundary((str(tmp_path),))) is None
