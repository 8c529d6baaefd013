"""The projects under `fixtures/`: what is reported, what is rewritten, and what they then send.

`after/` was written by hand, `report.txt` was read line by line; no test writes them. `decided/` is
what becomes of `after/` once a person has taken the decisions that are left. A program that calls a
model runs in all three states against the server of `tests/end_to_end/wire`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from glm_migrate.runner.verification.script import Object
from glm_migrate.runner.verification.service import Wire
from tests.end_to_end.command_line import Printed, glm_migrate
from tests.end_to_end.fixture_programs import FIXTURES, PROGRAMS, PROJECTS, Program
from tests.end_to_end.wire.stage import Stage, changed

# In `rename-safety`: the file of a call → where its id stands besides, and the test of it.
TIED = {
    "bot/abstracts.py": ("bot/profiles.py:14", "test_an_abstract_is_asked_for_as_its_model_wants"),
    "bot/answers.py": ("bot/models.py:4", "test_an_answer_comes_from_a_model_that_is_allowed"),
    "bot/routes.py": ("bot/routes.py:10", "test_a_long_mail_is_cut"),
    "bot/summaries.py": ("tests/test_desk.py:48", "test_a_summary_is_asked_for_once"),
    "bot/translations.py": ("bot/models.py:8", "test_a_translation_is_billed"),
}


@pytest.fixture
def copy(tmp_path: Path, project: str) -> Path:
    """The project's `before` as a user has it, in a directory of its own."""
    shutil.copytree(FIXTURES / project / "before", tmp_path / "before")
    return tmp_path


def tool(directory: Path, *arguments: str) -> Printed:
    """A run of the tool over the project as it was, without settings."""
    return glm_migrate(*arguments, "before", "--isolated", cwd=directory)


def user(directory: Path, *arguments: str) -> Printed:
    """A run of the tool as a user has it, with the settings of the project `decided`."""
    return glm_migrate(*arguments, "decided", cwd=directory)


@pytest.fixture
def decided(tmp_path: Path, project: str) -> Path:
    """The project once a person has decided, in a directory of its own."""
    shutil.copytree(FIXTURES / project / "decided", tmp_path / "decided")
    return tmp_path


