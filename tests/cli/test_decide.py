"""A question that a fix hides is told, kept, reported again, and settled, in every input form."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from glm_migrate.cli.exits import CLEAN, FAILED, FOUND
from glm_migrate.cli.main import run

CONSTS = 'MODEL = "glm-4-plus"\n'
CALL = (
    "from zai import ZaiClient\nfrom consts import MODEL\n\n\ndef ask():\n"
    "    return ZaiClient().chat.completions.create(model=MODEL, messages=[]{})\n"
)
FILE = "glm-migrate-decisions.toml"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    (tmp_path / "consts.py").write_text(CONSTS, encoding="utf-8")
    (tmp_path / "call.py").write_text(CALL.format(""), encoding="utf-8")
    return tmp_path


def codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    """The exit code of a check, and the codes that it reports."""
    exit_code = run(["check", "--output-format=concise", *arguments])
    lines = capsys.readouterr().out.splitlines()
    return exit_code, [line.split()[1] for line in lines if ".py:" in line]


@pytest.mark.parametrize(
    "flags",
    [
        pytest.param((), id="all rules"),
        pytest.param(("--select", "GLM1"), id="only the rename is selected"),
        pytest.param(("consts.py",), id="only the constant's file is named"),
        pytest.param(("--quiet",), id="quiet"),
        pytest.param(("--output-format", "json"), id="a machine format"),
    ],
)
def test_a_question_in_another_file_outlives_the_fix(
    capsys: pytest.CaptureFixture[str], flags: tuple[str, ...], project: Path
) -> None:
    assert run(["fix", "--allow-no-vcs", *flags]) == FOUND
    told = "".join(capsys.readouterr())

    assert "call.py:6: GLM202" in told
    assert "call.py:6: GLM301" in told
    assert (project / "consts.py").read_text(encoding="utf-8") == CONSTS.replace("-4-plus", "-4.6")
    assert codes(capsys) == (FOUND, ["GLM202", "GLM301"])


def test_a_fix_that_is_taken_back_asks_each_question_once(
    capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    text = CALL.format("").replace(
        "    return ZaiClient()", "    client = ZaiClient()\n    r = client"
    )
    (project / "call.py").write_text(text + "    return r\n", encoding="utf-8")
    before = codes(capsys)
    run(["fix", "--allow-no-vcs"])
    (project / "consts.py").write_text(CONSTS, encoding="utf-8")
    capsys.readouterr()

    assert before == codes(capsys)
    assert before[1].count("GLM301") == 1


def test_a_second_fix_adds_nothing(project: Path) -> None:
    run(["fix", "--allow-no-vcs"])
    before = (project / FILE).read_bytes()

    assert run(["fix", "--allow-no-vcs"]) == FOUND
    assert (project / FILE).read_bytes() == before


def test_standard_input_tells_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    text = CALL.format("").replace("model=MODEL", 'model="glm-4-plus"')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    assert run(["fix", "-"]) == FOUND
    assert "-:6: GLM301" in capsys.readouterr().err
    assert not (project / FILE).exists()


def test_a_diff_tells_and_writes_nothing(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    assert run(["fix", "--diff"]) == FOUND
    assert "call.py:6: GLM301" in capsys.readouterr().err
    assert not (project / FILE).exists()


def test_an_ignored_question_is_none(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    assert run(["fix", "--allow-no-vcs", "--ignore", "GLM202,GLM301"]) == CLEAN
    assert not (project / FILE).exists()


def test_the_code_can_answer(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    run(["fix", "--allow-no-vcs"])
    capsys.readouterr()
    answer = ", temperature=0.2, thinking={'type': 'disabled'}"
    (project / "call.py").write_text(CALL.format(answer), encoding="utf-8")

    assert codes(capsys) == (CLEAN, [])


def test_a_comment_can_answer(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    run(["fix", "--allow-no-vcs"])
    capsys.readouterr()
    code = CALL.format("").rstrip() + "  # glm-migrate: ignore[GLM202, GLM301] -- a toy\n"
    (project / "call.py").write_text(code, encoding="utf-8")

    assert codes(capsys)[0] == CLEAN


def test_the_command_lists_and_settles(capsys: pytest.CaptureFixture[str]) -> None:
    run(["fix", "--allow-no-vcs"])
    capsys.readouterr()

    assert run(["decide"]) == CLEAN
    assert [line.split()[2] for line in capsys.readouterr().out.splitlines()] == [
        "GLM202",
        "GLM301",
    ]
    assert run(["decide", "GLM202"]) == FAILED
    assert "--reason" in capsys.readouterr().err
    assert run(["decide", "GLM999", "--reason", "x"]) == FAILED
    assert "has no question 'GLM999'" in capsys.readouterr().err
    assert run(["decide", "GLM202", "--reason", "tried – A."]) == CLEAN
    assert capsys.readouterr().out == "Settled 1, 1 open.\n"
    assert codes(capsys) == (FOUND, ["GLM301"])
    assert run(["decide", "--all", "--reason", "wanted"]) == CLEAN
    capsys.readouterr()
    assert codes(capsys) == (CLEAN, [])
    assert run(["decide", "--settled"]) == CLEAN
    assert "settled: tried – A." in capsys.readouterr().out
    assert run(["decide"]) == CLEAN
    assert capsys.readouterr().out == "Nothing to decide.\n"


def test_an_expectation_that_a_rename_breaks_stays_a_question(
    capsys: pytest.CaptureFixture[str], project: Path
) -> None:
    (project / "call.py").write_text(
        "from zai import ZaiClient\n\nPRICE = {'glm-4.5': 1.0}\n\n\ndef ask(model='glm-4.5'):\n"
        "    print(PRICE[model])\n    return ZaiClient().chat.completions.create(\n"
        "        model=model, messages=[], temperature=0.2)\n",
        encoding="utf-8",
    )
    (project / "consts.py").unlink()

    assert codes(capsys)[1] == ["GLM102", "GLM101"]
    assert run(["fix", "--allow-no-vcs", "--unsafe-fixes"]) == FOUND
    assert "call.py:3: GLM102" in capsys.readouterr().out
    assert "GLM102" in codes(capsys)[1]


def test_a_broken_file_is_an_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / FILE).write_text("[[decision]]\nkode = 1\n", encoding="utf-8")

    assert run(["check"]) == FAILED
    assert "unknown key 'kode'" in capsys.readouterr().err
