"""Declared client libraries are told with their versions, others are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.project.boundary import ANYWHERE
from glm_migrate.report.fleet_report.packages import declared


def test_known_libraries_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("requirements.txt").write_text("zhipuai==2.1.5\nrequests\nZAI_SDK>=0.2\n")
    Path("pyproject.toml").write_text("[project\n")
    found = list(declared(["requirements.txt", "pyproject.toml", "gone.txt"], ANYWHERE))

    assert found == [
        {"package": "zhipuai", "declared": "zhipuai==2.1.5", "path": "requirements.txt"},
        {"package": "zai-sdk", "declared": "ZAI_SDK>=0.2", "path": "requirements.txt"},
    ]
