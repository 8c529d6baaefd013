"""`fix --accept`: unsafe fixes one rule, one move or one line at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.cli.agreement import Agreement
from glm_migrate.cli.exits import FAILED
from glm_migrate.cli.main import run
from glm_migrate.config.schema import Place
from glm_migrate.errors import GlmMigrateError

ASK = 'client.chat.completions.create(model="{}", temperature=0.2, messages=[])\n'
HEAD = "from zai import ZaiClient\n\nclient = ZaiClient()\n"
MODELS = ("glm-4-air", "glm-4-flash", "glm-4-air")  # on lines 4 to 6


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("PRE_COMMIT", "GLM_MIGRATE_CONFIG", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "app.py").write_text(HEAD + "".join(map(ASK.format, MODELS)), encoding="utf-8")
    return tmp_path


def moved(*arguments: str) -> list[int]:
    """The lines whose model is replaced."""
    run(["fix", "--allow-no-vcs", "--silent", *arguments])
    lines = Path("app.py").read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, 1) if "glm-4.6" in line]


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        pytest.param("GLM101", [4, 5, 6], id="a rule"),
        pytest.param("outdated-model-id", [4, 5, 6], id="a rule by name"),
        pytest.param("GLM202", [], id="another rule"),
        pytest.param("glm-4-air=glm-4.6", [4, 6], id="a move"),
        pytest.param("app.py:6", [6], id="a line"),
        pytest.param("app.py:6:40", [6], id="a line with a column, as it is printed"),
        pytest.param("app.py:4, glm-4-flash=glm-4.6", [4, 5], id="two of them"),
        pytest.param("other.py:4", [], id="a line of another file"),
    ],
)
def test_what_is_accepted_is_applied_and_nothing_else(words: str, rows: list[int]) -> None:
    assert moved("--accept", words) == rows


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        pytest.param("app.py:6", [], id="a fix"),
        pytest.param("app.py:1", ["app.py:1"], id="a line without a finding"),
        pytest.param("app.py:99, app.py:4", ["app.py:99"], id="a line behind the end"),
        pytest.param("other.py:4", ["other.py:4"], id="a file that is not there"),
        pytest.param("GLM202, glm-4-air=glm-4.6", [], id="no line"),
    ],
)
@pytest.mark.parametrize("flags", [(), ("--diff",)], ids=["fix", "diff"])
def test_a_line_where_nothing_was_found_is_told(
    words: str, missing: list[str], flags: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["fix", "--allow-no-vcs", "--accept", words, *flags])

    told = [line for line in capsys.readouterr().err.splitlines() if "nothing was found" in line]
    assert told == [f"Warning: --accept {one}: nothing was found there" for one in missing]


@pytest.mark.parametrize(
    ("word", "is_named"),
    [
        ("glm-4-air=glm-4.6", True),
        ("GLM-4-Air=glm-4.6", True),
        ("glm-4-ai=glm-4.6", False),
        ("glm-4=glm-4.6", False),
        ("foo=bar", False),
    ],
)
@pytest.mark.parametrize("flags", [(), ("--diff",)], ids=["fix", "diff"])
def test_a_move_of_an_id_that_no_file_names_is_told(
    word: str, is_named: bool, flags: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["fix", "--allow-no-vcs", "--accept", word, *flags])

    told = f"Warning: --accept {word}: no file that was checked names {word.partition('=')[0]}\n"
    assert (told in capsys.readouterr().err) is not is_named


def test_a_line_is_that_of_the_file_as_it_was_given() -> None:
    loop = 'for one in client.chat.completions.create(model="glm-4.6", messages=[], stream=True):\n'
    loop += "    print(one.choices[0].delta.content)\n"
    Path("app.py").write_text(HEAD + loop + ASK.format("glm-4-air"), encoding="utf-8")

    assert Path("app.py").read_text(encoding="utf-8").splitlines()[5].count("glm-4-air")
    assert moved("--accept", "app.py:6")[-1] > 6


def test_settings_that_forbid_a_rule_give_way_to_the_user() -> None:
    Path("glm-migrate.toml").write_text('extend-unsafe-fixes = ["GLM101"]\n', encoding="utf-8")

    assert moved() == []
    assert moved("--accept", "GLM101") == [4, 5, 6]


@pytest.mark.parametrize(
    ("word", "message"),
    [
        pytest.param("GLM1O1", "did you mean 'GLM101'?", id="no rule"),
        pytest.param("glm-4-air=glm4.6", "did you mean 'glm-4.6'?", id="no model"),
    ],
)
def test_a_word_that_names_nothing_is_an_error(
    word: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["fix", "--accept", word]) == FAILED
    assert message in capsys.readouterr().err
    with pytest.raises(GlmMigrateError):
        Agreement.of([word])


def test_a_place_in_a_notebook_names_the_cell() -> None:
    agreed = Agreement.of(["a.ipynb:cell 3:2"])

    assert agreed.places == (Place(str(Path("a.ipynb").absolute()), 3, 2),)
