"""A fleet survives its repositories, the death of its workers, and its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.campaign.fleet_generator import generate

COUNT = 14
KILLS = 5  # a busy machine takes long to start a worker again


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("fleet")
    hostile = generate(top / "repos", COUNT, seed=31)
    assert hostile
    return top


def command(fleet: Path, out: str, *flags: str) -> list[str]:
    program = [sys.executable, "-m", "glm_migrate", "fleet", str(fleet / "repos")]
    return [*program, "--output", str(fleet / out), "-j", "2", *flags]


@pytest.fixture(scope="module")
def undisturbed(fleet: Path) -> bytes:
    subprocess.run(command(fleet, "undisturbed"), check=False, capture_output=True)
    return (fleet / "undisturbed/results.jsonl").read_bytes()


def test_every_repository_has_a_record_and_no_command_ran(fleet: Path, undisturbed: bytes) -> None:
    records = [json.loads(line) for line in undisturbed.splitlines()]

    assert len(records) == COUNT
    assert not list(fleet.rglob("ran"))
    assert not list(fleet.rglob("escaped.py"))
    assert not (fleet / "undisturbed/.scratch").exists()


def test_a_driver_that_is_killed_loses_nothing(fleet: Path, undisturbed: bytes) -> None:
    landed = fleet / "killed/results.jsonl"
    process = subprocess.Popen(command(fleet, "killed"), stderr=subprocess.DEVNULL)
    while not landed.exists() or landed.read_bytes().count(b"\n") < 4:
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = landed.read_bytes().count(b"\n")
    done = subprocess.run(
        command(fleet, "killed"), check=False, capture_output=True, encoding="utf-8"
    )

    left = int(done.stderr.split(" to check")[0].rpartition(" ")[2])
    assert left == COUNT - before
    assert landed.read_bytes() == undisturbed


def test_workers_that_are_killed_change_nothing(fleet: Path, undisturbed: bytes) -> None:
    process = subprocess.Popen(command(fleet, "workers"), stderr=subprocess.DEVNULL)
    killed = 0
    while process.poll() is None:
        time.sleep(0.7)  # a run takes some seconds on a fast machine
        for worker in _children(process.pid)[:1] if killed < KILLS else []:
            os.kill(worker, signal.SIGKILL)
            killed += 1

    assert killed
    assert (fleet / "workers/results.jsonl").read_bytes() == undisturbed


@pytest.mark.skipif(find_spec("distributed") is None, reason="the extra 'fleet' is not installed")
def test_a_cluster_gives_the_same_bytes(fleet: Path, undisturbed: bytes) -> None:
    subprocess.run(command(fleet, "cluster", "--engine", "dask"), check=False, capture_output=True)

    assert (fleet / "cluster/results.jsonl").read_bytes() == undisturbed


def _children(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(path.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(path.parent.name))
        except (OSError, ValueError):
            continue
    return found
