"""What only an older id tells is told once more when a fix replaces the id."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.cli.main import run
from glm_migrate.rules.catalogue import all_rules

ZAI = "from zai import ZaiClient\n\nclient = ZaiClient()\n\n\n"
ASK = 'def {}():\n    client.chat.completions.create(model="{}", messages=[]{})\n'
HEAD = "Decide before you commit: later checks can't detect these.\n"
GLM202 = (
    "- app.py:7: GLM202 the sampling defaults change: temperature 0.75 → 1.0, top_p 0.9 → 0.95; "
    "pin it to keep the old behaviour, or try the target's default\n"
)
GLM301 = (
    "- app.py:7: GLM301 glm-4-plus does not think; glm-4.6 thinks by default; "
    'decide: set `thinking = "keep-off"` or "on", or leave the model\'s default\n'
)
CALL = "- app.py:"
KEEP_OFF = ("--config", 'thinking="keep-off"')


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "app.py"


def said(
    capsys: pytest.CaptureFixture[str], *arguments: str, stderr: bool = False, command: str = "fix"
) -> str:
    """What a fix says from the line on that tells what to decide."""
    run([command, "app.py", "--isolated", "--output-format", "concise", *arguments])
    captured = capsys.readouterr()
    _, head, rest = (captured.err if stderr else captured.out).partition(HEAD)
    return head + "".join(line for line in rest.splitlines(keepends=True) if line.startswith(CALL))


@pytest.mark.parametrize(
    ("code", "flags", "expected"),
    [
        pytest.param(
            ASK.format("ask", "glm-4-plus", ""), (), HEAD + GLM202 + GLM301, id="nothing is pinned"
        ),
        pytest.param(
            ASK.format("ask", "glm-4-plus", ", temperature=0.2"), (), HEAD + GLM301, id="half of it"
        ),
        pytest.param(
            ASK.format("ask", "glm-4-plus", ""),
            ("--unsafe-fixes", *KEEP_OFF),
            "",
            id="both are pinned",
        ),
        pytest.param(
            ASK.format("ask", "glm-4-plus", ""),
            ("--unsafe-fixes",),
            HEAD + GLM301,
            id="thinking is left to the model",
        ),
        pytest.param(ASK.format("ask", "glm-4-flash", ""), (), "", id="the id stays"),
        pytest.param(
            ASK.format("ask", "glm-4-plus", ", temperature=0.2, thinking={'type': 'disabled'}"),
            (),
            "",
            id="the call says both",
        ),
        pytest.param(
            ASK.format("ask", "glm-4-plus", ", temperature=0.2")
            + "\n\n"
            + ASK.format("tell", "glm-4-flash", ", temperature=0.2"),
            (),
            HEAD + GLM301,
            id="only of the call that moves",
        ),
    ],
)
def test_a_fix_tells_what_can_not_be_told_again(
    app: Path,
    capsys: pytest.CaptureFixture[str],
    code: str,
    flags: tuple[str, ...],
    expected: str,
) -> None:
    app.write_text(ZAI + code, encoding="utf-8")

    assert said(capsys, "--allow-no-vcs", *flags) == expected


def test_a_shorter_context_is_told_where_the_user_moves_the_model(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app.write_text(ZAI + ASK.format("ask", "glm-4-long", ", temperature=0.2"), encoding="utf-8")

    text = said(capsys, "--allow-no-vcs", "--config", 'models={"glm-4-long"="glm-4.6"}')

    assert (
        "- app.py:7: GLM502 glm-4-long takes 1M tokens of context, glm-4.6 200K; check the" in text
    )


@pytest.mark.parametrize("command", ["fix", "check"])
def test_a_diff_tells_it_before_anything_is_written(
    app: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    app.write_text(ZAI + ASK.format("ask", "glm-4-plus", ""), encoding="utf-8")

    assert said(capsys, "--diff", stderr=True, command=command) == HEAD + GLM202 + GLM301


def test_what_is_silenced_is_decided(app: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = ASK.format("ask", "glm-4-plus", "").rstrip()
    app.write_text(
        f"{ZAI}{code}  # glm-migrate: ignore[GLM202, GLM301] -- it is a toy\n", encoding="utf-8"
    )

    assert said(capsys, "--allow-no-vcs") == ""


def test_these_rules_fade() -> None:
    assert [rule.code for rule in all_rules() if rule.needs_old_id] == [
        "GLM102",
        "GLM202",
        "GLM301",
        "GLM502",
    ]
