"""A search that several processes share finds the same, also where one of them dies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import glm_migrate
from glm_migrate.project.prefilter import alone
from glm_migrate.runner import shared_search

MENTION = b'MODEL = "glm-4.5"\n'
PARALLEL = """
import os, sys
from glm_migrate.project import prefilter as search
from glm_migrate.runner import shared_search
shared_search._PARALLEL = 3
if "die" in sys.argv:
    plain = search._search
    parent = os.getpid()
    search._search = lambda *a: plain(*a) if os.getpid() == parent else os._exit(1)
print(list(search.candidates(["a.py", "b.py", "c.py", "d.py", "e.py"], (), shared_search.among(3))))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("how", ["live", "die"], ids=["processes share it", "one of them dies"])
def test_the_search_in_several_processes(tmp_path: Path, how: str) -> None:
    for name in "abcde":
        (tmp_path / f"{name}.py").write_bytes(MENTION if name in "bcd" else b"")
    root = str(Path(glm_migrate.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", PARALLEL, how],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "['b.py', 'c.py', 'd.py']\n"


def test_searching_shares_in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second process without a second process: what it writes and what is read back."""
    monkeypatch.setattr(os, "fork", lambda: 0)
    monkeypatch.setattr(os, "_exit", lambda code: None)
    reader, writer = os.pipe()
    monkeypatch.setattr(os, "pipe", lambda: (reader, os.dup(writer)))
    shared_search._fork(lambda share: {number: number == 1 for number in share}, range(2))
    os.close(writer)
    monkeypatch.setattr(os, "waitpid", lambda *_: (0, 0))

    assert shared_search._collect(0, reader) == {0: False, 1: True}


def test_few_files_and_one_process_are_searched_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fork", pytest.fail)

    assert shared_search.among(1) is alone
    assert shared_search.among(4)(lambda numbers: dict.fromkeys(numbers, True), 2) == {
        0: True,
        1: True,
    }
