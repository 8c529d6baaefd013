"""A run is killed at every instant; whatever is left, the next one has the tree as it was.

Each kill is a process of its own that ends without a word. It is aimed in two ways: before every
single request to the system that the run makes, one after the other, each in a fork of a process
that has imported everything; and at random moments with a fixed seed. `GLM_MIGRATE_KILLS=200` kills
the command line itself that often, over 2,000 files.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from glm_migrate.config import state
from glm_migrate.runner import undo
from tests.campaign.conftest import Note

OLD = (
    b"from zai import ZaiClient\n"
    b'ZaiClient().chat.completions.create(model="glm-4.5", temperature=0.2)\n'
)
NEW = OLD.replace(b"4.5", b"4.6")
OURS = "made.toml"
COUNT = 4

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing can be killed like that")

# Runs a command over the tree, and ends before the request to the system of a number; 0 for none.
# Without a command it reads them, one a line with its number, and tells how a fork of it ended.
WRITER = """
import os, signal, sys, traceback
from pathlib import Path
from glm_migrate.runner import undo, write
from glm_migrate.runner.replacing import FileReplacement

tree = Path(sys.argv[1])
old, new = map(bytes.fromhex, sys.argv[2:4])
WATCHED = ("open", "os.rename", "os.remove", "os.chmod", "os.chown", "os.mkdir", "here")
seen = number = 0

def end(event, arguments):
    global seen
    if event in WATCHED:
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

fsync = os.fsync
def watched(descriptor):
    sys.audit("here")
    fsync(descriptor)
    sys.audit("here")
os.fsync = watched

def fix():
    with write.run() as run:
        files = enumerate(sorted(tree.glob("*.py")))
        groups = [(file, "joined" if n < 2 else "") for n, file in files]
        run.commit([FileReplacement(file, old, new, group) for file, group in groups])
        run.save(tree / "made.toml", b"ours")

def here(path):
    return path.startswith(os.path.realpath(tree))

def take_back():
    undo.take_back(undo.undoable(here)[0])

commands = {"fix": fix, "recover": lambda: undo.recover(here), "undo": take_back}

def fork(command):
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        sys.addaudithook(end)
        commands[command]()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)

if sys.argv[4:]:
    commands[sys.argv[4]]()
else:
    for line in sys.stdin:
        command, number = line.split()
        number = int(number)
        print(fork(command), flush=True)
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    tree = tmp_path / "tree"
    laid_out(tree, COUNT)
    return tree


def laid_out(tree: Path, count: int) -> None:
    tree.mkdir(exist_ok=True)
    for path in tree.iterdir():
        path.unlink()
    for number in range(count):
        (tree / f"f{number}.py").write_bytes(OLD)


def contents(tree: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in tree.iterdir()}


def before(count: int = COUNT) -> dict[str, bytes]:
    return {f"f{number}.py": OLD for number in range(count)}


def after(count: int = COUNT) -> dict[str, bytes]:
    return {**{f"f{number}.py": NEW for number in range(count)}, OURS: b"ours"}


def words(tree: Path, *command: str) -> list[str]:
    return [sys.executable, "-c", WRITER, str(tree), OLD.hex(), NEW.hex(), *command]


@pytest.fixture
def writer(tree: Path) -> Iterator[subprocess.Popen[str]]:
    """The process that is forked for each kill."""
    pipe = subprocess.PIPE
    with subprocess.Popen(words(tree), stdin=pipe, stdout=pipe, text=True) as process:
        yield process


def ended(writer: subprocess.Popen[str], command: str, number: int) -> bool:
    """Run `command` until request `number`; whether it was killed there."""
    assert writer.stdin is not None
    assert writer.stdout is not None
    print(command, number, file=writer.stdin, flush=True)
    status = int(writer.stdout.readline())
    assert status in (0, -signal.SIGKILL)
    return status != 0


def anywhere(_: str) -> bool:
    return True


def test_before_every_request_of_a_run(
    tree: Path, writer: subprocess.Popen[str], note: Note
) -> None:
    number, failed, halves = 1, [], 0
    while ended(writer, "fix", number):
        sources = {data for name, data in contents(tree).items() if name.endswith(".py")}
        halves += len(sources) > 1
        undo.recover(anywhere)
        now = contents(tree)
        if sources - {OLD, NEW} or now not in (before(), after()) or undo.is_interrupted(anywhere):
            failed.append((number, sorted(now)))
        laid_out(tree, COUNT)
        number += 1
    note("kills before each request of a run", number - 1, len(failed))

    assert failed == []
    assert halves >= COUNT - 1
    assert number > 30
    assert contents(tree) == after()


@pytest.mark.parametrize("command", ["recover", "undo"])
def test_before_every_request_of_what_takes_it_back(
    tree: Path, writer: subprocess.Popen[str], note: Note, command: str
) -> None:
    number, failed, going = 1, [], True
    while going:
        laid_out(tree, COUNT)
        for file in Path(state.journals()).glob("*"):
            file.unlink()
        assert not ended(writer, "fix", 0)
        if command == "recover":
            for file in Path(state.journals()).iterdir():
                file.replace(file.with_suffix(state.OPEN))
        going = ended(writer, command, number)
        undo.recover(anywhere)
        now = contents(tree)
        if now not in (before(), after()) or undo.is_interrupted(anywhere):
            failed.append((number, sorted(now)))
        number += 1
    note(f"kills before each request of {command}", number - 2, len(failed))

    assert failed == []
    assert number > 20


def test_at_random_moments(tree: Path, note: Note) -> None:
    count = 150
    chance = random.Random(12)
    laid_out(tree, count)
    begun = time.monotonic()
    subprocess.run(words(tree, "fix"), check=True, capture_output=True)
    takes = time.monotonic() - begun
    failed = []
    for number in range(40):
        laid_out(tree, count)
        process = subprocess.Popen(words(tree, "fix"), stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, takes))
        process.kill()
        process.wait()
        undo.recover(anywhere)
        if contents(tree) not in (before(count), after(count)):
            failed.append(number)
    note("kills at random moments of a run", 40, len(failed))

    assert failed == []


@pytest.mark.skipif(
    "GLM_MIGRATE_KILLS" not in os.environ, reason="takes an hour: GLM_MIGRATE_KILLS=200 .ci/run"
)
def test_the_command_line_at_random_moments(tree: Path, note: Note) -> None:
    count, kills, chance = 2_000, int(os.environ["GLM_MIGRATE_KILLS"]), random.Random(12)
    command = [sys.executable, "-m", "glm_migrate", "fix", "--select=GLM101", str(tree)]
    laid_out(tree, count)
    begun = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    takes = time.monotonic() - begun
    figures = {"half": 0, "torn": 0, "litter": 0, "lost": 0}
    for _ in range(kills):
        laid_out(tree, count)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, takes))
        process.kill()
        process.wait()
        left = {name: data for name, data in contents(tree).items() if name.endswith(".py")}
        figures["half"] += len({*left.values()}) > 1
        figures["torn"] += bool({*left.values()} - {OLD, NEW})
        undo.recover(anywhere)
        now = contents(tree)
        figures["litter"] += any(name.endswith(".tmp") for name in now)
        figures["lost"] += len({*now.values()}) != 1 or len(now) != count
    print(json.dumps(figures))
    note("kills of the command line", kills, figures["torn"] + figures["litter"] + figures["lost"])

    assert figures == {**figures, "torn": 0, "litter": 0, "lost": 0}
