"""Names that a walk finds, by the repository that they are in."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.project import walk


def test_by_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in/sub").mkdir(parents=True)
    Path("in/.git").mkdir()

    groups = walk.by_repository(["in", "in/sub"])

    assert groups == {str((tmp_path / "in").resolve()): ["in", "in/sub"]}
