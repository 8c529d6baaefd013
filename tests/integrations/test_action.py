"""The shell steps of the GitHub action, run as its runner runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
OLD = (
    "from zai import ZaiClient\n"
    'ZaiClient().chat.completions.create(model="glm-4.5", messages=[], temperature=0.2)\n'
)


class Runner:
    """A job with its own directories; programs of the outside only write down their arguments."""

    def __init__(self, folder: Path) -> None:
        self.work, self.temp = folder / "work", folder / "temp"
        self.outside, self.log = folder / "outside", folder / "log"
        for one in (self.work, self.temp / "glm-migrate/bin", self.outside):
            one.mkdir(parents=True)
        self.put(self.temp / "glm-migrate/bin/glm-migrate", f'{sys.executable} -m glm_migrate "$@"')
        self.log.touch()

    def put(self, path: Path, command: str) -> None:
        path.write_text(f"#!/bin/sh\n{command}\n")
        path.chmod(0o755)

    def stub(self, name: str, more: str = ":") -> None:
        self.put(self.outside / name, f'echo {name} "$@" >> {self.log}\n{more}')

    def run(self, step: str, **given: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "PATH": f"{self.outside}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_OUTPUT": str(self.temp / "output"),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary"),
            **given,
        }
        assert set(STEPS[step].get("env", {})) <= set(environment), "each value is given by a test"
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[step]["run"]],
            cwd=self.work,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def output(self) -> str:
        return (self.temp / "output").read_text()

    @property
    def called(self) -> list[str]:
        return self.log.read_text().splitlines()


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    made = Runner(tmp_path)
    (made.work / "app.py").write_text(OLD)
    (made.work / "setup.cfg").write_text("")
    return made


@pytest.mark.parametrize(
    ("version", "installed"),
    [("", "/the/action"), ("0.1.0", "glm-migrate==0.1.0")],
)
def test_the_wanted_version_is_installed(runner: Runner, version: str, installed: str) -> None:
    runner.stub("python")
    runner.put(runner.temp / "glm-migrate/bin/python", f'echo pip "$@" >> {runner.log}')
    done = runner.run("Install", ACTION="/the/action", VERSION=version)

    assert done.returncode == 0, done.stderr
    assert runner.called == [
        f"python -m venv {runner.temp}/glm-migrate",
        f"pip -m pip install --quiet {installed}",
    ]


@pytest.mark.parametrize(
    ("src", "arguments", "code"),
    [
        pytest.param(".", "", 1, id="findings"),
        pytest.param("app.py\n", "--select=GLM9\n\n", 0, id="none of the selected"),
        pytest.param("gone dir", "", 2, id="a missing path"),
        pytest.param(".\n$(touch pwned); `touch pwned`", "", 2, id="nothing is a command"),
    ],
)
def test_the_check_annotates_and_keeps_its_exit_code(
    runner: Runner, src: str, arguments: str, code: int
) -> None:
    done = runner.run("Check", SRC=src, ARGS=arguments)

    assert done.returncode == 0, done.stderr
    assert runner.output == f"exit-code={code}\n"
    assert done.stdout.startswith("::error title=glm-migrate (GLM101),file=app.py") is (code == 1)
    assert not (runner.work / "pwned").exists()


@pytest.mark.parametrize("code", [0, 1, 2])
def test_the_last_step_fails_as_the_check_does(runner: Runner, code: int) -> None:
    assert runner.run("Result", CODE=str(code)).returncode == code
    assert list(STEPS)[-1] == "Result"


def test_findings_are_written_as_sarif(runner: Runner) -> None:
    done = runner.run("Findings as SARIF", SRC=".", ARGS="", FILE="found.sarif")

    assert done.returncode == 0, done.stderr
    log = json.loads((runner.work / "found.sarif").read_text(encoding="utf-8"))
    assert [one["ruleId"] for one in log["runs"][0]["results"]] == ["GLM101"]


def test_the_report_is_posted_once_and_renewed_after(runner: Runner) -> None:
    report = runner.temp / "report.md"
    done = runner.run("Report", SRC=".", FILE=str(report))
    assert done.returncode == 0, done.stderr
    assert "glm-4.6" in report.read_text(encoding="utf-8")

    given = {"GH_TOKEN": "t", "GH_REPO": "o/r", "NUMBER": "7", "FILE": str(report)}
    for known, last in (
        ("", "pr comment 7"),
        ("41", "--method PATCH repos/o/r/issues/comments/41"),
    ):
        runner.stub("gh", f'case "$*" in *--jq*) echo "{known}";; esac')
        assert runner.run("Comment", **given).returncode == 0
        assert last in runner.called[-1]
    body = (runner.temp / "glm-migrate-comment.md").read_text(encoding="utf-8")
    assert body.startswith("<!-- glm-migrate -->\n")


def test_no_input_is_pasted_into_a_script() -> None:
    """What a caller gives comes as an environment variable, never as text of a program."""
    assert [name for name, step in STEPS.items() if "${{" in step["run"]] == []


def test_every_input_is_used_and_every_step_names_its_shell() -> None:
    text = json.dumps(ACTION["runs"])

    assert [name for name in ACTION["inputs"] if f"inputs.{name}" not in text] == []
    assert {step["shell"] for step in STEPS.values()} == {"bash"}
