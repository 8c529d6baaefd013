"""What `verify` costs a suite that never calls a model: `python benchmarks/verify_overhead.py`.

Two hundred tests that compute, read files and log run by themselves and under the hook of `verify`,
in turn. The goal is for the run of the suite; what the check of the project costs is shown besides.
What is counted is the time of the processors, which a busy machine changes least.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

from glm_migrate.runner.verification.command import Command
from glm_migrate.runner.verification.environment import Surroundings, environment
from glm_migrate.runner.verification.service import serve

GOAL = 1.1
TESTS = 200
_TEST = """

def test_{n}(tmp_path):
    path = tmp_path / "data.json"
    for turn in range({rounds}):
        path.write_text(json.dumps({{"turn": turn, "squares": [one * one for one in range(200)]}}))
        logging.getLogger("suite").debug("turn %s", turn)
        assert json.loads(path.read_text())["turn"] == turn
"""


def suite(folder: Path, rounds: int) -> None:
    text = "import json\nimport logging\n"
    text += "".join(_TEST.format(n=n, rounds=rounds) for n in range(TESTS))
    (folder / "test_suite.py").write_text(text, encoding="utf-8")


def seconds(folder: Path, *, led: bool, url: str) -> float:
    """One run of the suite."""
    command = Command((sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"), folder)
    with tempfile.TemporaryDirectory() as name:
        told = Surroundings(url, Path(name))
        environ = environment(os.environ, told) if led else dict(os.environ)
        told.events.touch()
        began = _spent()
        ran = command.run(environ, told.folder, told.events)
    assert ran.status == 0, ran.stdout
    return _spent() - began


def _spent() -> float:
    """Seconds that the processors worked for processes that have ended."""
    spent = os.times()
    return spent.children_user + spent.children_system


def whole(folder: Path) -> float:
    """One run of `verify`, with the check of the project."""
    began = _spent()
    words = (*("-m", "glm_migrate", "verify", "-s", "--no-evidence", "--"), sys.executable)
    command = Command((sys.executable, *words, "-m", "pytest", "-q"), folder)
    with tempfile.TemporaryDirectory() as name:
        events = Path(name, "events")
        events.touch()
        command.run(os.environ, Path(name), events)
    return _spent() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="counted runs of each")
    parser.add_argument("--work", type=int, default=40, help="turns of each test")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, serve() as wire:
        folder = Path(name)
        suite(folder, options.work)
        rows: list[tuple[float, float, float]] = []
        for _ in range(options.rounds + 1):
            alone = seconds(folder, led=False, url=wire.url)
            led = seconds(folder, led=True, url=wire.url)
            rows.append((alone, led, whole(folder)))
    _report(rows[1:])


def _report(rows: list[tuple[float, float, float]]) -> None:
    alone, led, both = (statistics.median(column) for column in zip(*rows, strict=True))
    ratio = statistics.median(led / alone for alone, led, _ in rows)
    print(f"the suite alone {alone:.2f} s, led {led:.2f} s, the whole of verify {both:.2f} s")
    print(f"led to alone: {ratio:.3f} (goal: at most {GOAL})")


if __name__ == "__main__":
    main()
