"""A repository of a fleet is told what `report` and `fix` tell in a clean clone of it."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.cli.fleet_examination import examine, options_of
from glm_migrate.cli.main import run
from glm_migrate.project.batches import Unit
from glm_migrate.runner import pool
from glm_migrate.runner.fleet.listing import listed
from glm_migrate.runner.fleet.planning import tasks
from glm_migrate.runner.fleet.repository_task import FleetSettings, NotHandled, Result, Task
from glm_migrate.runner.job import Job
from glm_migrate.runner.outcome import Outcome
from tests.campaign.hostile_repositories import OLD, git
from tests.runner.fleet.samples import clone

FIXTURES = Path(__file__).parents[2] / "fixtures"
KEY = "0123456789abcdef0123456789abcdef.AbCdEfGhIjKlMnOp"


@pytest.fixture(autouse=True)
def _return(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path.cwd())  # and back, for `examine` goes into the repository


def task_of(root: Path, settings: FleetSettings | None = None) -> Task:
    return tasks(listed(root), settings or FleetSettings(), "1", root / "mirrors")[0]


def examined(root: Path, scratch: Path, settings: FleetSettings | None = None) -> Result:
    scratch.mkdir()
    return examine(task_of(root, settings), str(scratch))


def committed(fixture: str, root: Path) -> Path:
    shutil.copytree(FIXTURES / fixture / "before", root)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    return root


@pytest.mark.parametrize("fixture", ["service", "gbk-module", "tutorial"])
def test_the_patch_makes_of_a_clone_what_fix_makes(tmp_path: Path, fixture: str) -> None:
    root = committed(fixture, tmp_path / "r")
    (tmp_path / "x.patch").write_bytes(examined(root, tmp_path / "s").patch)
    git(tmp_path, "clone", "-q", "r", "patched")
    git(tmp_path / "patched", "am", "-q", str(tmp_path / "x.patch"))
    run(["fix", "-q", str(root)])

    for path in root.rglob("*"):
        if path.is_file() and ".git" not in path.parts and path.suffix != ".toml":
            assert (tmp_path / "patched" / path.relative_to(root)).read_bytes() == path.read_bytes()


def test_the_record_tells_what_the_report_tells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = committed("service", tmp_path / "r")
    found = examined(root, tmp_path / "s").record
    monkeypatch.chdir(root)
    run(["report", "--format", "json"])
    told = json.loads(capsys.readouterr().out)

    assert {key: item["state"] for key, item in found["items"].items()} == told["summary"]["items"]
    assert [(one["path"], one["line"]) for one in found["calls"]] == [
        (one["path"], one["line"]) for one in told["calls"]
    ]
    assert found["state"] == "decision"
    assert found["searched"] == told["summary"]["searched"]


def test_the_directory_in_which_it_was_made_does_not_show(tmp_path: Path) -> None:
    root = clone(tmp_path / "r", {"b.py": b"x = (\n", "pyproject.toml": b"[tool.other]\n"})
    one, two = (examined(root, tmp_path / name) for name in ("s", "another"))

    assert one == two
    assert str(tmp_path) not in json.dumps(one.record) + one.page


def test_no_settings_from_above_count_and_its_own_do(tmp_path: Path) -> None:
    (tmp_path / "glm-migrate.toml").write_text('ignore = ["GLM1"]\n')
    plain = examined(clone(tmp_path / "r"), tmp_path / "s").record
    own = clone(tmp_path / "own", {"glm-migrate.toml": b'exclude = ["*.py"]\n'})

    assert plain["state"] == "decision" or plain["state"] == "fixable"
    assert examined(own, tmp_path / "t").record["state"] == "none"
    ruling = FleetSettings(file='target = "glm-4.6"\n')
    assert examined(own, tmp_path / "u", ruling).record["state"] == plain["state"]


def test_settings_that_can_not_be_used_are_told_without_the_directory(tmp_path: Path) -> None:
    root = clone(tmp_path / "r", {"glm-migrate.toml": b"colour = 1\n"})

    with pytest.raises(NotHandled) as raised:
        examined(root, tmp_path / "s")
    assert raised.value.failure.kind == "settings"
    assert raised.value.failure.message.startswith("glm-migrate.toml: unknown key 'colour'")


def test_settings_that_lead_out_are_told_the_same_everywhere(tmp_path: Path) -> None:
    root = clone(tmp_path / "r", {"glm-migrate.toml": b'extend = "../../../etc/passwd"\n'})
    told = []
    for name in ("s", "deep"):
        with pytest.raises(NotHandled) as raised:
            examined(root, tmp_path / name)
        told.append(raised.value.failure.message)

    assert told[0] == told[1]
    assert "passwd" not in told[0]


def test_a_committed_file_counts_though_it_is_ignored(tmp_path: Path) -> None:
    root = clone(tmp_path / "r")
    (root / ".gitignore").write_text("*.py\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")

    assert len(examined(root, tmp_path / "s").record["calls"]) == 1


def test_no_secret_is_in_a_record_or_a_page(tmp_path: Path) -> None:
    code = OLD.replace("ZaiClient()", f'ZaiClient(api_key="{KEY}")')
    code += f'\n\nclient.chat.completions.create(model="{KEY}", api_key="{KEY}")\n'
    result = examined(clone(tmp_path / "r", {"b.py": code.encode()}), tmp_path / "s")

    assert result.record["calls"]
    assert KEY not in json.dumps(result.record) + result.page


def test_where_nothing_names_glm_there_is_no_page(tmp_path: Path) -> None:
    root = clone(tmp_path / "r", {"a.py": b"x = 1\n"})
    result = examined(root, tmp_path / "s")

    assert (result.record["state"], result.page, result.patch) == ("none", "", b"")


def test_questions_are_dated_as_the_commit_is(tmp_path: Path) -> None:
    root = committed("service", tmp_path / "r")
    git(root, "commit", "-q", "--amend", "--no-edit", "--date", "2001-02-03T04:05:06Z")
    patch = examined(root, tmp_path / "s").patch

    assert b"+[[decision]]" in patch
    assert b'\n+date = "20' in patch


def test_a_large_one_split_by_its_units_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, bytes] = {}
    for fixture in ("service", "agent", "gateway", "tutorial"):
        for path in (FIXTURES / fixture / "before").rglob("*"):
            if path.is_file():
                name = f"{fixture}/{path.relative_to(FIXTURES / fixture / 'before').as_posix()}"
                files[name] = path.read_bytes()
    files["agent/filler.py"] = b'MODEL = "glm-4.5"\n' + b"# filler\n" * 20_000
    task = task_of(clone(tmp_path / "r", files))
    parts: list[tuple[int, int]] = []
    monkeypatch.setattr(pool, "in_order", _counting(pool.in_order, parts))
    results = []
    for processes in (1, 3):
        scratch = tmp_path / f"s{processes}"
        scratch.mkdir()
        results.append(examine(replace(task, processes=processes), str(scratch)))

    assert results[0] == results[1]
    assert results[0].patch
    assert {jobs for jobs, _ in parts} == {3}
    assert min(units for _, units in parts) >= 3


def _counting(
    in_order: Callable[..., Iterator[tuple[Outcome, ...]]], parts: list[tuple[int, int]]
) -> Callable[..., Iterator[tuple[Outcome, ...]]]:
    def counted(
        units: Sequence[Unit], job: Job, jobs: int, *more: object
    ) -> Iterator[tuple[Outcome, ...]]:
        parts.append((jobs, len(units)))
        return in_order(units, job, jobs, *more)

    return counted


def test_only_what_is_committed_is_looked_at_in_full() -> None:
    task = Task(listed(FIXTURES)[0], FleetSettings(layer={"select": ("GLM1",)}), "1")

    assert options_of(task).settings == {"select": ("GLM1",)}


def packed(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_what_is_packed_counts_though_it_is_ignored(tmp_path: Path) -> None:
    path = packed(tmp_path / "r.zip", {"r/a.py": OLD, "r/.gitignore": "*.py\n"})

    assert len(examined(path, tmp_path / "s").record["calls"]) == 1


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("lib/a.py", "unseen"),
        ("a.ipynb", "unseen"),
        ("conf/app.yaml", "unseen"),
        ("requirements.txt", "unseen"),
        ("glm-migrate.toml", "unseen"),
        ("picture.png", "none"),
        ("node_modules/a.py", "none"),
    ],
)
def test_a_file_that_is_left_out_counts_where_it_would_be_checked(
    tmp_path: Path, name: str, state: str
) -> None:
    root = clone(tmp_path / "r", {"a.py": b"x = 1\n"})
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).symlink_to("/etc/passwd")
    git(root, "add", "-Af")
    git(root, "commit", "-qm", "link")
    result = examined(root, tmp_path / "s")

    assert result.record["left_out"][0]["path"] == name
    assert result.record["state"] == state
    told = {(one["path"], one["code"], one["kind"]) for one in result.record["findings"]}
    assert (told == {(name, "GLM900", "unseen")}) == (state == "unseen")
    assert bool(result.page) == (state == "unseen")


@pytest.mark.parametrize("target", ["own.toml", "gone.toml", "/etc/passwd"])
def test_questions_are_never_written_through_a_link(tmp_path: Path, target: str) -> None:
    root = committed("service", tmp_path / "r")
    (root / "own.toml").touch()
    (root / "glm-migrate-decisions.toml").unlink(missing_ok=True)
    (root / "glm-migrate-decisions.toml").symlink_to(target)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "link")

    with pytest.raises(NotHandled, match=r"decisions\.toml is a link") as raised:
        examined(root, tmp_path / "s")
    assert raised.value.failure.kind == "settings"


def test_a_link_to_questions_is_read_where_none_is_added(tmp_path: Path) -> None:
    root = clone(tmp_path / "r", {"a.py": b"x = 1\n", "own.toml": b""})
    (root / "glm-migrate-decisions.toml").symlink_to("own.toml")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "link")

    assert examined(root, tmp_path / "s").record["state"] == "none"


@pytest.mark.parametrize("name", ["../escaped.py", "/tmp/escaped.py", "a/../../escaped.py"])
def test_no_record_tells_where_a_repository_was_laid_down(tmp_path: Path, name: str) -> None:
    file = tmp_path / "r.tar"
    with tarfile.open(file, "w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = 6
        archive.addfile(entry, io.BytesIO(b"x = 1\n"))
    first, second = (examined(file, tmp_path / place) for place in ("s", "t"))

    assert first.record["findings"][0]["code"] == "GLM900"
    assert first.record["findings"] == second.record["findings"]
    assert str(tmp_path) not in str(first.record["findings"])
