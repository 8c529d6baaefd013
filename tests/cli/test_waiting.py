"""A run that writes says that it waits for another one."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from glm_migrate.cli.exits import CLEAN
from glm_migrate.cli.main import run
from glm_migrate.cli.waiting import one_writer_of

OLD = b'from zai import ZaiClient\nZaiClient().chat.completions.create(model="glm-4.5")\n'


def test_a_fix_waits_for_who_writes_in_the_same_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "a.py").write_bytes(OLD)
    started, ended = threading.Event(), threading.Event()

    def write() -> None:
        with one_writer_of(["."], lambda text: None):
            started.set()
            ended.wait(30)
            (folder / "a.py").write_bytes(OLD.replace(b"4.5", b"4.6"))

    other = threading.Thread(target=write)
    other.start()
    started.wait(30)
    threading.Timer(0.5, ended.set).start()
    began = time.monotonic()

    assert run(["fix", "--allow-no-vcs", "--no-cache", "--select=GLM1", "src"]) == CLEAN
    assert time.monotonic() - began > 0.4
    assert "Waiting for another run" in capsys.readouterr().err
    other.join()


def test_what_only_looks_waits_for_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_bytes(OLD)
    with one_writer_of(["."], lambda text: None):
        run(["check", "--no-cache", "."])
        run(["fix", "--diff", "--no-cache", "."])

    assert "Waiting" not in capsys.readouterr().err
