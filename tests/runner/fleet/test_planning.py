"""Tasks are at their commits, and the largest goes first."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from threading import Thread

import pytest

from glm_migrate.project import asking_git
from glm_migrate.runner.fleet import planning
from glm_migrate.runner.fleet.listing import listed
from glm_migrate.runner.fleet.repository_task import REMOTE, FleetSettings, Repository
from tests.runner.fleet.samples import clone, commit_of, expect_gone, task


def test_each_repository_has_a_task_at_its_commit(tmp_path: Path) -> None:
    roots = [clone(tmp_path / name) for name in ("a", "b")]
    found = planning.tasks(listed(tmp_path), FleetSettings(), "1", tmp_path / "mirrors")

    assert [one.repository.revision for one in found] == [commit_of(root) for root in roots]


def test_an_address_is_fetched_first(tmp_path: Path) -> None:
    root = clone(tmp_path / "a")
    (tmp_path / "repos.txt").write_text(f"file://{root}\n")
    found = planning.tasks(
        listed(tmp_path / "repos.txt"), FleetSettings(), "1", tmp_path / "mirrors"
    )

    assert [(one.repository.kind, one.repository.revision) for one in found] == [
        ("bare", commit_of(root))
    ]


def test_the_largest_goes_first() -> None:
    planned = [task("small", size=1), task("b", size=5), task("large", size=9), task("a", size=5)]
    names = [one.repository.name for one in planning.largest_first(planned)]

    assert names == ["large", "a", "b", "small"]


def test_one_that_is_most_of_the_work_is_shared_by_the_workers() -> None:
    planned = [task("monorepo", size=70), *(task(f"small{one}", size=10) for one in range(3))]

    assert [one.processes for one in planning.shared(planned, 4)] == [3, 1, 1, 1]
    assert [one.processes for one in planning.shared(planned[:1], 4)] == [4]
    assert [one.processes for one in planning.shared([task("empty")], 4)] == [1]


def test_who_shares_a_repository_is_no_part_of_its_address() -> None:
    alone = task("monorepo", size=70)

    assert planning.shared([alone], 4)[0].address == alone.address


@pytest.mark.skipif(os.name == "nt", reason="a script stands for git")
def test_nothing_is_waited_for_after_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "git"
    slow.write_text(f"#!/bin/sh\necho $$ >> {tmp_path}/begun\nsleep 600\n")
    slow.chmod(0o755)
    monkeypatch.setattr(asking_git, "program", lambda: str(slow))
    remote = [Repository(str(one), f"file:///{one}", REMOTE) for one in range(9)]
    Thread(target=_interrupt, args=(tmp_path / "begun",)).start()

    with pytest.raises(KeyboardInterrupt):
        planning.tasks(remote, FleetSettings(), "1", tmp_path / "mirrors")
    for process in (tmp_path / "begun").read_text().split():
        expect_gone(int(process))


def _interrupt(begun: Path) -> None:
    while not begun.exists():
        time.sleep(0.02)
    time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGINT)
