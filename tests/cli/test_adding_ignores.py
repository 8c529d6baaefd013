"""`check --add-ignore`: what is found is silenced where it stands, and a check agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.cli.adding_ignores import add_ignores
from glm_migrate.cli.exits import CLEAN, FAILED, FOUND
from glm_migrate.cli.main import run
from glm_migrate.cli.options import Options

ASK = "client.chat.completions.create(model={}, messages=[]{})"
CODE = (
    "from zai import ZaiClient\n\nclient = ZaiClient()\n\n\ndef ask(tools):\n    for one in "
    + ASK.format('"glm-4.5"', ", stream=True, tools=tools")
    + ":\n        print(one.choices[0].delta.content)\n"
)
BROKEN = 'model = "glm-4.5" )\n'
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("PRE_COMMIT", "GLM_MIGRATE_CONFIG", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "app.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def text() -> str:
    return Path("app.py").read_text(encoding="utf-8")


def test_a_check_finds_nothing_afterwards_not_even_a_useless_comment(capsys: Captured) -> None:
    assert run(["check", "--add-ignore=contract", "--until", "2099-01-31"]) == CLEAN
    assert "Added comments to 1 file." in capsys.readouterr().err
    assert "ignore[GLM101" in text()
    assert "until=2099-01-31 -- contract\n" in text()

    assert run(["check", "--fail-on", "info"]) == CLEAN
    assert run(["undo"]) == CLEAN
    assert text() == CODE


def test_a_baseline_that_no_setting_names_hides_nothing(capsys: Captured) -> None:
    run(["baseline", "write"])

    assert run(["check", "--add-ignore=later", "--select", "GLM101"]) == CLEAN
    assert "Added comments to 1 file." in capsys.readouterr().err
    assert "ignore[GLM101]" in text()


def test_what_a_baseline_accepts_gets_no_comment(capsys: Captured) -> None:
    run(["baseline", "write"])
    Path("glm-migrate.toml").write_text('baseline = "glm-migrate-baseline.toml"\n', "utf-8")

    run(["check", "--add-ignore=later", "--select", "GLM101"])
    assert text() == CODE


def test_only_what_is_selected_is_silenced() -> None:
    run(["check", "--add-ignore", "--select", "GLM404"])

    assert "ignore[GLM404]\n" in text()


def test_what_the_baseline_accepts_gets_no_comment() -> None:
    run(["baseline", "write", "--baseline", "own.toml"])

    assert run(["check", "--baseline", "own.toml", "--add-ignore"]) == CLEAN
    assert text() == CODE


def test_a_path_is_no_reason(capsys: Captured) -> None:
    assert run(["check", "--add-ignore", "app.py"]) == FAILED
    assert "put paths first" in capsys.readouterr().err
    assert text() == CODE


def test_flags_that_write_are_for_it_alone(capsys: Captured) -> None:
    assert run(["check", "--until", "2099-01-31"]) == FAILED
    assert "--until and --allow-dirty are for --add-ignore" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_stays(capsys: Captured) -> None:
    Path("bad.py").write_text(BROKEN, encoding="utf-8")

    assert add_ignores(Options.of((), (), isolated=True), "", None) == CLEAN
    assert Path("bad.py").read_text(encoding="utf-8") == BROKEN
    assert run(["check"]) == FOUND
