"""Standard streams that are closed or full, as shells and services hand them over.

The process is a real one: what matters is what the interpreter makes of the streams it is given.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

OLD = """\
from zai import ZaiClient
ZaiClient().chat.completions.create(model="glm-4.5", messages=[], temperature=1)
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shell redirections of POSIX")


def shell(directory: Path, redirection: str, *arguments: str) -> tuple[int, str]:
    """Exit code and standard error of the command with a redirection."""
    command = f'exec "$0" -m glm_migrate "$@" {redirection}'
    done = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable, *arguments],
        cwd=directory,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("redirection", "arguments", "code"),
    [
        pytest.param(">&-", ["check", "old.py"], 1, id="no standard output"),
        pytest.param(">&- 2>&-", ["check", "old.py"], 1, id="no output at all"),
        pytest.param(">&-", ["check", "other.py"], 0, id="the short way out without output"),
        pytest.param("<&-", ["check", "-"], 0, id="no standard input is an empty one"),
        pytest.param(">&-", ["rule", "GLM101"], 0, id="a page for nobody"),
        pytest.param("2>&-", ["check", "missing.py"], 2, id="an error for nobody"),
    ],
)
def test_a_closed_stream_changes_no_exit_code(
    tmp_path: Path, redirection: str, arguments: list[str], code: int
) -> None:
    (tmp_path / "old.py").write_text(OLD)
    (tmp_path / "other.py").write_text("x = 1\n")
    answered, errors = shell(tmp_path, redirection, *arguments)

    assert answered == code
    assert "Traceback" not in errors


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["check", "old.py"], id="findings"),
        pytest.param(["fix", "--diff", "old.py"], id="a patch"),
        pytest.param(["--help"], id="help"),
        pytest.param(["check", "--help"], id="help of a command"),
        pytest.param(["--version"], id="the version"),
    ],
)
def test_results_that_can_not_be_written_are_an_error(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "old.py").write_text(OLD)
    code, errors = shell(tmp_path, ">/dev/full", *arguments)

    assert code == 2
    assert "Error: cannot write the results: No space left on device" in errors
    assert "Traceback" not in errors


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_remarks_that_can_not_be_written_change_no_exit_code(tmp_path: Path) -> None:
    assert shell(tmp_path, "2>/dev/full", "check", "missing.py")[0] == 2
    assert shell(tmp_path, "2>/dev/full", "check", ".")[0] == 0
