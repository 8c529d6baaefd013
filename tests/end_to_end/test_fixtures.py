"""The projects under `fixtures/`: what is reported, what is rewritten, and what they then send.

`after/` was written by hand, `report.txt` was read line by line; no test writes them. `decided/` is
what becomes of `after/` once a person has taken the decisions that are left. A program that calls a
model runs in all three states against the server of `tests/end_to_end/wire`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.wire.script import Call, Object, Script
from tests.end_to_end.wire.server import Wire, serve
from tests.end_to_end.wire.stage import ABSENT, Stage, changed, stage

FIXTURES = Path(__file__).parents[2] / "fixtures"
PROJECTS = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())

NEW: Object = {"model": "glm-4.6"}
ONE_SAMPLER: Object = {**NEW, "top_p": ABSENT}
IN_PIECES: Object = {**NEW, "tool_stream": True}
SAME: Object = {}
QUIET: Object = {"thinking": {"type": "disabled"}}
PINNED: Object = {**NEW, **QUIET, "temperature": 0.75}
JUDGE: Object = {"model": "glm-4.6", "temperature": 0.0, "max_tokens": 512, "do_sample": False}

TASK = Call("add_task", '{"owner": "李", "task": "ship"}')
TOOLS = (Call("weather", '{"city": "北京"}'), Call("clock", '{"zone": "UTC"}'))
FINE = (Script(content="好的"),)


@dataclass(frozen=True)
class Program:
    """One way to run a project's program.

    Attributes:
        promised: For each request, in order, the fields that differ after the migration.
        prints: What it prints after it; before it is the same, unless the program `raises`.
        decided: As `promised`, once a person has decided, where that makes a difference.
        then_prints: As `prints`, likewise.
    """

    project: str
    path: str
    promised: tuple[Object, ...]
    prints: str
    arguments: tuple[str, ...] = ()
    stdin: str = ""
    scripts: tuple[Script, ...] = FINE
    raises: bool = False
    decided: tuple[Object, ...] | None = None
    then_prints: str = ""


PROGRAMS = {
    "the script writes minutes, a title and tasks": Program(
        "zai-script",
        "minutes.py",
        (ONE_SAMPLER, NEW, ONE_SAMPLER),
        "# 好的\n\n好的\n\n- 李: ship\n",
        stdin="notes",
        scripts=(*FINE, *FINE, Script(calls=(TASK,))),
    ),
    "the service answers": Program(
        "service",
        "serve.py",
        (ONE_SAMPLER, NEW),
        "好的\n好|的\n",
        stdin="/answer Why?\n/stream Why?\n",
        decided=({**ONE_SAMPLER, "max_tokens": 8192}, ONE_SAMPLER),
    ),
    "the service keeps its free model": Program(
        "service", "serve.py", (SAME,), "好的\n", stdin="/title Why?\n"
    ),
    "the service asks the model of last year": Program(
        "service", "serve.py", (NEW,), "好的\n", stdin="/retry Why?\n"
    ),
    "the agent calls two tools and answers": Program(
        "agent",
        "agent.py",
        (IN_PIECES, IN_PIECES),
        "好的\n",
        arguments=("ask", "How is the weather?"),
        scripts=(Script(calls=TOOLS, reasoning="Two tools."), *FINE),
    ),
    "the agent plans": Program(
        "agent",
        "agent.py",
        ({"model": "glm-4.6", "user_id": "agent-01", "thinking": {"type": "enabled"}},),
        "好的\n",
        arguments=("plan", "a trip"),
        raises=True,
    ),
    "the agent judges two answers at once": Program(
        "agent",
        "agent.py",
        (JUDGE, JUDGE),
        "好的\n好的\n",
        arguments=("judge", "a;b"),
        raises=True,
        decided=({**JUDGE, **QUIET}, {**JUDGE, **QUIET}),
    ),
    "the old module translates": Program(
        "legacy-zhipuai",
        "translate.py",
        (NEW, {"top_p": ABSENT}, NEW, {"top_p": ABSENT}),
        "好的 | 好的 | 好的\n好的\n",
        stdin="文\n",
        decided=(NEW, ONE_SAMPLER, NEW, ONE_SAMPLER),
    ),
    "the gateway asks every vendor": Program(
        "gateway",
        "gateway.py",
        (SAME, SAME, ONE_SAMPLER, SAME, SAME, ONE_SAMPLER, SAME, SAME),
        "好的\n好的\n好的\n好的 好的\n好的\n好的\n好的\n",
        stdin="Which vendor are you?",
    ),
    "the GBK module answers, sums up and streams": Program(
        "gbk-module",
        "kefu.py",
        (ONE_SAMPLER, SAME, NEW),
        "好的 好的 好的\n",
        stdin="退货\n",
        decided=({**ONE_SAMPLER, **QUIET}, {**NEW, **QUIET}, PINNED),
    ),
    "the mails are sorted, answered and translated": Program(
        "raw-http",
        "mails.py",
        (ONE_SAMPLER, NEW, NEW),
        "好的 好的 好的\n",
        stdin="My bill is wrong\n",
        decided=({**ONE_SAMPLER, **QUIET}, PINNED, PINNED),
    ),
    "the catalogue asks nobody": Program(
        "lookalikes",
        "catalogue.py",
        (),
        "glm-4.5 (family 4.5): 0.0017 USD; not glm-4.5\n",
        arguments=("glm-4.5",),
    ),
    "the look-alikes send what they sent": Program(
        "lookalikes", "calls.py", 6 * (SAME,), "好的 好的\n好的 好的\n好的\n好的\n"
    ),
    "the desk titles with another model, and does the rest as before": Program(
        "rename-safety",
        "desk.py",
        (SAME, ONE_SAMPLER, SAME, SAME, SAME, SAME),
        "好的 好的 好的 好的 好的 好的 0.000013 USD\n",
        stdin="My bill is wrong",
        decided=(
            {**NEW, "temperature": 0.75},
            ONE_SAMPLER,
            NEW,
            NEW,
            {**NEW, "temperature": 0.95},
            {**NEW, "temperature": 0.6},
        ),
        then_prints="好的 好的 好的 好的 好的 好的 0.000022 USD\n",
    ),
    "the router sends what it sent": Program(
        "lookalikes", "router.py", (SAME,), "好的\n", arguments=("Why?",), decided=(NEW,)
    ),
}

# In `rename-safety`: the file of a call → where its id stands besides, and the test of it.
TIED = {
    "bot/abstracts.py": ("bot/profiles.py:14", "test_an_abstract_is_asked_for_as_its_model_wants"),
    "bot/answers.py": ("bot/models.py:4", "test_an_answer_comes_from_a_model_that_is_allowed"),
    "bot/routes.py": ("bot/routes.py:10", "test_a_long_mail_is_cut"),
    "bot/summaries.py": ("tests/test_desk.py:48", "test_a_summary_is_asked_for_once"),
    "bot/translations.py": ("bot/models.py:8", "test_a_translation_is_billed"),
}


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def program_stage(wire: Wire) -> Iterator[Stage]:
    with stage(wire) as running:
        yield running


@pytest.fixture
def copy(tmp_path: Path, project: str) -> Path:
    """The project's `before` as a user has it, in a directory of its own."""
    shutil.copytree(FIXTURES / project / "before", tmp_path / "before")
    return tmp_path


