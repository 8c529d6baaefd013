"""Every file has the settings of the nearest file above it, whatever else is passed."""

from __future__ import annotations

from pathlib import Path

import pytest

from glm_migrate.cli.main import run
from glm_migrate.config import loading
from glm_migrate.config.nearest import NearestSettings

OLD = 'MODEL = "glm-4.5"\n'
ASK = (
    "from zai import ZaiClient\n\n"
    'ZaiClient().chat.completions.create(model="glm-4.5", messages=[], temperature=0.2)\n'
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings at the top, others in `inner`, and a package of `inner` with a third kind."""
    monkeypatch.chdir(tmp_path)
    for name in ("GLM_MIGRATE_OUTPUT_FORMAT", "GLM_MIGRATE_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    settings(tmp_path, 'output-format = "concise"')
    settings(tmp_path / "inner", 'output-format = "json"\nignore = ["GLM101"]')
    settings(tmp_path / "inner/deep/own", 'select = ["GLM101"]')
    for name in ("a", "inner/b", "inner/deep/c", "inner/deep/own/d", "inner/deep/own/far/e"):
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ASK)
    return tmp_path


def settings(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "glm-migrate.toml").write_text(text)


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """The files with a finding about their id, as the command line tells them."""
    capsys.readouterr()
    run(["check", "--output-format", "concise", *arguments])
    lines = capsys.readouterr().out.splitlines()
    return [line.partition(":")[0] for line in lines if "GLM101" in line]


TOLD = ["a.py", "inner/deep/own/d.py", "inner/deep/own/far/e.py"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param([], TOLD, id="the working directory"),
        pytest.param(["."], TOLD, id="a dot"),
        pytest.param(["a.py", "inner"], TOLD, id="a file and a directory"),
        pytest.param(["inner/b.py", "a.py"], ["a.py"], id="files"),
        pytest.param(["inner/deep"], TOLD[1:], id="below one, above another"),
        pytest.param(["inner/deep/own/far/e.py"], TOLD[2:], id="one file"),
        pytest.param(
            ["inner/deep/c.py", "inner/deep/own/d.py"], TOLD[1:2], id="files of one directory"
        ),
        pytest.param(["inner/../inner/deep/own"], TOLD[1:], id="a way that leads back"),
    ],
)
@pytest.mark.usefixtures("project")
def test_each_file_has_its_own_settings(
    capsys: pytest.CaptureFixture[str], paths: list[str], expected: list[str]
) -> None:
    assert found(capsys, *paths) == expected


@pytest.mark.parametrize(
    "flags", [["--isolated"], ["--config", "glm-migrate.toml"]], ids=["isolated", "a named file"]
)
@pytest.mark.usefixtures("project")
def test_one_file_rules_all_where_the_user_says_so(
    capsys: pytest.CaptureFixture[str], flags: list[str]
) -> None:
    assert len(found(capsys, *flags)) == 5


@pytest.mark.usefixtures("project")
def test_a_flag_lies_over_every_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(found(capsys, "--select", "GLM101")) == 5


def test_a_directory_says_itself_what_it_leaves_out(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(project / "inner/deep/own", 'exclude = ["far"]')

    assert found(capsys) == ["a.py", "inner/deep/own/d.py"]


def test_what_an_outer_directory_leaves_out_stays_out(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(project, 'exclude = ["inner"]')

    assert found(capsys) == ["a.py"]


def test_names_of_models_are_those_of_the_directory(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings(project / "inner/deep/own", 'model-aliases = { "house-model" = "glm-4.5" }')
    (project / "inner/deep/own/d.py").write_text(ASK.replace("glm-4.5", "house-model"))

    assert found(capsys) == TOLD


def test_standard_input_has_the_settings_of_the_named_file(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io
    import sys

    for name, expected in [("inner/b.py", []), ("a.py", ["a.py"])]:
        stream = io.TextIOWrapper(io.BytesIO(ASK.encode()))
        monkeypatch.setattr(sys, "stdin", stream)
        assert found(capsys, "-", "--stdin-filename", name) == expected


def test_a_value_crosses_from_one_kind_of_settings_to_another(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The id lies where GLM101 is ignored, the call where it is not; each file by its own rules."""
    (project / "inner/names.py").write_text(OLD)
    (project / "inner/__init__.py").touch()
    (project / "a.py").write_text(
        "from inner.names import MODEL\n" + ASK.replace('"glm-4.5"', "MODEL")
    )

    assert found(capsys) == TOLD[1:]


def test_each_settings_file_is_read_once(project: Path) -> None:
    read: list[Path] = []

    def load(start: Path) -> loading.Settings:
        read.append(start)
        return loading.load(start)

    nearest = NearestSettings(loading.load(project), load)
    paths = [f"inner/deep/own/far/{number}.py" for number in range(9)]
    configs = {id(nearest.of(path)) for path in (*paths, "inner/b.py", "inner/deep/c.py")}

    assert len(configs) == 2
    assert read == [project / "inner/deep/own", project / "inner"]
