"""The programs that are raced: ours, and the ones that set the scale.

The peers live in a virtual environment of their own, made once from `peers.txt` by the interpreter
that runs the benchmark, so that every Python runner is the same Python.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from timing import Runner
from trees import CACHE, HERE

PINS = HERE / "peers.txt"
# What a searcher looks for: the tool's first needle.
NEEDLE = "glm"
_CLEAN_OR_FOUND = (0, 1)
_CHECK = ("check", "--isolated", "--output-format", "concise", "--color", "never")


def environment() -> Path:
    """The `bin` directory of the peers, made on first use."""
    made_by = PINS.read_bytes() + sys.version.encode()
    root = CACHE / f"peers-{hashlib.sha256(made_by).hexdigest()[:12]}"
    if not root.is_dir():
        partial = root.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(partial)], check=True)
        pip = [str(partial / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--quiet", "--requirement", str(PINS)], check=True)
        partial.rename(root)
    return root / "bin"


def versions() -> str:
    """Each program with its version, for the head of a table."""
    python = sys.version.split()[0]
    pins = [line.strip().replace("==", " ") for line in PINS.read_text().splitlines()]
    ours = _first_line([sys.executable, "-m", "glm_migrate", "--version"])
    grep = _first_line(["grep", "--version"]) if shutil.which("grep") else ""
    listed = [f"CPython {python}", ours, *(pin for pin in pins if pin and pin[0] != "#"), grep]
    return ", ".join(filter(None, listed))


def ours(
    cwd: Path,
    *paths: str,
    jobs: int | None = None,
    name: str = "glm-migrate",
    warm: bool = False,
) -> Runner:
    """A check; a `warm` one remembers the runs before it."""
    more = () if jobs is None else ("--jobs", str(jobs))
    more += () if warm else ("--no-cache",)
    command = (sys.executable, "-m", "glm_migrate", *_CHECK, *more, *(paths or (".",)))
    return Runner(name, command, cwd, _CLEAN_OR_FOUND, our_path())


def ours_alone(cwd: Path, *, jobs: int | None = None, name: str = "each file alone") -> Runner:
    """Our tool without its view across files."""
    parallel = ("--no-cache",) if jobs is None else ("--no-cache", "--jobs", str(jobs))
    command = (sys.executable, str(HERE / "each_alone.py"), *_CHECK, *parallel, ".")
    return Runner(name, command, cwd, _CLEAN_OR_FOUND, our_path())


def our_hook(cwd: Path, name: str = "glm-migrate", *, warm: bool = False) -> Runner:
    """The command of the pre-commit hook on all files of a small tree."""
    told = ("--force-exclude",) if warm else ("--force-exclude", "--no-cache")
    command = (sys.executable, "-m", "glm_migrate", "check", *told, *files_of(cwd))
    return Runner(name, command, cwd, _CLEAN_OR_FOUND, our_path())


def our_start(cwd: Path) -> Runner:
    command = (sys.executable, "-m", "glm_migrate", "--version")
    return Runner("glm-migrate --version", command, cwd, env=our_path())


def interpreter(cwd: Path) -> Runner:
    return Runner("python -c pass", (sys.executable, "-c", "pass"), cwd)


def ruff(cwd: Path) -> Runner:
    # a rule that all but never fires: its price is the parsing, not the printing
    quiet = ("--isolated", "--no-cache", "--select", "F632", "--exit-zero", "--quiet")
    return Runner("ruff", (_binary("ruff"), "check", *quiet, "."), cwd)


def ruff_warm(cwd: Path) -> Runner:
    """The same with what it keeps of the runs before."""
    quiet = ("--isolated", "--select", "F632", "--exit-zero", "--quiet")
    return Runner("ruff, warm", (_binary("ruff"), "check", *quiet, "."), cwd)


def ripgrep(cwd: Path) -> Runner:
    listing = (_binary("rg"), "--ignore-case", "--files-with-matches", "--type", "py", NEEDLE, ".")
    return Runner("ripgrep", listing, cwd, _CLEAN_OR_FOUND)


def gnu_grep(cwd: Path) -> Runner:
    command = ("grep", "-r", "-i", "-l", "--include=*.py", NEEDLE, ".")
    return Runner("GNU grep", command, cwd, _CLEAN_OR_FOUND, {"LC_ALL": "C"})


def bare_parse(cwd: Path, name: str = "libcst.parse_module") -> Runner:
    return Runner(name, (sys.executable, str(HERE / "parse_all.py"), str(cwd)), cwd)


def fixit(cwd: Path) -> Runner:
    return Runner("Fixit", (_binary("python"), str(HERE / "fixit_rules.py"), str(cwd)), cwd)


def files_of(tree: Path) -> Sequence[str]:
    return sorted(str(path.relative_to(tree)) for path in tree.rglob("*.py"))


def _binary(name: str) -> str:
    return str(environment() / name)


def our_path() -> dict[str, str]:
    """The environment in which the tool of this checkout is found."""
    path = os.pathsep.join(filter(None, [str(HERE.parent), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path}


def _first_line(command: Sequence[str]) -> str:
    run = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, env=our_path()
    )
    return run.stdout.partition("\n")[0]
