"""Names of files in patches and summaries, whatever characters they hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from glm_migrate.cli import output
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.report.unified_diff import unified
from glm_migrate.runner.outcome import Outcome

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="such names are not allowed")
NAMES = [
    pytest.param("a.py", id="an ordinary one"),
    pytest.param("a b.py", id="a space"),
    pytest.param("a\nb.py", id="a newline"),
    pytest.param("a\tb.py", id="a tab"),
    pytest.param('a"b.py', id="a quote"),
    pytest.param("a\\b.py", id="a backslash"),
    pytest.param("a\x1b[31m.py", id="an escape"),
    pytest.param("模型.py", id="letters beyond ASCII"),
    pytest.param("a\udcff.py", id="a byte that is not UTF-8"),
]


@pytest.mark.parametrize("name", NAMES)
def test_git_applies_a_patch_to_a_file_of_any_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"x = 1\n")
    patch = unified(Path(name), "x = 1\n", "x = 2\n").encode(errors="backslashreplace")
    subprocess.run(["git", "apply", "-p0"], cwd=tmp_path, input=patch, check=True)

    assert (tmp_path / name).read_bytes() == b"x = 2\n"


def test_a_name_in_the_summary_can_not_write_to_the_terminal() -> None:
    path = Path("a\x1b[31m\n.py")

    assert output.summary([Outcome(FileReport(path, None))], "Fixed").splitlines() == [
        "Fixed 0 findings:",
        "- a\u241b[31m\u240a.py:",
    ]