def tool(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "glm_migrate", *arguments, "before", "--isolated"],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(FIXTURES.parent)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def user(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of the tool as a user has it, with the settings of the project `decided`."""
    return subprocess.run(
        [sys.executable, "-m", "glm_migrate", *arguments, "decided"],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(FIXTURES.parent)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


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
def test_check_reports_what_was_expected(project: str) -> None:
    report = (FIXTURES / project / "report.txt").read_text(encoding="utf-8")
    run = tool(FIXTURES / project, "check", "--output-format", "concise")

    assert run.stdout == report
    assert run.returncode == 1, run.stderr


@pytest.mark.parametrize("project", PROJECTS)
def test_fix_gives_the_project_after_byte_for_byte(project: str, copy: Path) -> None:
    run = tool(copy, "fix")

    assert files(copy / "before") == files(FIXTURES / project / "after"), run.stderr


@pytest.mark.parametrize("project", PROJECTS)
def test_a_second_fix_changes_nothing(project: str, copy: Path) -> None:
    first = tool(copy, "fix")
    once = files(copy / "before")
    second = tool(copy, "fix")

    assert files(copy / "before") == once
    assert second.returncode == first.returncode


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
    report = json.loads(user(decided, "report", "--format", "json").stdout)
    fix = user(decided, "fix", "--unsafe-fixes", "--allow-no-vcs", "--quiet")

    assert check.returncode == 0, check.stdout
    assert {found["severity"] for found in json.loads(check.stdout)} <= {"info"}
    assert set(report["summary"]["items"].values()) <= {"done", "confirmed", "not applicable"}
    assert report["green"]
    assert (fix.returncode, files(decided / "decided")) == (
        0,
        files(FIXTURES / project / "decided"),
    )


@pytest.mark.parametrize("project", PROJECTS)
def test_before_it_something_is_left_to_a_person(project: str, copy: Path) -> None:
    tool(copy, "fix")
    report = json.loads(tool(copy, "report", "--format", "json").stdout)

    assert not report["green"]


@pytest.mark.parametrize("project", PROJECTS)
def test_what_a_person_confirms_or_accepts_has_a_reason(project: str, decided: Path) -> None:
    report = json.loads(user(decided, "report", "--format", "json").stdout)

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
    blocks = tool(copy, "check").stdout.split("\n\n")
    found = [
        re.search(r"--> before/(.*?):.*^note: (.*both)$", block, re.S | re.M) for block in blocks
    ]
    held = {match[1]: match[2] for match in found if match}

    assert held.keys() == TIED.keys()
    for path, (place, _) in TIED.items():
        named = f"line {place.rpartition(':')[2]}" if place.startswith(path) else f"before/{place}"
        assert re.search(rf" at {re.escape(named)}; look at both$", held[path]), held[path]


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
