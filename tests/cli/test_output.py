"""The sentences that a run prints beside its findings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from glm_migrate.cli import output
from glm_migrate.engine.fix_rounds import fix
from glm_migrate.errors import UsageError
from glm_migrate.inventory.file_report import FileReport
from glm_migrate.runner.outcome import Outcome
from glm_migrate.text.source import Source

OLD = (
    b"from zai import ZaiClient\n"
    b"ZaiClient().chat.completions.create(model='glm-4.5', messages=[], top_p=0.5)\n"
)


def outcome(name: str = "a.py") -> Outcome:
    fixed = fix(Source.decode(Path(name), OLD))
    return replace(Outcome(FileReport(Path(name), fixed.after)), fixed=fixed)


def test_what_was_fixed_is_counted_by_file_and_rule() -> None:
    assert output.summary([outcome("a.py"), outcome("b\n.py")], "Fixed") == (
        "Fixed 2 findings:\n"
        "- a.py:\n    1 x GLM101 (outdated-model-id)\n"
        "- b␊.py:\n    1 x GLM101 (outdated-model-id)\n"
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "1 file that would be written has uncommitted changes:"),
        (2, "2 files that would be written have uncommitted changes:"),
    ],
)
def test_what_git_could_not_bring_back_is_refused_by_name(count: int, words: str) -> None:
    text = output.refusal([f"{number}.py" for number in range(count)])

    assert text.startswith(f"{words}\n  0.py\n")
    assert text.endswith("Nothing was written.")


def test_long_lists_are_cut_and_counted() -> None:
    text = output.unversioned([f"{number}.py" for number in range(100)])

    assert text.count(".py") + int(text.rpartition("and ")[2].split()[0]) == 100


def test_no_question_is_no_text() -> None:
    assert output.undecided([]) == ""


def test_a_traceback_stands_before_the_file_that_it_is_about() -> None:
    text = output.crashed(replace(outcome(), crash="line\x1b\nValueError\n"))

    assert text.startswith("line␛\nValueError\nInternal error in a.py: ")


def test_a_report_is_written_to_the_file_that_is_named(tmp_path: Path) -> None:
    output.save(tmp_path / "a.txt", "é\n")

    assert (tmp_path / "a.txt").read_bytes() == "é\n".encode()
    with pytest.raises(UsageError, match="--output-file"):
        output.save(tmp_path / "none/a.txt", "")
