"""What this tool wrote into a project is no part of it; what looks like it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glm_migrate.cli import main
from glm_migrate.project.own_output import is_own_output

CODE = """from zai import ZaiClient

MODEL = "glm-4.5"
ZaiClient().chat.completions.create(model=MODEL, messages=[], temperature=0.2, top_p=0.5)
"""
ALL = ("--config", 'settings-files="all"')
WRITTEN = {
    **{
        one: (f"out.{one}.json", "check", "--exit-zero", "--output-format", one, "--output-file")
        for one in ("json", "json-lines", "sarif", "gitlab", "rdjson")
    },
    "junit": ("out.xml", "check", "--exit-zero", "--output-format", "junit", "--output-file"),
    "report": ("report.json", "report", "--output-format", "json", "--output-file"),
    "baseline": ("accepted.toml", "baseline", "write", "--baseline"),
}


@pytest.fixture(name="project")
def fixture_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(CODE)
    return tmp_path


@pytest.mark.parametrize(("name", "arguments"), [(n, a) for n, *a in WRITTEN.values()], ids=WRITTEN)
def test_what_was_written_changes_no_later_run(
    name: str, arguments: list[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def told() -> list[str]:
        runs = (["check", *ALL], ["report", *ALL])
        codes = [str(main.run([*one, "--no-cache"])) for one in runs]
        lines = re.sub(r"of \d+ files?", "", capsys.readouterr().out).splitlines()
        return [*codes, *(line for line in lines if "GLM in them" not in line)]  # counts files

    before = told()
    main.run([*arguments, name])
    capsys.readouterr()

    assert "glm-4.5" in (project / name).read_text()
    assert told() == before


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "glm-migrate", "model": "glm-4.5"}',
        '{"tools": ["glm-migrate"], "model": "glm-4.5"}',
        '{"tool": {"name": "other"}, "model": "glm-4.5"}',
        '[{"code": "glm-4.5"}]',
        '[{"description": "GLM101", "model": "glm-4.5"}]',
        'model = "glm-4.5"  # see glm-migrate',
        "# glm-migrate: ignore[GLM101]\nmodel: glm-4.5\n",
    ],
)
def test_what_only_speaks_of_the_tool_is_settings(text: str) -> None:
    assert not is_own_output(text.encode())
