"""A file on standard input is judged as the file of that name: in its project, by its settings."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from glm_migrate.cli import main, standard_input

CLIENT = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
CALL = f'{CLIENT}client.chat.completions.create(model="glm-4.5", messages=[])\n'
ASK = "client.chat.completions.create(model={}, messages=[], temperature=0.2, top_p=0.5)\n"
TOOLS = f"""\
{CLIENT}
tools = [{{"type": "function", "function": {{"name": "f"}}}}]
stream = client.chat.completions.create(model=MODEL, messages=[], tools=tools, stream=True)
calls = {{}}
for chunk in stream:
    for part in chunk.choices[0].delta.tool_calls or []:
        calls.setdefault(part.index, []).append(part.function.arguments or "")
"""
# What each project holds; the first file is the one that is asked about.
PROJECTS: dict[str, dict[str, str]] = {
    "alone": {"app.py": CALL},
    "an id from another module": {
        "app.py": f"from consts import MODEL\n{TOOLS}",
        "consts.py": 'MODEL = "glm-4.5"\n',
    },
    "a client from another module": {
        "app.py": "from llm import client\n" + ASK.format('"glm-4.6"'),
        "llm.py": CLIENT,
    },
    "no word of GLM in it": {
        "app.py": "from llm import client, NAME\n" + ASK.format("NAME"),
        "llm.py": f'{CLIENT}NAME = "glm-4.5"\n',
    },
    "an id that a call elsewhere asks with": {
        "pkg/consts.py": 'NAME = "glm-4.5"\n',
        "pkg/__init__.py": "",
        "pkg/llm.py": f"from pkg.consts import NAME\n{CLIENT}{ASK.format('NAME')}",
    },
    "an id in a list that a call elsewhere depends on": {
        "allowed.py": 'ALLOWED = ["glm-4.5"]\n',
        "app.py": f"from allowed import ALLOWED\n{CLIENT}name = 'glm-4.5'\nassert name in ALLOWED\n"
        + ASK.format("name"),
    },
    "settings of its directory": {
        "app/llm.py": CALL,
        "app/glm-migrate.toml": 'ignore = ["GLM101"]\nfail-on = "info"\n',
    },
    "its own name for a model": {
        "app.py": f'{CLIENT}client.chat.completions.create(model="house-model", messages=[])\n',
        "glm-migrate.toml": 'model-aliases = { "house-model" = "glm-4.5" }\n',
    },
    "rules ignored for the file": {
        "tests/test_app.py": CALL,
        "glm-migrate.toml": 'per-file-ignores = { "tests/*" = ["GLM101"] }\n',
    },
    "an excluded file": {"build/app.py": CALL, "glm-migrate.toml": "force-exclude = true\n"},
    "not Python": {"app.py": 'model = "glm-4.5"\ndef broken(:\n'},
    "declared dependencies": {"requirements.txt": "zai-sdk==0.0.1\n", "app.py": CALL},
}
EVERY = [pytest.param(files, id=name) for name, files in PROJECTS.items()]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "setup.cfg").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def laid_out(files: Mapping[str, str]) -> str:
    """Write the files; the name of the first."""
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    return next(iter(files))


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(text.encode())))


@pytest.mark.parametrize("files", EVERY)
@pytest.mark.parametrize("command", ["check", "fix --diff"])
def test_standard_input_and_the_file_agree(
    files: Mapping[str, str],
    command: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = laid_out(files)
    words = [*command.split(), "--output-format", "json"]
    expected = main.run([*words, name]), capsys.readouterr().out
    piped(monkeypatch, files[name])

    assert (main.run([*words, "-", "--stdin-filename", name]), capsys.readouterr().out) == expected


@pytest.mark.parametrize("files", EVERY)
def test_what_is_printed_is_what_would_be_written(
    files: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    name = laid_out(files)
    piped(monkeypatch, files[name])
    main.run(["fix", "-", "--stdin-filename", name])
    printed = capfdbinary.readouterr().out
    main.run(["fix", "--silent", "--allow-no-vcs", name])

    assert printed == Path(name).read_bytes()


def test_most_of_these_projects_have_findings(capsys: pytest.CaptureFixture[str]) -> None:
    """Else the two would agree on nothing."""
    found = 0
    for number, files in enumerate(PROJECTS.values()):
        name = laid_out({f"p{number}/{name}": text for name, text in files.items()})
        (Path(f"p{number}") / "setup.cfg").write_text("")
        main.run(["check", "--output-format", "json", name])
        found += bool(json.loads(capsys.readouterr().out))

    assert found >= 8


@pytest.mark.parametrize("name", ["app.py", "./app.py", "link.py"])
def test_the_text_on_standard_input_counts_and_not_that_on_disk(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    laid_out({"app.py": CALL, "main.py": "import app\n"})
    Path("link.py").symlink_to("app.py")
    piped(monkeypatch, CALL.replace("4.5", "4.6"))

    assert main.run(["check", "-", "--stdin-filename", name]) == 0
    assert "1 GLM call seen; 1 file searched" in capsys.readouterr().out


def test_a_value_that_is_not_saved_yet_reaches_the_call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    laid_out({"llm.py": f"from consts import NAME\n{CLIENT}{ASK.format('NAME')}"})
    piped(monkeypatch, 'NAME = "glm-4.5"\n')

    assert main.run(["check", "-", "--stdin-filename", "consts.py", "--select", "GLM101"]) == 1
    assert "consts.py:1:8" in capsys.readouterr().out


def test_a_question_that_an_earlier_fix_left_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    laid_out({"app.py": CALL})
    main.run(["fix", "--silent", "--allow-no-vcs", "app.py"])
    capsys.readouterr()
    code, said = main.run(["check", "app.py"]), capsys.readouterr().out
    piped(monkeypatch, Path("app.py").read_text(encoding="utf-8"))

    assert "GLM202" in said
    assert main.run(["check", "-", "--stdin-filename=app.py"]) == code
    assert capsys.readouterr().out == said.partition("Next:")[0]


def test_a_directory_is_no_name_for_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("app").mkdir()
    piped(monkeypatch, CALL)

    assert main.run(["check", "-", "--stdin-filename", "app"]) == 2
    assert "--stdin-filename app: is a directory" in capsys.readouterr().err


def test_a_notebook_without_a_name_is_not_taken_for_python(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(notebook)))

    assert main.run(["check", "-"]) == 2
    assert "name it: --stdin-filename NAME.ipynb" in capsys.readouterr().err


def test_a_notebook_with_a_name_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(b'{"nbformat": 4}')))

    assert standard_input.read("a.ipynb") == b'{"nbformat": 4}'
