"""The walk-through is what the tool really prints: it is made here and compared.

`python -m tests.end_to_end.test_walkthrough` prints it anew.
"""

from __future__ import annotations

import contextlib
import difflib
import re
import shutil
import sys
import tempfile
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.end_to_end.command_line import glm_migrate, inside

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
SHOWN = "zai-script"
# Where settings alone are the decision, they are written before the fix.
BY_SETTINGS = ("gbk-module", "raw-http")
FLAGS = {"rename-safety": ("--unsafe-fixes",)}
START, END = "<!-- walk-through -->\n", "<!-- /walk-through -->"


@contextlib.contextmanager
def copied(project: str) -> Iterator[str]:
    """A copy of a project's state before the migration, and the directory above it to work in."""
    with tempfile.TemporaryDirectory() as name, inside(Path(name)):
        shutil.copytree(FIXTURES / project / "before", project)
        yield project


def printed(*arguments: str) -> str:
    """What a command writes to standard output."""
    return glm_migrate(*arguments, cwd=Path()).out


def walkthrough() -> str:
    """What stands between the marks of the page."""
    others = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())
    parts = [_block(SHOWN, _whole), *(_block(name, _short) for name in others if name != SHOWN)]
    return "\n".join(parts)


def _block(project: str, steps: Callable[[str], Iterator[str]]) -> str:
    with copied(project) as name:
        lines = "".join(f"{line}\n" for line in steps(name))
    return f"`fixtures/{project}`:\n\n```console\n{lines}```\n"


def _whole(project: str) -> Iterator[str]:
    """Each step of one project as it is printed."""
    yield from _shown("check", project, "--output-format", "concise")
    yield from _shown("fix", project, "--allow-no-vcs")
    yield from _decided(project)
    yield from _shown("check", project)
    yield from _shown("report", project, lines=14)


def _short(project: str) -> Iterator[str]:
    """Of another project how much is found, what is decided, and how it ends."""
    yield from _found(project)
    if project in BY_SETTINGS:
        yield from _decided(project, "pyproject.toml")
        yield from _fixed(project)
    else:
        yield from _fixed(project)
        yield from _decided(project)
    code = glm_migrate("check", project, cwd=Path()).code
    yield from (f"$ glm-migrate check {project} --quiet > left.txt; echo $?", str(code))
    yield from (f"$ glm-migrate report {project} | sed -n 2p", _state(project))


def _shown(*arguments: str, lines: int = 100) -> Iterator[str]:
    dated = " | grep -v ^Project" if arguments[0] == "report" else ""
    yield f"$ glm-migrate {' '.join(arguments).replace(' --allow-no-vcs', '')}{dated}"
    text = [line for line in printed(*arguments).splitlines() if not line.startswith("Project")]
    yield from text[:lines]
    yield from ["…"] if len(text) > lines else []


def _found(project: str) -> Iterator[str]:
    yield f"$ glm-migrate check {project} | grep -e ^Found -e fixable"
    text = printed("check", project).splitlines()
    yield from (line for line in text if line.startswith("Found") or "fixable" in line)


def _fixed(project: str) -> Iterator[str]:
    """How much is fixed, and what must be decided with it."""
    flags = FLAGS.get(project, ())
    yield " ".join(["$ glm-migrate fix", project, *flags, "| grep -e ^Fixed -e '^- .*GLM'"])
    text = printed("fix", project, "--allow-no-vcs", *flags).splitlines()
    yield from (line for line in text if re.match(r"Fixed|- .*GLM", line))


def _decided(project: str, only: str = "") -> Iterator[str]:
    """What a person changes, as a diff; afterwards it is changed."""
    hidden = () if project == SHOWN else ("prompts", "verification")
    without = "".join(f" | grep -v ^+{word}" for word in hidden)
    yield f"$ diff -U0 {project} decided | grep '^[-+]'{without}"
    decided = FIXTURES / project / "decided"
    for path in sorted(decided.rglob(only or "*.*")):
        if path.is_dir() or "__pycache__" in path.parts:
            continue
        target = Path(project) / path.relative_to(decided)
        old = _lines(target) if target.exists() else []
        changes = difflib.unified_diff(old, _lines(path), n=0)
        yield from (
            line
            for line in changes
            if line[:3] not in ("---", "+++", "@@ ") and not line[1:].startswith(hidden)
        )
        target.write_bytes(path.read_bytes())


def _lines(path: Path) -> list[str]:
    with tokenize.open(path) as file:
        return [line.expandtabs(4) for line in file.read().splitlines()]


def _state(project: str) -> str:
    """The items of the checklist by state, as the report's second line has them."""
    return printed("report", project).splitlines()[1]


def test_the_page_shows_what_the_tool_prints() -> None:
    page = (ROOT / "docs/walkthrough.md").read_text(encoding="utf-8")

    assert page.partition(START)[2].partition(END)[0] == walkthrough()


if __name__ == "__main__":
    sys.stdout.write(walkthrough())
