"""`check`, `fix` and `report` look at declared dependencies after the code that needs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from glm_migrate.cli.main import run

CODE = (
    "from zai import ZaiClient\n\nclient = ZaiClient()\n\n\ndef ask(text):\n"
    '    return client.chat.completions.create(model="glm-4.6", messages=text, tool_stream=True)\n'
)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two services with dependencies of their own."""
    for name, text in {
        "one/app/llm.py": CODE,
        "one/requirements.txt": "zai-sdk>=0.0.3  # chat\r\nhttpx\r\n",
        "one/requirements/dev.txt": "pytest\nzai_sdk\n",
        "one/Pipfile": '[packages]\nzai-sdk = "*"\n',
        "two/app.py": CODE.replace("tool_stream=True", "top_p=0.2"),
        "two/requirements.txt": "zai-sdk>=0.0.1\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, list[str]]:
    run(["check", *arguments, "--output-format", "json"])
    found: dict[str, list[str]] = {}
    for record in json.loads(capsys.readouterr().out):
        path = Path(record["filename"]).relative_to(Path.cwd()).as_posix()
        found.setdefault(path, []).append(record["code"])
    return found


def test_each_file_above_the_code_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(capsys, ".") == {
        "one/Pipfile": ["GLM602"],
        "one/requirements.txt": ["GLM602"],
        "one/requirements/dev.txt": ["GLM602"],
    }


def test_only_named_files_are_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(capsys, "one/app/llm.py") == {}
    assert codes(capsys, "one/app/llm.py", "one/requirements.txt") == {
        "one/requirements.txt": ["GLM602"]
    }


def test_a_dependency_file_alone_is_no_python(capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(capsys, "one/requirements.txt", "one/Pipfile") == {}


def test_the_rule_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(capsys, ".", "--ignore", "GLM602") == {}


def test_fix_writes_code_and_dependencies_together(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "two/app.py"
    path.write_text(CODE.replace("glm-4.6", "glm-4.5").replace("text,", "text, top_p=0.2,"))
    status = run(["fix", ".", "--allow-no-vcs"])

    assert status == 0, capsys.readouterr().out
    assert (project / "one/requirements.txt").read_bytes() == b"zai-sdk>=0.0.4  # chat\r\nhttpx\r\n"
    assert (project / "one/requirements/dev.txt").read_text() == "pytest\nzai_sdk>=0.0.4\n"
    assert (project / "one/Pipfile").read_text() == '[packages]\nzai-sdk = ">=0.0.4"\n'
    assert (project / "two/requirements.txt").read_text() == "zai-sdk>=0.0.4\n"
    assert "glm-4.6" in path.read_text()


def test_diff_shows_them_and_writes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (project / "one/Pipfile").read_bytes()
    run(["fix", ".", "--diff"])

    assert '+zai-sdk = ">=0.0.4"\n' in capsys.readouterr().out
    assert (project / "one/Pipfile").read_bytes() == before


def test_a_comment_silences_it(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one/Pipfile", "one/requirements/dev.txt"):
        (project / name).unlink()
    (project / "one/requirements.txt").write_text(
        "zai-sdk  # glm-migrate: ignore[GLM602] -- later\n"
    )

    assert codes(capsys, ".") == {}


def test_the_report_names_them_under_tool_streaming(capsys: pytest.CaptureFixture[str]) -> None:
    run(["report", ".", "--format", "json"])
    data = json.loads(capsys.readouterr().out)

    item = next(one for one in data["items"] if one["key"] == "tool-streaming")
    assert item["state"] == "fixable"
    assert [one["path"] for one in item["evidence"]] == [
        "one/Pipfile", "one/requirements.txt", "one/requirements/dev.txt",
    ]  # fmt: skip


def test_a_broken_file_is_reported(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "one/Pipfile").write_text("[packages\n")

    assert codes(capsys, "one")["one/Pipfile"] == ["GLM900"]
