"""Naive loops are found, and what is right is not accused: `docs/verify.md` has the figures.

Null arguments between fragments break every naive loop but one whose names grow, and one that fails
on whole answers already, so two scenarios tell them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.wire.look_alikes import LOOK_ALIKES
from tests.runner.verification import shape_project
from tests.runner.verification.verifying import forked, verified
from tests.runner.verification.warm import Warm

TELLING = ("--scenario", "null-arguments,repeated", "--no-evidence", "--timeout", "60")
PARTS = 2  # so that two processes share the work


@pytest.fixture(autouse=True)
def _forked(warm_python: Warm) -> Iterator[None]:
    with forked(warm_python):
        yield


@pytest.mark.parametrize("part", range(PARTS))
def test_naive_loops_fail_and_right_ones_are_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    expected = shape_project.write(tmp_path, slice(part, None, PARTS))
    command = ("-m", "pytest", "-q", "--tb=no", "--assert=plain", "-p", "no:cacheprovider")
    _, report, said = verified(tmp_path, *command, options=TELLING)
    states = {site["path"]: site["state"] for site in report["sites"]}

    assert len(expected) >= 57 // PARTS
    assert states == {
        path: "passed" if is_right else "failed" for path, is_right in expected.items()
    }, said


def test_what_only_looks_like_a_naive_loop_is_not_accused(tmp_path: Path) -> None:
    answered = {
        "another vendor beside GLM",
        "a whole message",
        "`stream=False`",
        "lines of JSON that are no arguments",
    }
    for name, program in LOOK_ALIKES.items():
        (tmp_path / f"{shape_project.named(name)}.py").write_text(program.text, encoding="utf-8")
    runner = (
        "import runpy\nfrom pathlib import Path\n"
        'for path in sorted(Path().glob("test_*.py")):\n'
        '    runpy.run_path(str(path), run_name="__main__")\n'
    )
    (tmp_path / "all.py").write_text(runner, encoding="utf-8")
    code, report, said = verified(tmp_path, "all.py", options=TELLING)

    assert code == 0, said
    assert {site["path"]: site["state"] for site in report["sites"]} == {
        f"{shape_project.named(name)}.py": "passed" for name in answered
    }
