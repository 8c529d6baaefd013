"""What has landed stays, whatever ends a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.errors import UsageError
from glm_migrate.runner.fleet import fleet_store
from glm_migrate.runner.fleet.fleet_store import Store, file_name, read
from glm_migrate.runner.fleet.repository_task import Result, Task
from tests.runner.fleet.samples import task


def result(name: str, state: str = "clean") -> Result:
    return Result({"repository": name, "state": state}, b"patch", "<p>")


def filled(directory: Path, *names: str) -> list[Task]:
    asked = [task(name) for name in names]
    with Store(directory) as store:
        for one in asked:
            store.add(one, result(one.repository.name))
    return asked


def test_the_next_run_finds_what_has_landed(tmp_path: Path) -> None:
    (one,) = filled(tmp_path, "a")

    with Store(tmp_path) as store:
        assert store.state(one) == "clean"
        assert store.state(task("b")) == ""


def test_a_line_that_was_cut_off_is_dropped(tmp_path: Path) -> None:
    one, two = filled(tmp_path, "a", "b")
    path = tmp_path / "results.jsonl"
    path.write_bytes(path.read_bytes()[:-5])

    with Store(tmp_path) as store:
        assert store.state(one)
        assert not store.state(two)
        store.add(two, result("b"))
    assert [record["repository"] for record in read(path)] == ["a", "b"]


def under_other_settings(name: str) -> Task:
    return replace(task(name), version="2")


def test_a_result_whose_patch_was_replaced_counts_no_more(tmp_path: Path) -> None:
    one, two = filled(tmp_path, "a", "b")
    other = under_other_settings("a")
    with Store(tmp_path) as store:
        store.add(other, result("a"))

    with Store(tmp_path) as store:
        states = [store.state(each) for each in (one, other, two)]
    assert states == ["", "clean", "clean"]
    assert [record["repository"] for record in read(tmp_path / "results.jsonl")] == ["a", "b", "a"]


def test_nor_does_one_whose_patch_was_about_to_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = filled(tmp_path, "a")
    with Store(tmp_path) as store:
        monkeypatch.setattr(fleet_store, "put", killed)
        with pytest.raises(KeyboardInterrupt):
            store.add(under_other_settings("a"), result("a"))

    with Store(tmp_path) as store:
        assert not store.state(one)


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_file_that_a_kill_cut_off_can_be_read(tmp_path: Path) -> None:
    filled(tmp_path, "a", "b")
    path = tmp_path / "results.jsonl"
    path.write_bytes(path.read_bytes()[:-5])

    assert [record["repository"] for record in read(path)] == ["a"]


def test_at_the_end_each_repository_has_one_line_in_order(tmp_path: Path) -> None:
    one, two, _ = filled(tmp_path, "b", "a", "gone")

    with Store(tmp_path) as store:
        store.settle({two.address: "a", one.address: "b"})
        store.add(task("c"), result("c"))
        found = [record["repository"] for record in store.records()]

    assert found == ["a", "b", "c"]
    kept = {path.stem for path in (tmp_path / "patches").iterdir()}
    assert kept == {file_name("a"), file_name("b"), file_name("c")}


def test_a_patch_that_is_no_more_goes(tmp_path: Path) -> None:
    (one,) = filled(tmp_path, "a")
    with Store(tmp_path) as store:
        store.add(one, Result({"repository": "a", "state": "clean"}))

    assert list((tmp_path / "patches").iterdir()) == []


def test_two_runs_do_not_write_to_one_directory(tmp_path: Path) -> None:
    with Store(tmp_path), pytest.raises(UsageError, match="another run"):
        Store(tmp_path).__enter__()


def test_names_of_files_are_plain_and_distinct() -> None:
    names = ["a/b", "a-b", "../../etc/passwd", "x" * 300, "中文", "con"]
    files = {file_name(name) for name in names}

    assert len(files) == len(names)
    assert all(name.isascii() and "/" not in name and len(name) < 100 for name in files)


def test_files_of_others_stay(tmp_path: Path) -> None:
    (tmp_path / "pages/docs").mkdir(parents=True)
    (tmp_path / "pages/index.html").touch()
    with Store(tmp_path) as store:
        store.add(task("a"), result("a"))
        store.settle({})

    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == ["docs", "index.html"]


def test_results_of_another_program_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "results.jsonl").write_text('{"mine": 1}\n')

    with pytest.raises(UsageError, match="not of a fleet"):
        Store(tmp_path).__enter__()
    assert (tmp_path / "results.jsonl").read_text() == '{"mine": 1}\n'


def test_a_directory_that_can_not_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(UsageError, match="can't write to"):
        Store(tmp_path / "file/out").__enter__()


def test_a_failure_of_the_machine_is_told_and_tried_again(tmp_path: Path) -> None:
    asked = [task(name) for name in ("a", "b")]
    with Store(tmp_path) as store:
        for one, kind in zip(asked, ("machine", "time"), strict=True):
            failure = {"kind": kind, "message": "m"}
            named = {"repository": one.repository.name, "state": "failed", "failure": failure}
            store.add(one, Result(named))
        store.settle({one.address: one.repository.name for one in asked})
        assert [one["repository"] for one in store.records()] == ["a", "b"]

    with Store(tmp_path) as store:
        assert [store.state(one) for one in asked] == ["", "failed"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("my notes", id="a text"),
        pytest.param('{"mine": 1}', id="an object"),
        pytest.param('{"address":"here"}', id="an address of another kind"),
        pytest.param('{"address":"' + "0" * 64 + '","repository":"a"}\n', id="a line of no record"),
    ],
)
def test_a_file_of_another_program_is_never_cut(tmp_path: Path, text: str) -> None:
    path = tmp_path / "out/results.jsonl"
    path.parent.mkdir()
    path.write_text(text)
    for _ in range(2):  # the directory is free again
        with pytest.raises(UsageError, match="not of a fleet"):
            Store(tmp_path / "out").__enter__()
    filled(tmp_path / "ours", "a")
    path.write_bytes((tmp_path / "ours/results.jsonl").read_bytes() + text.encode())
    before = path.read_bytes()

    with pytest.raises(UsageError, match="not of a fleet"):
        Store(tmp_path / "out").__enter__()
    assert path.read_bytes() == before


def test_wherever_a_line_of_ours_was_cut_off_it_is_dropped(tmp_path: Path) -> None:
    filled(tmp_path, "a", "b")
    path = tmp_path / "results.jsonl"
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for end in range(first, len(whole)):
        path.write_bytes(whole[:end])
        with Store(tmp_path):
            assert path.read_bytes() == whole[:first]


def test_a_directory_in_the_place_of_the_results_is_named(tmp_path: Path) -> None:
    (tmp_path / "results.jsonl").mkdir()
    for _ in range(2):
        with pytest.raises(UsageError, match=r"can't read .*results\.jsonl: Is a directory"):
            Store(tmp_path).__enter__()
