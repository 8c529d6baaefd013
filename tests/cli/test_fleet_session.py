"""A fleet from the command line: what lands, what a second run does, how it ends."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from glm_migrate.cli.fleet_session import settings_of, shown, teams_of
from glm_migrate.cli.main import run
from glm_migrate.cli.options import Options
from glm_migrate.errors import UsageError
from glm_migrate.report.text_style import cleaned
from glm_migrate.runner.fleet import embedded, fleet_store
from glm_migrate.runner.fleet.repository_task import Limits, Repository, Task, TaskFailure
from tests.campaign.hostile_repositories import git
from tests.runner.fleet.samples import clone


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    clone(tmp_path / "repos/one")
    clone(tmp_path / "repos/two", {"a.py": b"x = 1\n"})
    (tmp_path / "repos/broken.zip").write_bytes(b"PK")
    return tmp_path


OTHER_SHAPE = json.dumps(
    {"repository": "a", "state": "clean", "failure": None, "calls": [], "items": []}
)


def records(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]


def test_every_repository_has_a_record_and_a_broken_one_says_so(fleet: Path) -> None:
    code = run(["fleet", str(fleet / "repos"), "--output", str(fleet / "out"), "-j", "2"])
    found = {one["repository"]: one for one in records(fleet / "out")}

    assert code == 1
    assert {name: one["state"] for name, one in found.items()} == {
        "broken.zip": "failed",
        "one": found["one"]["state"],
        "two": "none",
    }
    assert found["broken.zip"]["failure"]["kind"] == "unreadable"
    assert {key for one in found.values() for key in one} == set(found["one"])


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_in_no_encoding_are_reported(fleet: Path) -> None:
    path = os.fsencode(fleet / "repos/one")
    os.rename(path, path + b"\xe9")  # noqa: PTH104
    with open(path + b"\xe9/caf\xe9.py", "wb") as file:  # noqa: PTH123
        file.write((fleet / os.fsdecode(path + b"\xe9") / "a.py").read_bytes())
    git(Path(os.fsdecode(path + b"\xe9")), "add", "-A")
    git(Path(os.fsdecode(path + b"\xe9")), "commit", "-qm", "more")

    assert run(["fleet", str(fleet / "repos"), "--output", str(fleet / "out")]) == 1
    text = (fleet / "out/results.jsonl").read_text()
    assert "\\ud" not in text
    rows = json.loads((fleet / "out/report.json").read_text())["repositories"]
    shown = [row for row in rows if row["name"].startswith("one\ufffd~")]
    assert [(fleet / "out" / row["page"]).is_file() for row in shown] == [True]


def test_names_that_no_report_can_show_are_told_apart() -> None:
    names = [os.fsdecode(one) for one in (b"caf\xe9", b"caf\xe8", b"a\tb", b"plain")]
    found = [one.name for one in shown(Repository(name, name, "git") for name in names)]

    assert [name.partition("~")[0] for name in found] == [
        "a    b",
        "caf\ufffd",
        "caf\ufffd",
        "plain",
    ]
    assert len(set(found)) == 4


def test_a_second_run_does_only_what_changed(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["fleet", str(fleet / "repos"), "--output", str(fleet / "out")]
    told = []
    run(command)
    before = (fleet / "out/results.jsonl").read_bytes()
    for change in (lambda: None, lambda: clone(fleet / "repos/two", {"b.py": b"y = 2\n"})):
        change()
        capsys.readouterr()
        run(command)
        told.append(capsys.readouterr().err.splitlines()[0])

    assert told == ["3 repositories, 0 to check", "3 repositories, 1 to check"]
    assert (fleet / "out/results.jsonl").read_bytes() != before


def test_other_settings_are_another_result(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["fleet", str(fleet / "repos"), "--output", str(fleet / "out")]
    run(command)
    run([*command, "--ignore", "GLM101"])

    assert "3 repositories, 3 to check" in capsys.readouterr().err
    assert len(records(fleet / "out")) == 3


def test_what_failed_is_tried_again_when_that_is_asked(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["fleet", str(fleet / "repos"), "--output", str(fleet / "out")]
    run(command)
    run([*command, "--retry-failed"])

    assert "3 repositories, 1 to check" in capsys.readouterr().err


def test_a_branch_is_made_in_clones_that_change(fleet: Path) -> None:
    command = ["fleet", str(fleet / "repos"), "--output", str(fleet / "out"), "--branch", "glm"]
    run(command)
    heads = {
        name: subprocess.run(
            ["git", "rev-parse", "-q", "--verify", "glm"],
            cwd=fleet / "repos" / name,
            capture_output=True,
            check=False,
        ).returncode
        for name in ("one", "two")
    }

    assert heads == {"one": 0, "two": 1}
    git(fleet / "repos/one", "diff", "--quiet")


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        pytest.param(["--target", "own.toml"], "own.toml", id="a target of one's own"),
        pytest.param(["--branch", "a b"], "--branch", id="a name that is none"),
        pytest.param(["--select", "GLM999"], "GLM999", id="a rule that is none"),
    ],
)
def test_what_can_not_be_asked_is_refused_at_once(
    fleet: Path, capsys: pytest.CaptureFixture[str], extra: list[str], words: str
) -> None:
    assert run(["fleet", str(fleet / "repos"), "--output", str(fleet / "out"), *extra]) == 2
    assert words in capsys.readouterr().err
    assert not (fleet / "out").exists()


def test_the_report_tells_teams_and_the_trend(fleet: Path) -> None:
    repos, teams = str(fleet / "repos"), fleet / "teams.toml"
    teams.write_text('payments = ["one"]\n')
    run(["fleet", repos, "--output", str(fleet / "before")])
    (fleet / "repos/one/a.py").write_text("x = 1\n")
    git(fleet / "repos/one", "commit", "-qam", "no more GLM")
    flags = ["--teams", str(teams), "--since", str(fleet / "before")]
    run(["fleet", repos, "--output", str(fleet / "out"), *flags])
    told = json.loads((fleet / "out/report.json").read_text())

    assert told["teams"]["payments"]["repositories"] == 1
    assert {one["name"]: one["trend"] for one in told["repositories"]} == {
        "broken.zip": "same",
        "one": "better",
        "two": "same",
    }
    assert (fleet / "out/report.html").exists()
    assert (fleet / "out/report.md").exists()


@pytest.mark.parametrize(
    ("flag", "text"),
    [
        pytest.param("--teams", 'payments = "one"', id="a team that is no list"),
        pytest.param("--since", "[]", id="a run that is none"),
        pytest.param("--since", OTHER_SHAPE, id="a run of another shape"),
    ],
)
def test_a_file_that_is_none_is_refused(
    fleet: Path, capsys: pytest.CaptureFixture[str], flag: str, text: str
) -> None:
    (fleet / "x").write_text(text)

    assert run(["fleet", str(fleet / "repos"), "--output", "out", flag, str(fleet / "x")]) == 2
    assert str(fleet / "x") in capsys.readouterr().err


def test_a_settings_file_travels_as_its_content(tmp_path: Path) -> None:
    file = tmp_path / "fleet.toml"
    file.write_text('ignore = ["GLM1"]\n')

    assert settings_of(Options.of((), (str(file),), isolated=False), Limits()).file
    file.write_text('extend = "base.toml"\n')
    (tmp_path / "base.toml").touch()
    with pytest.raises(UsageError, match="extend"):
        settings_of(Options.of((), (str(file),), isolated=False), Limits())


@pytest.mark.parametrize("flag", ["-q", "-s"])
def test_a_branch_that_can_not_be_made_is_told(fleet: Path, flag: str) -> None:
    (fleet / "repos/broken.zip").unlink()
    git(fleet / "repos/one", "branch", "glm")
    command = ["fleet", str(fleet / "repos"), "--output", str(fleet / "out"), flag]

    assert run(command) == 0
    assert run([*command, "--branch", "glm"]) == 1
    told = json.loads((fleet / "out/report.json").read_text())["branchless"]
    assert told == {"one": "the branch glm is there and holds something else"}
    for name in ("report.html", "report.md"):
        assert told["one"] in (fleet / "out" / name).read_text()


@pytest.mark.parametrize("way", ["--baseline", "--config", "a file"])
def test_a_baseline_for_all_is_refused(
    fleet: Path, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    (fleet / "baseline.toml").touch()
    (fleet / "fleet.toml").write_text('baseline = "baseline.toml"\n')
    flags = {
        "--baseline": ["--baseline", str(fleet / "baseline.toml")],
        "--config": ["--config", 'baseline = "baseline.toml"'],
        "a file": ["--config", str(fleet / "fleet.toml")],
    }
    command = ["fleet", str(fleet / "repos"), "--output", str(fleet / "out")]

    assert run([*command, *flags[way]]) == 2
    assert "fleet takes no baseline for all" in capsys.readouterr().err


def test_a_target_of_ones_own_is_refused_beside_a_settings_file_too(fleet: Path) -> None:
    (fleet / "fleet.toml").touch()
    flags = ["--config", str(fleet / "fleet.toml"), "--target", "own.toml"]

    assert run(["fleet", str(fleet / "repos"), "--output", str(fleet / "out"), *flags]) == 2


def test_the_baselines_of_repositories_may_be_switched_off(fleet: Path) -> None:
    command = ["fleet", str(fleet / "repos"), "--output", str(fleet / "out")]

    assert run([*command, "--baseline", ""]) == 1
    assert {one["state"] for one in records(fleet / "out")} >= {"none", "failed"}


def test_a_name_is_shown_as_records_hold_it() -> None:
    """Also where the digest itself would be masked, and where somebody chose such a name."""
    names = ["https://host/x?token=abcdef", "https://host/x?token=ghijkl", "sk-abcdefghijkl0123"]
    (third,) = shown([Repository(names[2], "", "git")])
    found = [
        one.name for one in shown(Repository(name, "", "git") for name in (*names, third.name))
    ]

    assert cleaned(found) == found
    assert len(set(found)) == 4
    assert third.name in found
    assert not any(secret in "".join(found) for secret in ("abcdef", "ghijkl"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_request_to_stop_keeps_what_has_landed(
    fleet: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    def stopped(asked: Iterable[Task], *_: object) -> Iterator[tuple[Task, TaskFailure]]:
        yield next(iter(asked)), TaskFailure("time", "")
        os.kill(os.getpid(), number)
        yield from ()

    monkeypatch.setattr(embedded, "results", stopped)

    assert run(["fleet", str(fleet / "repos"), "--output", str(fleet / "out")]) == 130
    assert "Interrupted; 1 are done, the next run does the rest." in capsys.readouterr().err
    assert len(records(fleet / "out")) == 1


def test_a_directory_of_teams_is_refused(fleet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["fleet", str(fleet / "repos"), "--output", str(fleet / "out")]

    assert run([*command, "--teams", str(fleet)]) == 2
    assert "is a directory" in capsys.readouterr().err
    with pytest.raises(UsageError, match="--teams: can't read"):
        teams_of(fleet)


def test_a_full_disk_ends_the_run_and_is_told(
    fleet: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    command = ["fleet", str(fleet / "repos"), "--output", str(fleet / "out"), "-j", "1"]
    with monkeypatch.context() as patched:
        patched.setattr(fleet_store, "put", full)
        assert run(command) == 2
    told = capsys.readouterr().err
    assert "Error: the run can't go on: No space left on device; what has landed is kept" in told
    assert "Internal error" not in told

    assert run(command) == 1
    assert len(records(fleet / "out")) == 3
