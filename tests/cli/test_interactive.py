"""`fix -i`: each answer does what it says, and nothing is written before the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from glm_migrate.cli import editing, interactive
from glm_migrate.cli.exits import FAILED, INTERRUPTED
from glm_migrate.cli.main import run

ASK = 'client.chat.completions.create(model="{}", {}messages=[])\n'
HEAD = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
BOTH = "temperature=0.2, top_p=0.9, "
LINES = (("glm-4.5", BOTH), ("glm-4-air", "top_p=0.5, "), ("glm-4-air", "top_p=0.5, "))
CODE = HEAD + "".join(ASK.format(*line) for line in LINES)
Captured = pytest.CaptureFixture[str]
Type = Callable[..., int]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("PRE_COMMIT", "GLM_MIGRATE_CONFIG", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "app.py").write_text(CODE, encoding="utf-8")
    return tmp_path


@pytest.fixture(name="type_in")
def fixture_type_in(monkeypatch: pytest.MonkeyPatch) -> Type:
    """Run `fix -i` and answer its questions; all answers must be used."""

    def type_in(*answers: str) -> int:
        left: Iterator[str] = iter(answers)
        monkeypatch.setattr(interactive, "has_terminal", lambda: True)
        monkeypatch.setattr(interactive, "answer", lambda _: next(left))
        code = run(["fix", "-i", "--allow-no-vcs"])
        assert list(left) == []
        return code

    return type_in


def text() -> str:
    return Path("app.py").read_text(encoding="utf-8")


def moved() -> list[int]:
    return [n for n, line in enumerate(text().splitlines(), 1) if "glm-4.6" in line]


@pytest.mark.parametrize(
    ("answers", "rows", "both"),
    [
        pytest.param("nnnn", [], True, id="none"),
        pytest.param("nynn", [], False, id="one of two safe fixes of a line"),
        pytest.param("ynnn", [4], True, id="the other one"),
        pytest.param("nnny", [6], True, id="an unsafe one"),
        pytest.param("rn", [4, 5, 6], True, id="all of a rule"),
        pytest.param("nnm", [5, 6], True, id="all of a move"),
        pytest.param("f", [4, 5, 6], False, id="all in a file"),
        pytest.param("yq", [4], True, id="quit and apply"),
        pytest.param(["why", "y", "q"], [4], True, id="an answer that is none"),
    ],
)
def test_what_is_accepted_is_applied_and_nothing_else(
    type_in: Type, answers: list[str], rows: list[int], both: bool
) -> None:
    type_in(*answers)

    assert moved() == rows
    assert ("top_p=0.9" in text()) is both


def test_each_question_shows_reason_and_diff(type_in: Type, capsys: Captured) -> None:
    type_in("n", "n", "q")
    shown = capsys.readouterr().out

    assert "3 of 4\nGLM101 [?] " in shown
    assert "note: " in shown
    assert '- client.chat.completions.create(model="glm-4-air"' in shown


def test_a_safe_fix_that_is_left_is_told_as_one_that_is_left(
    type_in: Type, capsys: Captured
) -> None:
    assert type_in(*"nnnn") == 1

    shown = capsys.readouterr().out
    assert "you skipped it in this run; the fix is safe" in shown
    assert "4 fixes left out; 'glm-migrate fix -i' asks again." in shown
    assert "No safe fixes" not in shown


def test_a_finding_is_silenced_where_it_stands_when_the_fixes_are_made(type_in: Type) -> None:
    type_in("y", "y", "i", "n")

    assert moved() == [4]
    assert text().splitlines()[4].startswith("# glm-migrate: ignore[GLM101]")
    assert "top_p=0.9" not in text()


def test_to_exit_writes_nothing(type_in: Type) -> None:
    assert type_in("y", "x") == INTERRUPTED
    assert text() == CODE


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param((), "needs a terminal; in scripts use --accept", id="no terminal"),
        pytest.param(("--diff",), "combined with --diff", id="a diff"),
        pytest.param(
            ("--accept", "GLM101"), "combined with --diff, --accept", id="answers are given"
        ),
        pytest.param(("-",), "combined with --diff, --accept or '-'", id="standard input"),
    ],
)
def test_nobody_is_asked_who_cannot_answer(
    capsys: Captured, arguments: tuple[str, ...], message: str
) -> None:
    assert run(["fix", "-i", *arguments]) == FAILED
    assert message in capsys.readouterr().err
    assert text() == CODE


def test_the_end_of_the_answers_is_an_exit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.readline", lambda: "")

    with pytest.raises(KeyboardInterrupt):
        interactive.answer("? ")


def test_a_finding_can_be_edited_by_hand_when_the_fixes_are_made(
    type_in: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[Path, int]] = []
    monkeypatch.setattr(editing, "edit", lambda rows: opened.extend(sorted(rows.items())))
    type_in("y", "y", "e", "e")

    assert moved() == [4]
    assert opened == [(Path("app.py"), 5)]


def test_what_was_edited_is_checked_again(type_in: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    done = text().replace("glm-4-air", "glm-4.6")
    monkeypatch.setattr(editing, "edit", lambda rows: Path("app.py").write_text(done))

    assert type_in("n", "n", "e", "q") == 1
    assert moved() == [5, 6]