def files(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def told(body: Object) -> Object:
    """A request without what it is about."""
    return {name: value for name, value in body.items() if name not in ("messages", "tools")}


@pytest.mark.parametrize("project", PROJECTS)
def test_check_reports_what_was_expected(project: str, copy: Path) -> None:
    report = (FIXTURES / project / "report.txt").read_text(encoding="utf-8")
    run = tool(copy, "check", "--output-format", "concise")

    assert run.out == report
    assert run.code == int(report.startswith("before/")), run.err


@pytest.mark.parametrize("project", PROJECTS)
def test_fix_gives_the_project_after_byte_for_byte(project: str, copy: Path) -> None:
    run = tool(copy, "fix")

    assert files(copy / "before") == files(FIXTURES / project / "after"), run.err


@pytest.mark.parametrize("project", PROJECTS)
def test_a_second_fix_changes_nothing(project: str, copy: Path) -> None:
    first = tool(copy, "fix")
    once = files(copy / "before")
    second = tool(copy, "fix")

    assert files(copy / "before") == once
    assert second.code == first.code


@pytest.mark.parametrize("project", PROJECTS)
def test_every_file_compiles_before_and_after(project: str) -> None:
    for name, data in files(FIXTURES / project).items():
        if name.endswith(".py"):
            compile(data, name, "exec")


@pytest.mark.parametrize("project", PROJECTS)
def test_every_project_is_described_and_has_a_program(project: str) -> None:
    assert (
        (FIXTURES / project / "README.md").read_text(encoding="utf-8").startswith(f"# {project}\n")
    )
    assert any(program.project == project for program in PROGRAMS.values())


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_sends_what_was_promised(
    wire: Wire, program_stage: Stage, program: Program
) -> None:
    wire.play(*program.scripts)
    before, after = (
        program_stage.run_file(
            FIXTURES / program.project / state / program.path,
            *program.arguments,
            stdin=program.stdin,
        )
        for state in ("before", "after")
    )

    assert (after.status, after.stdout) == (0, program.prints), after.stderr
    if program.raises:
        assert before.error.startswith("TypeError: ")
        assert tuple(told(body) for body in after.bodies) == program.promised
    else:
        assert (before.status, before.stdout) == (0, program.prints), before.stderr
        pairs = zip(before.bodies, after.bodies, strict=True)
        assert tuple(changed(one, other) for one, other in pairs) == program.promised


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_sends_what_a_person_decided(
    wire: Wire, program_stage: Stage, program: Program
) -> None:
    wire.play(*program.scripts)
    before, decided = (
        program_stage.run_file(
            FIXTURES / program.project / state / program.path,
            *program.arguments,
            stdin=program.stdin,
        )
        for state in ("before", "decided")
    )
    promised = program.promised if program.decided is None else program.decided

    assert (decided.status, decided.stdout) == (0, program.then_prints or program.prints)
    if program.raises:
        assert tuple(told(body) for body in decided.bodies) == promised
    else:
        pairs = zip(before.bodies, decided.bodies, strict=True)
        assert tuple(changed(one, other) for one, other in pairs) == promised


@pytest.mark.parametrize("project", PROJECTS)
def test_nothing_is_left_once_a_person_has_decided(project: str, decided: Path) -> None:
    check = user(decided, "check", "--output-format", "json")
    report = json.loads(user(decided, "report", "--format", "json").out)
    fix = user(decided, "fix", "--unsafe-fixes", "--allow-no-vcs", "--quiet")

    assert check.code == 0, check.out
    assert {found["severity"] for found in json.loads(check.out)} <= {"info"}
    assert set(report["summary"]["items"].values()) <= {"done", "confirmed", "not applicable"}
    assert report["green"]
    assert (fix.code, files(decided / "decided")) == (
        0,
        files(FIXTURES / project / "decided"),
    )


@pytest.mark.parametrize("project", PROJECTS)
def test_before_it_something_is_left_to_a_person(project: str, copy: Path) -> None:
    tool(copy, "fix")
    report = json.loads(tool(copy, "report", "--format", "json").out)

    assert not report["green"]


@pytest.mark.parametrize("project", PROJECTS)
def test_what_a_person_confirms_or_accepts_has_a_reason(project: str, decided: Path) -> None:
    report = json.loads(user(decided, "report", "--format", "json").out)

    assert all(one["reason"] for one in report["suppressed"])
    notes = [one["note"] for one in report["items"] if one["state"] == "confirmed"]
    assert notes
    assert all(re.fullmatch(r"Confirmed in the settings: .{20,}", note) for note in notes)


@pytest.mark.parametrize("project", ["gbk-module", "raw-http"])
def test_settings_alone_can_be_the_decision(project: str, copy: Path) -> None:
    state = (copy / "before").rename(copy / "decided")
    for name in ("pyproject.toml", "glm-migrate-decisions.toml"):
        if (FIXTURES / project / "decided" / name).exists():
            shutil.copy(FIXTURES / project / "decided" / name, state)
    user(copy, "fix", "--allow-no-vcs")

    assert files(state) == files(FIXTURES / project / "decided")


def failing(directory: Path) -> set[str]:
    """The unit tests of a project of its own that do not pass."""
    run = subprocess.run(
        [sys.executable, "-B", "-m", "unittest", "-v"],
        cwd=directory,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Ran 7 tests" in run.stderr, run.stderr
    return set(re.findall(r"^(?:FAIL|ERROR): (\w+) ", run.stderr, re.MULTILINE))


@pytest.mark.parametrize("project", ["rename-safety"])
def test_a_projects_own_tests_pass_after_a_fix(project: str, copy: Path) -> None:
    before = failing(copy / "before")
    tool(copy, "fix")

    assert (before, failing(copy / "before")) == (set(), set())
    assert failing(FIXTURES / project / "decided") == set()


@pytest.mark.parametrize("project", ["rename-safety"])
def test_an_unsafe_rename_names_what_must_change_with_it(project: str, copy: Path) -> None:
    found = json.loads(tool(copy, "check", "--output-format", "json").out)
    before = copy.resolve() / "before"
    held = {
        Path(one["filename"]).relative_to(before).as_posix(): one["advice"]
        for one in found
        if (one["advice"] or "").endswith("check both")
    }

    assert held.keys() == TIED.keys()
    for path, (place, _) in TIED.items():
        named = f"line {place.rpartition(':')[2]}" if place.startswith(path) else f"before/{place}"
        assert re.search(rf" at {re.escape(named)}; check both$", held[path]), held[path]


@pytest.mark.parametrize("project", ["rename-safety"])
def test_the_places_named_are_all_that_an_unsafe_rename_breaks(project: str, copy: Path) -> None:
    tool(copy, "fix", "--unsafe-fixes")
    broken = failing(copy / "before")
    for place, _ in TIED.values():
        path, _, line = place.rpartition(":")
        file = copy / "before" / path
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        old = lines[int(line) - 1]
        lines[int(line) - 1] = re.sub(r'"glm-[\w.-]+"', '"glm-4.6"', old, count=1)
        file.write_text("".join(lines), encoding="utf-8")

    assert broken == {test for _, test in TIED.values()}
    assert failing(copy / "before") == set()
