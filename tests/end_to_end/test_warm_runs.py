"""A run that remembers says what one says that does not, whatever happened in between."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from glm_migrate.cli import main
from glm_migrate.project import boundary
from glm_migrate.project.batches import Unit
from glm_migrate.project.cache import signatures
from glm_migrate.runner import dispatch, schedule
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome
from tests.end_to_end.fixture_programs import FIXTURES, PROJECTS

IDS = ("glm-4.5", "glm-4-plus", "glm-4.6", "gpt-4o", "glm-4-long")
COMMANDS = (
    ("check", "--output-format", "json", "."),
    ("check", "."),
    ("check", "app/call.py"),
    ("check", "--diff", "."),
    ("report", "--output-format", "json", "."),
    ("check", "--explain-resolution", "."),
)
PROJECT = {
    "pyproject.toml": '[project]\nname = "p"\ndependencies = ["zai-sdk>=0.0.3"]\n',
    "app/__init__.py": "",
    "app/names.py": 'MODEL = "glm-4.5"\n',
    "app/net.py": 'from zai import ZaiClient\nclient = ZaiClient(api_key="k")\n',
    "app/call.py": (
        "from app.names import MODEL\nfrom app.net import client\n\n\n"
        "def ask(tools):\n    return client.chat.completions.create(\n"
        "        model=MODEL, messages=[], temperature=0.1, top_p=0.2, stream=True, tools=tools\n"
        "    )\n"
    ),
    "app/settings.yaml": "model: glm-4.5\n",
    "other.py": "from openai import OpenAI\nOpenAI().chat.completions.create(model='gpt-4o')\n",
}
Said = tuple[int, str, str]
Run = Callable[..., Said]


@pytest.fixture(name="run")
def fixture_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command in the directory `project`, remembering or not."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GLM_MIGRATE_NO_CACHE")
    root = tmp_path / "project"
    for name, text in PROJECT.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    monkeypatch.chdir(root)

    def run(*arguments: str) -> Said:
        boundary.forget()
        return main.run([*arguments, "--jobs=1"]), *capsys.readouterr()

    return run


def _other_id(random: random.Random) -> None:
    Path("app/names.py").write_text(f'MODEL = "{random.choice(IDS)}"\n')


def _module_over_package(_: random.Random) -> None:
    Path("app/names").mkdir(exist_ok=True)
    Path("app/names/__init__.py").write_text('MODEL = "glm-4-plus"\n')


def _comment(random: random.Random) -> None:
    last = random.choice(("", " until=2999-01-01", " until=2020-01-01"))
    text = f'MODEL = "glm-4.5"  # glm-migrate: ignore[GLM101]{last} -- why\n'
    Path("app/names.py").write_text(text)


def _new_caller(random: random.Random) -> None:
    text = PROJECT["app/call.py"].replace("0.1", str(random.random()))
    Path(f"app/caller{random.randrange(3)}.py").write_text(text)


def _fewer_files(random: random.Random) -> None:
    found = sorted(Path("app").glob("call*.py"))
    if found:
        random.choice(found).unlink()


def _settings(random: random.Random) -> None:
    table = random.choice(('ignore = ["GLM101"]', 'model-aliases = { fast = "glm-4.5" }', ""))
    text = f"{PROJECT['pyproject.toml']}[tool.glm-migrate]\n{table}\n"
    Path("pyproject.toml").write_text(text)


def _alias(_: random.Random) -> None:
    Path("other.py").write_text(PROJECT["other.py"].replace("gpt-4o", "fast"))


def _written_anew(random: random.Random) -> None:
    path = random.choice(sorted(Path("app").glob("*.py")))
    path.write_bytes(path.read_bytes())


def _same_size_and_time(_: random.Random) -> None:
    path = Path("app/settings.yaml")
    status, text = path.stat(), path.read_text()
    path.write_text("model: glm-4.6\n" if "4.5" in text else "model: glm-4.5\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _broken(_: random.Random) -> None:
    Path("app/net.py").write_text("from zai import (\n")


def _whole(_: random.Random) -> None:
    Path("app/net.py").write_text(PROJECT["app/net.py"])


def _link(random: random.Random) -> None:
    path = Path("app/linked.py")
    path.unlink(missing_ok=True)
    path.symlink_to(random.choice(("call.py", "names.py", "gone.py", "/etc/hosts")))


def _project_of_its_own(_: random.Random) -> None:
    Path("app/pyproject.toml").write_text("")


def _variable(random: random.Random) -> None:
    Path("app/names.py").write_text("import os\nMODEL = os.environ['MODEL']\n")
    Path(".env").write_text(f"MODEL={random.choice(IDS)}\n")


EDITS = (
    _other_id, _module_over_package, _comment, _new_caller, _fewer_files, _settings, _alias,
    _written_anew, _same_size_and_time, _broken, _whole, _link, _project_of_its_own, _variable,
)  # fmt: skip


@pytest.mark.parametrize("settled", [True, False], ids=["by times", "by contents"])
@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_edited_a_warm_run_says_what_a_cold_one_says(
    run: Run, seed: int, settled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if settled:  # as if each edit were long ago when the next run begins
        monkeypatch.setattr(signatures, "_COARSE", -(10**12))
    choose = random.Random(seed)
    for _ in range(12):
        time.sleep(0.01)  # longer than the step of the times of files
        edit = choose.choice(EDITS)
        edit(choose)
        command = choose.choice(COMMANDS)
        assert run(*command) == run(*command, "--no-cache"), edit.__name__
        assert run(*command) == run(*command, "--no-cache"), edit.__name__


@pytest.mark.parametrize("program", PROJECTS)
def test_the_fixtures_are_the_same_warm(run: Run, program: str) -> None:
    shutil.rmtree("app")
    shutil.copytree(FIXTURES / program, "app")
    for command in (COMMANDS[0], COMMANDS[4]):
        expected = run(*command, "--no-cache")
        assert run(*command) == expected
        assert run(*command) == expected


def test_a_warm_run_does_not_parse(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def parsed(*_: object) -> None:
        raise AssertionError("a file is handled again")

    expected = run("check", ".")
    monkeypatch.setattr("glm_migrate.runner.dispatch.of_unit", parsed)
    monkeypatch.setattr("glm_migrate.runner.schedule.of_unit", parsed)
    monkeypatch.setattr("glm_migrate.runner.schedule.of_file", parsed)

    assert run("check", ".") == expected
    assert "GLM101" in expected[1]


def test_one_edit_costs_one_unit(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        Path(f"{name}.py").write_text('MODEL = "glm-4.5"\n')
    run("check", ".")
    handled: list[tuple[str, ...]] = []

    def noted(unit: Unit, job: Job) -> tuple[Outcome, ...]:
        handled.append(unit.files)
        return dispatch.of_unit(unit, job)

    monkeypatch.setattr(schedule, "of_unit", noted)
    Path("two.py").write_text('MODEL = "glm-4"\n')
    run("check", ".")

    assert handled == [("two.py",)]


def test_fix_writes_what_it_writes_without_memory(run: Run) -> None:
    for _ in range(2):
        run("check", ".")
    run("fix", "--allow-no-vcs", ".")

    assert Path("app/names.py").read_text() == 'MODEL = "glm-4.6"\n'
    assert run("check", ".") == run("check", "--no-cache", ".")


@pytest.mark.parametrize("way", ["flag", "variable"])
def test_where_none_is_wanted_nothing_is_kept(
    run: Run, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "variable":
        monkeypatch.setenv("GLM_MIGRATE_NO_CACHE", "1")
    run("check", ".", *(["--no-cache"] if way == "flag" else []))

    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("way", ["flag", "variable"])
def test_another_place_can_be_named(
    run: Run, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "elsewhere"
    if way == "variable":
        monkeypatch.setenv("GLM_MIGRATE_CACHE_DIR", str(place))
    run("check", ".", *([f"--cache-dir={place}"] if way == "flag" else []))

    assert list(place.glob("*.result"))
    assert [path.name for path in (tmp_path / "home" / "glm-migrate").glob("*.result")] == []
