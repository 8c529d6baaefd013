"""`check --diff-base`: what is new since a revision, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from glm_migrate.cli.diff_base import only_new
from glm_migrate.cli.exits import CLEAN, FAILED, FOUND
from glm_migrate.cli.main import run
from glm_migrate.cli.options import Options
from glm_migrate.errors import UsageError
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.project import git as repositories
from tests.project.test_revisions import git

CALL = 'client.chat.completions.create(model="glm-4.5", temperature=TEMP, top_p=0.9, messages=[])'
CODE = (
    "from zai import ZaiClient\nfrom lib.conf import TEMP\n\nclient = ZaiClient()\n\n\n"
    f"def ask():\n    return {CALL}\n"
)
MORE = f"\n\ndef more():\n    return {CALL.replace('0.9', '0.7')}\n"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "user"
    root.mkdir()
    monkeypatch.chdir(root)
    for name in ("GLM_MIGRATE_CONFIG", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    put("app/a.py", CODE)
    put("lib/conf.py", "TEMP = None\n")
    put("pyproject.toml", "")
    git(root, "init", "-q", "-b", "main")
    commit()
    git(root, "checkout", "-qb", "work")
    return root


def put(name: str, text: str) -> None:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def commit() -> None:
    git(Path(), "add", "-A")
    git(Path(), "commit", "-qm", "more")


def found(capsys: Captured, *arguments: str) -> list[str]:
    """Place and code of what is new."""
    capsys.readouterr()
    run(["check", "--output-format=concise", "--diff-base", "main", *arguments])
    lines = capsys.readouterr().out.splitlines()
    return [" ".join(line.split()[:2]).replace(": ", " ") for line in lines if ".py:" in line]


def test_what_is_as_it_was_is_not_reported_and_counted(capsys: Captured) -> None:
    assert run(["check", "--diff-base", "main"]) == CLEAN
    assert "1 finding not shown: unchanged since main." in capsys.readouterr().out
    assert run(["check"]) == FOUND


def test_a_changed_line_is_reported(capsys: Captured) -> None:
    put("app/a.py", "# more\n" + CODE.replace("0.9", "0.8") + MORE)

    assert found(capsys) == ["app/a.py:9:49 GLM101", "app/a.py:13:49 GLM101"]


def test_a_line_whose_value_has_changed_is_reported(capsys: Captured) -> None:
    put("lib/conf.py", "TEMP = 0.3\n")

    assert found(capsys) == ["app/a.py:8:78 GLM201"]
    assert found(capsys, "app/a.py") == ["app/a.py:8:78 GLM201"]


def test_commits_count_like_the_work_at_hand(capsys: Captured) -> None:
    put("app/a.py", CODE + MORE)
    commit()
    put("app/new.py", CODE.replace("lib.conf", "lib.conf  "))

    assert found(capsys) == ["app/a.py:12:49 GLM101", "app/new.py:8:49 GLM101"]


def test_a_renamed_file_keeps_its_lines_from_any_directory(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("app/a.py").rename("app/b.py")
    put("app/b.py", CODE + MORE)
    monkeypatch.chdir("app")

    assert found(capsys) == ["b.py:12:49 GLM101"]
    assert found(capsys, str(Path("b.py").absolute())) == ["b.py:12:49 GLM101"]


def test_the_settings_are_those_of_today(capsys: Captured) -> None:
    put("pyproject.toml", '[tool.glm-migrate]\nextend-select = ["GLM801"]\n')

    assert found(capsys) == []
    assert Path("app/a.py").read_text(encoding="utf-8") == CODE


def test_a_file_that_can_no_longer_be_read_is_always_reported(capsys: Captured) -> None:
    put("app/a.py", CODE + "glm = )\n")
    commit()
    git(Path(), "branch", "-f", "main")

    assert found(capsys) == ["app/a.py:9:1 GLM901"]


def test_sarif_has_the_rest_as_suppressed(capsys: Captured) -> None:
    run(["check", "--output-format", "sarif", "--diff-base", "main"])
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]

    why = {"kind": "external", "justification": "unchanged since main"}
    assert result["suppressions"] == [why]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("--diff-base", "none"), "git knows no such revision", id="no revision"),
        pytest.param(("--diff-base", "main", "--diff"), "combined with --diff or '-'", id="a diff"),
        pytest.param(
            ("--diff-base", "main", "-"), "combined with --diff or '-'", id="standard input"
        ),
        pytest.param(
            ("--diff-base", "main", "--explain-resolution"),
            "combined with --diff-base",
            id="explanation",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(
    capsys: Captured, arguments: tuple[str, ...], message: str
) -> None:
    assert run(["check", *arguments]) == FAILED
    assert message in capsys.readouterr().err


def test_without_a_repository_there_is_no_base(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(repositories, "repository", lambda _: None)

    assert run(["check", "--diff-base", "main", "."]) == FAILED
    assert "--diff-base needs a git repository" in capsys.readouterr().err


def unasked(options: Options) -> list[FileReport]:
    pytest.fail(f"{options} are checked")


def test_where_nothing_was_found_nothing_is_checked_again() -> None:
    options = Options.of((), (), isolated=True, diff_base="main")

    assert only_new([], options, pytest.fail, unasked) == []
    with pytest.raises(UsageError, match="no such revision"):
        only_new([], Options.of((), (), isolated=True, diff_base="x"), pytest.fail, unasked)


@pytest.mark.parametrize("name", ["config.yaml", ".env", "settings.ini", "config.json", "run"])
def test_settings_and_files_of_any_name_are_compared(capsys: Captured, name: str) -> None:
    text = {
        "config.yaml": "# {}\nmodel: glm-4.5\nbase_url: https://api.z.ai/api/paas/v4\n",
        ".env": "# {}\nMODEL=glm-4.5\nBASE_URL=https://api.z.ai/api/paas/v4\n",
        "settings.ini": "# {}\n[llm]\nmodel = glm-4.5\nbase_url = https://api.z.ai/api/paas/v4\n",
        "config.json": '{{\n"_": "{}",\n"model": "glm-4.5",\n'
        '"base_url": "https://api.z.ai/api/paas/v4"\n}}\n',
        "run": f"# {{}}\n{CODE}",
    }[name]
    git(Path(), "checkout", "-q", "main")
    put(name, text.format("as it was"))
    commit()
    git(Path(), "checkout", "-qB", "work")
    put(name, text.format("as it is"))

    assert run(["check", name]) == FOUND
    assert run(["check", "--diff-base", "main", name]) == CLEAN
    assert "not shown: unchanged since main." in capsys.readouterr().out
