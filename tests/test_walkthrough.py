"""The walk-through in the README is what the tool really prints: it is made here and compared.

`python tests/test_walkthrough.py` prints it anew.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from glm_migrate.cli.main import run

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
SHOWN = "zai-script"
DECIDED = ("--unsafe-fixes", "--config", 'thinking="keep-off"')
START, END = "<!-- walk-through -->\n", "<!-- /walk-through -->"


@contextlib.contextmanager
def copied(project: str) -> Iterator[str]:
    """A copy of a project's state before the migration, and the directory above it to work in."""
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(FIXTURES / project / "before", Path(name) / project)
        os.chdir(name)
        try:
            yield project
        finally:
            os.chdir(here)


def printed(*arguments: str) -> str:
    """What a command writes to standard output."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        run([*arguments, "--isolated", "--color", "never"])
    return out.getvalue()


def walkthrough() -> str:
    """The section of the README."""
    return f"```console\n{_console()}```\n\n{_table()}"


def _console() -> str:
    with copied(SHOWN) as project:
        return "".join(
            [
                _shown("check", project, "--output-format", "concise"),
                _shown("fix", project, "--allow-no-vcs"),
                _shown("report", project, lines=10),
            ]
        )


def _shown(*arguments: str, lines: int = 100) -> str:
    words = " ".join(arguments).replace(" --allow-no-vcs", "")
    text = printed(*arguments).splitlines()
    more = ["…"] if len(text) > lines else []
    return "".join(f"{line}\n" for line in (f"$ glm-migrate {words}", *text[:lines], *more))


def _table() -> str:
    rows = [
        '| project | before | after `fix --unsafe-fixes` with `thinking = "keep-off"` |',
        "|---|---|---|",
    ]
    for project in sorted(path.name for path in FIXTURES.iterdir() if path.is_dir()):
        with copied(project) as name:
            before = _state(name)
            printed("fix", name, "--allow-no-vcs", *DECIDED)
            rows.append(f"| [`{name}`](fixtures/{name}) | {before} | {_state(name)} |")
    return "".join(f"{row}\n" for row in rows)


def _state(project: str) -> str:
    """The items of the checklist by state, as the report's second line has them."""
    return printed("report", project).splitlines()[1].partition(";")[0]


def test_the_readme_shows_what_the_tool_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert readme.partition(START)[2].partition(END)[0] == walkthrough()


if __name__ == "__main__":
    sys.stdout.write(walkthrough())
