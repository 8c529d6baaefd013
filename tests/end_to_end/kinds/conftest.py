"""A directory with a small project of the user's, and the command line run in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.cli import main


@dataclass(frozen=True)
class Workspace:
    """A project of the user's; every question is a run of the command line in it."""

    root: Path
    capsys: pytest.CaptureFixture[str]

    def write(self, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def findings(self, *arguments: str) -> list[str]:
        """`file:row CODE safe` for each finding, the last word being what becomes of its fix."""
        records = json.loads(self.run("check", "--output-format", "json", *arguments))
        return [
            f"{Path(one['filename']).name}:{one['location']['row']}"
            f" {one['code']} {(one['fix'] or {'applicability': 'none'})['applicability']}"
            for one in records
        ]

    def of(self, *codes: str) -> list[str]:
        """The findings of some rules."""
        return [one for one in self.findings() if one.split()[1] in codes]

    def fixed(self, *arguments: str) -> dict[str, str]:
        """The files as `fix` leaves them; a second run must find nothing more to write."""
        self.run("fix", "--allow-no-vcs", *arguments)
        texts = self.texts()
        self.run("fix", "--allow-no-vcs", *arguments)
        assert self.texts() == texts
        return texts

    def texts(self) -> dict[str, str]:
        """The Python files as they are now."""
        return {
            path.relative_to(self.root).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(self.root.rglob("*.py"))
        }

    def report(self) -> dict[str, Any]:
        """The migration report as data."""
        data: dict[str, Any] = json.loads(self.run("report", "--format", "json"))
        return data

    def run(self, *arguments: str) -> str:
        """What a command says on standard output."""
        self.capsys.readouterr()
        main.run(arguments)
        return self.capsys.readouterr().out


@pytest.fixture
def workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Workspace:
    monkeypatch.chdir(tmp_path)
    for name in ("GLM_MIGRATE_OUTPUT_FORMAT", "GLM_MIGRATE_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "app"\nversion = "1"\n')
    return Workspace(tmp_path, capsys)
